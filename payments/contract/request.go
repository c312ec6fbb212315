package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/chophien/chophien/payments"
)

// message is what a request says: its query when it is a GET, else its body.
func message(r payments.RawRequest) string {
	if r.Method == http.MethodGet {
		return r.RawQuery
	}
	return string(r.Body)
}

func withMessage(r payments.RawRequest, text string) payments.RawRequest {
	if r.Method == http.MethodGet {
		r.RawQuery = text
	} else {
		r.Body = []byte(text)
	}
	return r
}

// spaced is r as another browser or proxy writes the spaces of its query.
func spaced(r payments.RawRequest) payments.RawRequest {
	r.RawQuery = strings.ReplaceAll(r.RawQuery, "+", "%20")
	return r
}

// swap is another byte of the same sort, so that a message stays well-formed.
func swap(c byte) byte {
	switch c {
	case '9', 'z', 'Z':
		return c - 1
	case ' ':
		return '_'
	}
	if c >= '0' && c < '9' || c >= 'a' && c < 'z' || c >= 'A' && c < 'Z' {
		return c + 1
	}
	return 'x'
}

func flipLast(s string) string {
	if s == "" {
		return "x"
	}
	return s[:len(s)-1] + string(swap(s[len(s)-1]))
}

func show(es []payments.Event) string {
	b, _ := json.Marshal(es)
	return string(b)
}

// secrets looks for the case's secrets in everything that could reach a log.
func (r *run) secrets(t *testing.T) {
	if len(r.Secrets) == 0 && r.Listener != nil {
		t.Fatal("the case names no secret")
	}
	var log bytes.Buffer
	logger := slog.New(slog.NewJSONHandler(&log, nil))
	for _, v := range []any{r.Gateway, r.Listener} {
		fmt.Fprintf(&log, "%v %+v %#v %s\n", v, v, v, v)
		logger.Info("driver", "driver", v)
	}
	for _, err := range r.errs {
		fmt.Fprintf(&log, "%v %+v\n", err, err)
		logger.Error("refused", "err", err)
	}
	for _, s := range r.Secrets {
		if s == "" || strings.Contains(log.String(), s) {
			t.Error("a secret can be read in logs, or the case's own secret is empty")
		}
	}
}
