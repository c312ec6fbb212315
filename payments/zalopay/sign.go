package zalopay

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/payments"
)

// mac is the signature over text.
func mac(key payments.Secret, text string) []byte {
	h := hmac.New(sha256.New, []byte(key.Reveal()))
	h.Write([]byte(text))
	return h.Sum(nil)
}

// sign is the signature over values, in hex.
func sign(key payments.Secret, values ...string) string {
	return hex.EncodeToString(mac(key, strings.Join(values, "|")))
}

// order is what is asked for by create. Its texts of JSON are signed as they are sent.
type order struct {
	AppID     int64  `json:"app_id"`
	Ref       string `json:"app_trans_id"`
	User      string `json:"app_user"`
	Time      int64  `json:"app_time"`
	Amount    int64  `json:"amount"`
	Item      string `json:"item"`
	Embed     string `json:"embed_data"`
	Words     string `json:"description"`
	Bank      string `json:"bank_code"`
	Seconds   int64  `json:"expire_duration_seconds"`
	NotifyURL string `json:"callback_url"`
	MAC       string `json:"mac"`
}

func (o order) sign(key payments.Secret) string {
	return sign(key, num(o.AppID), o.Ref, o.User, num(o.Amount), num(o.Time), o.Embed, o.Item)
}

// embed is the JSON that ZaloPay keeps for us, and where it reads the way back.
type embed struct {
	ReturnURL string   `json:"redirecturl"`
	Preferred []string `json:"preferred_payment_method"`
	PaymentID string   `json:"payment_id"`
}

// refundID is our id of a refund that is asked for on the day of at.
func refundID(appID int64, ref string, at clock.Instant) string {
	return at.Local().Format("060102") + "_" + num(appID) + "_" + ref
}

func num(n int64) string { return strconv.FormatInt(n, 10) }

// encode writes JSON without escaping &, < and >, as ZaloPay's own programs do.
func encode(v any) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}

// text brings words to most bytes without marks and special characters.
func text(s string, most int, otherwise string) string {
	if s = vntext.ASCII(s); len(s) > most {
		s = strings.TrimSpace(s[:most])
	}
	if s == "" {
		return otherwise
	}
	return s
}
