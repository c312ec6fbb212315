package payostest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/chophien/chophien/models/clock"
)

const linksPath = "/v2/payment-requests"

// serve is payOS's side of the line.
func (f *Fake) serve(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/web/") { // the page on which the buyer scans
		_, _ = io.WriteString(w, "payOS")
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, Call{r.Method, r.URL.Path, string(body)})
	if c, ok := f.say[r.Method+" "+r.URL.Path]; ok {
		delete(f.say, r.Method+" "+r.URL.Path)
		w.WriteHeader(c.status)
		_, _ = io.WriteString(w, c.body)
		return
	}
	if r.Header.Get("x-client-id") != ClientID || r.Header.Get("x-api-key") != APIKey {
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, `{"code":"401","desc":"unauthorized"}`)
		return
	}
	order, cancel := strings.CutSuffix(strings.TrimPrefix(r.URL.Path, linksPath+"/"), "/cancel")
	switch {
	case r.URL.Path == linksPath && r.Method == http.MethodPost:
		answer := f.create(body)
		if f.lose["begin"] { // the head of an answer, and then the line is dead
			delete(f.lose, "begin")
			w.Header().Set("Content-Length", "1000")
			w.WriteHeader(http.StatusOK)
			return
		}
		_, _ = io.WriteString(w, answer)
	case f.links[order] == nil:
		_, _ = io.WriteString(w, refuse("101", "Mã thanh toán không tồn tại"))
	case cancel && r.Method == http.MethodPost:
		if l := f.links[order]; l.status(f.now) != "PENDING" && l.status(f.now) != "UNDERPAID" {
			_, _ = io.WriteString(w, refuse("222", "Không thể hủy"))
			return
		}
		f.links[order].cancelled = true
		_, _ = io.WriteString(w, f.told(order))
	case r.Method == http.MethodGet:
		_, _ = io.WriteString(w, f.told(order))
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func refuse(code, desc string) string {
	return fmt.Sprintf(`{"code":%q,"desc":%q,"data":null}`, code, desc)
}

func (f *Fake) create(body []byte) string {
	var in struct {
		OrderCode                                    json.Number
		Amount, ExpiredAt                            int64
		Description, CancelURL, ReturnURL, Signature string
	}
	if json.Unmarshal(body, &in) != nil {
		return refuse("20", "Thông tin truyền lên không đúng")
	}
	text := fmt.Sprintf("amount=%d&cancelUrl=%s&description=%s&orderCode=%s&returnUrl=%s", in.Amount, in.CancelURL, in.Description, in.OrderCode, in.ReturnURL)
	order := string(in.OrderCode)
	switch {
	case in.Signature != sum(Secret, text) && in.Signature != sum(NextSecret, text):
		return refuse("201", "Chữ ký không hợp lệ")
	case in.Amount <= 0, in.CancelURL == "", in.ReturnURL == "", len(in.Description) == 0 || len(in.Description) > 25:
		return refuse("20", "Thông tin truyền lên không đúng")
	case f.links[order] != nil:
		return refuse("231", "Đơn thanh toán đã tồn tại")
	}
	l := &link{id: "link" + order, text: in.Description, wanted: in.Amount, until: clock.Instant(in.ExpiredAt * 1000)}
	f.links[order] = l
	return answer(map[string]any{
		"bin": Account.BIN, "accountNumber": Account.Number, "accountName": Account.Holder, "amount": in.Amount, "description": in.Description,
		"orderCode": in.OrderCode, "currency": "VND", "paymentLinkId": l.id, "status": "PENDING", "checkoutUrl": f.URL + "/web/" + l.id, "qrCode": "payos-qr:" + l.id,
	})
}

// told is how payOS speaks of a link.
func (f *Fake) told(order string) string {
	l := f.links[order]
	transfers := l.transfers
	if transfers == nil {
		transfers = []map[string]any{}
	}
	return answer(map[string]any{
		"id": l.id, "orderCode": json.Number(order), "amount": l.wanted, "amountPaid": l.paid(), "amountRemaining": l.wanted - l.paid(),
		"status": l.status(f.now), "createdAt": "2026-11-22T01:35:00.000Z", "transactions": transfers, "cancellationReason": nil, "canceledAt": nil,
	})
}

func answer(data map[string]any) string {
	body, err := json.Marshal(map[string]any{"code": "00", "desc": "success", "data": data})
	if err != nil {
		panic(err) // made of texts and numbers
	}
	return Signed(Secret, string(body))
}

// Signed is body with the signature of its data by secret.
func Signed(secret, body string) string {
	var parts map[string]json.RawMessage
	var data map[string]json.RawMessage
	if json.Unmarshal([]byte(body), &parts) != nil || json.Unmarshal(parts["data"], &data) != nil || data == nil {
		return body
	}
	var names []string
	for name := range data {
		names = append(names, name)
	}
	slices.Sort(names)
	var pairs []string
	for _, name := range names {
		pairs = append(pairs, name+"="+value(data[name]))
	}
	signature := `"` + sum(secret, strings.Join(pairs, "&")) + `"`
	if old, ok := parts["signature"]; ok {
		return strings.Replace(body, string(old), signature, 1)
	}
	end := strings.LastIndex(body, "}")
	return body[:end] + `,"signature":` + signature + body[end:]
}

// value is a field of data as payOS signs it.
func value(raw json.RawMessage) string {
	var text string
	switch {
	case string(raw) == "null":
		return ""
	case json.Unmarshal(raw, &text) == nil:
		return text
	}
	return string(raw) // a number, or a list whose keys the encoder has sorted
}

func sum(secret, text string) string {
	h := hmac.New(sha256.New, []byte(secret))
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}
