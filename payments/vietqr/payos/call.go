package payos

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/chophien/chophien/payments"
)

// What payOS answers with, in its field code, as far as it matters here.
const (
	done     = "00"
	noSuch   = "101" // no link of this number
	sameCode = "231" // a link of this number exists
)

// answer is what payOS says to a call.
type answer struct {
	Code      string         `json:"code"`
	Desc      string         `json:"desc"`
	Data      map[string]any `json:"data"`
	Signature string         `json:"signature"`

	status int // of HTTP
}

// call asks payOS and reads the answer. One that carries a code of payOS is returned,
// whatever its HTTP status; everything else is an error.
func (g *Gateway) call(ctx context.Context, op, method, path string, message []byte) (answer, error) {
	req, err := http.NewRequestWithContext(ctx, method, g.cfg.URL+path, bytes.NewReader(message))
	if err != nil {
		return answer{}, &payments.Error{Gateway: Code, Op: op, Code: "address"}
	}
	req.Header.Set("x-client-id", g.cfg.ClientID)
	req.Header.Set("x-api-key", g.cfg.APIKey.Reveal())
	req.Header.Set("Content-Type", "application/json")
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
	if payments.DecodeJSON(body, &a) != nil || a.Code == "" || status >= 500 || status == http.StatusTooManyRequests {
		refused := status >= 400 && status < 500 && status != http.StatusRequestTimeout
		return answer{}, &payments.Error{
			Gateway: Code, Op: op, Code: "http", HTTPStatus: status, Ambiguous: !refused, Retryable: status == http.StatusTooManyRequests,
		}
	}
	if a.status = status; a.Code == done && (status >= 300 || a.Data == nil) { // it contradicts itself
		return answer{}, &payments.Error{Gateway: Code, Op: op, Code: "http", HTTPStatus: status, Ambiguous: true}
	}
	// An answer that is signed must be signed rightly.
	if a.Signature != "" && a.Data != nil && !genuine(a.Signature, signedAll(a.Data), g.cfg.Secrets) {
		return answer{}, mixedUp(op)
	}
	return a, nil
}

// wrong is the error of an answer by which payOS did not do what was asked.
func (a answer) wrong(op string) error {
	return &payments.Error{Gateway: Code, Op: op, Code: a.Code, Message: a.Desc, HTTPStatus: a.status, Ambiguous: a.Code == sameCode}
}

// about reports whether the answer belongs to the question.
func (a answer) about(order string) bool {
	n, _ := a.Data["orderCode"].(json.Number)
	return string(n) == order
}

func (a answer) text(name string) string { s, _ := a.Data[name].(string); return s }

func mixedUp(op string) error {
	return &payments.Error{Gateway: Code, Op: op, Code: "mixed_up", HTTPStatus: http.StatusOK, Ambiguous: true}
}
