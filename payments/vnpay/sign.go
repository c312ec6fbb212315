package vnpay

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/payments"
)

// canonical is what is signed of a query, in the form in which it is sent: the vnp_ fields
// that are not empty, but for the signature itself, sorted, with a space as +.
func canonical(q url.Values) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(q)) {
		value := q.Get(name)
		if !strings.HasPrefix(name, "vnp_") || name == "vnp_SecureHash" || name == "vnp_SecureHashType" || value == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(escape(name) + "=" + escape(value))
	}
	return b.String()
}

// escape writes text as VNPay's own programs do, which escape ~ as well. They differ among
// themselves about *, so neither may stand in a field: see plain.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "~", "%7E") }

// plain reports whether text can stand in a field as it is.
func plain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' || r == '~' || r == '*' })
}

// piped is what is signed of a question, a refund and their answers: the values as they
// are, absent ones empty.
func piped(of map[string]string, names []string) string {
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = of["vnp_"+name]
	}
	return strings.Join(values, "|")
}

// The values that are signed, in order.
var (
	queryAsk     = strings.Fields("RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo")
	queryAnswer  = strings.Fields("ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo TransactionType TransactionStatus OrderInfo PromotionCode PromotionAmount")
	refundAsk    = strings.Fields("RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo TransactionDate CreateBy CreateDate IpAddr OrderInfo")
	refundAnswer = queryAnswer[:13]
)

// mac is the signature over data.
func mac(secret payments.Secret, data string) []byte {
	h := hmac.New(sha512.New, []byte(secret.Reveal()))
	h.Write([]byte(data))
	return h.Sum(nil)
}

func macHex(secret payments.Secret, data string) string { return hex.EncodeToString(mac(secret, data)) }

const stampLayout = "20060102150405"

// stamp is a time as VNPay writes it: the wall clock of Vietnam, wherever this runs.
func stamp(at clock.Instant) string { return at.Local().Format(stampLayout) }

// wireAmount is an amount as VNPay writes it: hundredths of a đồng.
func wireAmount(v money.VND) string { return strconv.FormatInt(v.Dong(), 10) + "00" }

// readAmount reads hundredths of a đồng. It refuses parts of a đồng and what is no positive
// amount with payments.ErrMalformed.
func readAmount(s string) (money.VND, error) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n <= 0 || n%100 != 0 || n/100 > money.Max || s[0] == '+' {
		return money.VND{}, payments.ErrMalformed
	}
	return money.Of(n / 100), nil
}

// text brings words to what VNPay takes: no marks, no special characters, most bytes.
func text(s string, most int, otherwise string) string {
	if s = vntext.ASCII(s); len(s) > most {
		s = strings.TrimSpace(s[:most])
	}
	if s == "" {
		return otherwise
	}
	return s
}
