package momo

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"github.com/chophien/chophien/payments"
)

// answer is what MoMo says to a call, as far as any of its answers goes.
type answer struct {
	PartnerCode  string          `json:"partnerCode"`
	OrderID      string          `json:"orderId"`
	RequestID    string          `json:"requestId"`
	Amount       json.Number     `json:"amount"`
	TransID      json.RawMessage `json:"transId"`
	ResultCode   json.Number     `json:"resultCode"`
	Message      string          `json:"message"`
	ResponseTime json.Number     `json:"responseTime"`
	PayURL       string          `json:"payUrl"`
	Deeplink     string          `json:"deeplink"`
	QRCodeURL    string          `json:"qrCodeUrl"`
	RefundTrans  []refundTrans   `json:"refundTrans"`

	status int // of HTTP
}

type refundTrans struct {
	OrderID    string          `json:"orderId"`
	Amount     json.Number     `json:"amount"`
	ResultCode json.Number     `json:"resultCode"`
	TransID    json.RawMessage `json:"transId"`
}

// post sends a message, signed over fields, and reads the answer. An answer that carries a
// result code is returned whatever its HTTP status; everything else is an error.
func (g *Gateway) post(ctx context.Context, op, path string, message pairs, fields []string) (answer, error) {
	text := signed(fields, func(name string) string {
		if name == "accessKey" {
			return g.cfg.AccessKey.Reveal()
		}
		return message.value(name)
	})
	message = append(message, pair{"signature", signature(g.cfg.Secrets[0], text), false})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.cfg.URL+path, bytes.NewReader(message.encode()))
	if err != nil {
		return answer{}, &payments.Error{Gateway: Code, Op: op, Code: "address"}
	}
	req.Header.Set("Content-Type", "application/json; charset=UTF-8")
	res, err := g.cfg.HTTP.Do(req)
	if err != nil {
		unsent := payments.NeverLeft(err)
		return answer{}, &payments.Error{Gateway: Code, Op: op, Retryable: unsent, Ambiguous: !unsent, Cause: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, payments.MaxBody+1))
	status := res.StatusCode
	if err != nil || len(body) > payments.MaxBody {
		return answer{}, &payments.Error{Gateway: Code, Op: op, HTTPStatus: status, Ambiguous: true, Cause: err}
	}
	var a answer
	if payments.DecodeJSON(body, &a) != nil || !digits(a.ResultCode) || status >= 500 {
		refused := status >= 400 && status < 500 && status != http.StatusUnprocessableEntity && status != http.StatusRequestTimeout
		return answer{}, &payments.Error{
			Gateway: Code, Op: op, Code: "http", HTTPStatus: status, Ambiguous: !refused, Retryable: status == http.StatusTooManyRequests,
		}
	}
	if a.ResultCode == "0" && status != http.StatusOK { // it contradicts itself
		return answer{}, &payments.Error{Gateway: Code, Op: op, Code: "http", HTTPStatus: status, Ambiguous: true}
	}
	a.status = status
	return a, nil
}

// wrong is the error of an answer by which MoMo did not do what was asked.
func (a answer) wrong(op string) error {
	code := string(a.ResultCode)
	return &payments.Error{
		Gateway: Code, Op: op, Code: code, Message: a.Message, HTTPStatus: a.status,
		Ambiguous: underway(code), Retryable: later(code),
	}
}

// about reports whether the answer belongs to the question: MoMo does not sign answers, so
// that a mixed-up one is all that can be seen.
func (a answer) about(g *Gateway, orderID string) bool {
	return a.PartnerCode == g.cfg.PartnerCode && a.OrderID == orderID
}

func mixedUp(op string) error {
	return &payments.Error{Gateway: Code, Op: op, Code: "mixed_up", HTTPStatus: http.StatusOK, Ambiguous: true}
}

// encode writes the message as JSON, in its own order.
func (ps pairs) encode() []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, p := range ps {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Quote(p.name) + ":") // a word of ours
		if p.bare {
			b.WriteString(p.value)
			continue
		}
		_ = e.Encode(p.value)   // a string always encodes
		b.Truncate(b.Len() - 1) // the encoder ends with a line
	}
	b.WriteByte('}')
	return b.Bytes()
}

func digits(n json.Number) bool {
	_, err := strconv.ParseUint(string(n), 10, 32)
	return err == nil
}
