package vnpaytest

import (
	"context"
	"crypto/hmac"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vnpay"
)

// sent is the driver, and the buyer's browser that keeps the address it was given.
type sent struct {
	*vnpay.Gateway
	fake *Fake
}

func (s sent) Begin(ctx context.Context, start payments.Start) (payments.Begun, error) {
	b, err := s.Gateway.Begin(ctx, start)
	if err == nil {
		s.fake.mu.Lock()
		defer s.fake.mu.Unlock()
		s.fake.pages[start.Ref] = b.Next.URL
	}
	return b, err
}

// hash is written apart from the driver: over text as VNPay's own programs sign it.
func hash(secret, text string) string {
	h := hmac.New(sha512.New, []byte(secret))
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}

// query writes the fields of a message in VNPay's order.
func query(of map[string]string) string {
	names := make([]string, 0, len(of))
	for name, value := range of {
		if value != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = url.QueryEscape(name) + "=" + url.QueryEscape(of[name])
	}
	return strings.Join(parts, "&")
}

func stamp(at clock.Instant) string { return at.Local().Format("20060102150405") }

// opened takes an order on from a payment address. f.mu is held.
func (f *Fake) opened(q url.Values) (o *order, why string) {
	of := map[string]string{}
	for name := range q {
		of[name] = q.Get(name)
	}
	given := of["vnp_SecureHash"]
	delete(of, "vnp_SecureHash")
	if text := query(of); given != hash(Secret, text) || strings.ContainsAny(text, "*~") {
		return nil, "97"
	}
	for _, name := range strings.Fields("Version Command TmnCode Amount CreateDate ExpireDate CurrCode IpAddr Locale OrderInfo OrderType ReturnUrl TxnRef") {
		if of["vnp_"+name] == "" {
			return nil, "03: no " + name
		}
	}
	amount, err := strconv.ParseInt(of["vnp_Amount"], 10, 64)
	if err != nil || amount%100 != 0 || of["vnp_TmnCode"] != Terminal || of["vnp_Version"] != "2.1.0" || of["vnp_CurrCode"] != "VND" {
		return nil, "03"
	}
	ref := of["vnp_TxnRef"]
	if known := f.orders[ref]; known != nil {
		if known.asked != amount || known.created != of["vnp_CreateDate"] {
			return nil, "the reference was used before"
		}
		return known, ""
	}
	o = &order{ref: ref, created: of["vnp_CreateDate"], asked: amount, back: of["vnp_ReturnUrl"], info: of["vnp_OrderInfo"]}
	f.orders[ref] = o
	return o, ""
}

// page is what the buyer's browser sees.
func (f *Fake) page(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if expire := r.URL.Query().Get("vnp_ExpireDate"); expire < stamp(f.time()) {
		http.Error(w, "the time to pay is over", http.StatusGone)
		return
	}
	o, why := f.opened(r.URL.Query())
	if why != "" {
		http.Error(w, why, http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintf(w, "VNPay: %s: %d", o.info, o.asked/100)
}

// message is what VNPay calls the market with. f.mu is held.
func (f *Fake) message(o *order, response, status string, amount int64, secret string) payments.RawRequest {
	bank := ""
	if response == "00" {
		bank = "VNP" + o.txn
	}
	at := o.paidAt
	if at.IsZero() {
		at = f.time()
	}
	text := query(map[string]string{
		"vnp_TmnCode": Terminal, "vnp_Amount": strconv.FormatInt(amount, 10), "vnp_BankCode": "NCB", "vnp_BankTranNo": bank, "vnp_CardType": "ATM",
		"vnp_PayDate": stamp(at), "vnp_OrderInfo": "Thanh toan " + o.ref, "vnp_TransactionNo": o.txn, "vnp_ResponseCode": response,
		"vnp_TransactionStatus": status, "vnp_TxnRef": o.ref,
	})
	return payments.RawRequest{Method: http.MethodGet, Path: "/webhooks/vnpay", RawQuery: text + "&vnp_SecureHash=" + hash(secret, text), RemoteIP: "192.0.2.1", At: f.time()}
}

var asked = map[string][]string{
	"querydr": strings.Fields("RequestId Version Command TmnCode TxnRef TransactionDate CreateDate IpAddr OrderInfo"),
	"refund":  strings.Fields("RequestId Version Command TmnCode TransactionType TxnRef Amount TransactionNo TransactionDate CreateBy CreateDate IpAddr OrderInfo"),
}

var answered = strings.Fields("ResponseId Command ResponseCode Message TmnCode TxnRef Amount BankCode PayDate TransactionNo TransactionType TransactionStatus OrderInfo PromotionCode PromotionAmount")

func piped(of map[string]string, names []string) string {
	values := make([]string, len(names))
	for i, name := range names {
		values[i] = of["vnp_"+name]
	}
	return strings.Join(values, "|")
}

// api answers questions and refunds.
func (f *Fake) api(w http.ResponseWriter, r *http.Request) {
	var in map[string]string
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		http.Error(w, "not JSON", http.StatusBadRequest)
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	command := in["vnp_Command"]
	out := f.judge(command, in)
	out["vnp_ResponseId"], out["vnp_Command"], out["vnp_TmnCode"], out["vnp_TxnRef"] = hash("id", in["vnp_RequestId"])[:32], command, Terminal, in["vnp_TxnRef"]
	names := answered
	if command == "refund" {
		names = answered[:13]
	}
	out["vnp_SecureHash"] = hash(Secret, piped(out, names))
	op := map[string]string{"querydr": "query"}[command] + map[string]string{"refund": "refund"}[command]
	if f.lose[op] {
		delete(f.lose, op)
		panic(http.ErrAbortHandler) // it is done, and nobody hears of it
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(out)
}

func no(code, message string) map[string]string {
	return map[string]string{"vnp_ResponseCode": code, "vnp_Message": message}
}

// judge does what is asked. f.mu is held.
func (f *Fake) judge(command string, in map[string]string) map[string]string {
	names, known := asked[command]
	now := f.time()
	switch {
	case !known:
		return no("03", "Command")
	case in["vnp_SecureHash"] != hash(Secret, piped(in, names)):
		return no("97", "Checksum")
	case in["vnp_TmnCode"] != Terminal:
		return no("02", "TmnCode")
	case in["vnp_Version"] != "2.1.0" || in["vnp_RequestId"] == "" || len(in["vnp_RequestId"]) > 32 || in["vnp_OrderInfo"] == "" || in["vnp_IpAddr"] == "":
		return no("03", "Format")
	}
	created, err := time.ParseInLocation("20060102150405", in["vnp_CreateDate"], clock.Zone)
	if d := clock.At(created).Sub(now); err != nil || d > 15*time.Minute || d < -15*time.Minute {
		return no("03", "CreateDate")
	}
	if code := f.Refuse[command]; code != "" {
		return no(code, "Refused")
	}
	id := in["vnp_CreateDate"][:8] + in["vnp_RequestId"]
	if f.requests[id] {
		return no("94", "Duplicate")
	}
	f.requests[id] = true
	o := f.orders[in["vnp_TxnRef"]]
	if o == nil || o.created != in["vnp_TransactionDate"] {
		return no("91", "Not found")
	}
	if command == "refund" {
		return f.giveBack(o, in)
	}
	if !o.askedAt.IsZero() && now < o.askedAt.Add(5*time.Minute) {
		return no("94", "Too early")
	}
	o.askedAt = now
	if o.refund != nil && (in["vnp_TransactionNo"] == "" || in["vnp_TransactionNo"] == o.refund.txn) {
		return f.aboutRefund(o)
	}
	status, txn, amount := "01", "", o.asked
	switch {
	case o.taken > 0:
		status, txn, amount = "00", o.txn, o.taken
	case o.failed != "":
		status, txn = "02", "0"
	}
	out := no("00", "QueryDR Success")
	out["vnp_Amount"], out["vnp_BankCode"], out["vnp_TransactionNo"], out["vnp_TransactionType"] = strconv.FormatInt(amount, 10), "NCB", txn, "01"
	out["vnp_TransactionStatus"], out["vnp_OrderInfo"] = status, o.info
	if o.taken > 0 {
		out["vnp_PayDate"] = stamp(o.paidAt)
	}
	return out
}

// giveBack takes a refund on. f.mu is held.
func (f *Fake) giveBack(o *order, in map[string]string) map[string]string {
	amount, err := strconv.ParseInt(in["vnp_Amount"], 10, 64)
	kind, left, now := in["vnp_TransactionType"], o.taken, f.time()
	if o.refund != nil && o.refund.status(now) != "09" {
		left -= o.refund.amount
	}
	switch {
	case o.taken == 0 || in["vnp_TransactionNo"] != "0" && in["vnp_TransactionNo"] != o.txn:
		return no("95", "Not successful")
	case err != nil || amount <= 0 || amount > left || (kind == "02") != (amount == o.taken) || kind != "02" && kind != "03":
		return no("03", "Amount")
	case o.refund != nil && (o.refund.status(now) == "05" || o.refund.status(now) == "06"):
		return no("94", "In process")
	}
	f.sent++
	o.refund = &refund{amount: amount, kind: kind, txn: strconv.FormatInt(9007199254740993+f.sent, 10), info: in["vnp_OrderInfo"], at: now, fails: f.RefundsFail}
	out := f.aboutRefund(o)
	out["vnp_Message"] = "Refund success"
	return out
}

func (f *Fake) aboutRefund(o *order) map[string]string {
	out := no("00", "QueryDR Success")
	out["vnp_Amount"], out["vnp_BankCode"], out["vnp_PayDate"] = strconv.FormatInt(o.refund.amount, 10), "NCB", stamp(o.refund.at)
	out["vnp_TransactionNo"], out["vnp_TransactionType"], out["vnp_OrderInfo"] = o.refund.txn, o.refund.kind, o.refund.info
	out["vnp_TransactionStatus"] = o.refund.status(f.time())
	return out
}
