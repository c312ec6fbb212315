package payments_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/chophien/chophien/payments"
)

func TestPostJSONTellsWhatMayHaveHappened(t *testing.T) {
	elsewhere := 0
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere++ }))
	defer other.Close()
	var mu sync.Mutex // the server answers on goroutines of its own
	status, body := 200, "{}"
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		status, body := status, body
		mu.Unlock()
		switch status {
		case 0:
			panic(http.ErrAbortHandler) // the line breaks after the request
		case 307:
			http.Redirect(w, r, other.URL, status)
			return
		}
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	defer server.Close()
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	client := payments.NewClient()
	for _, c := range []struct {
		name                 string
		status               int
		body, address        string
		ambiguous, retryable bool
	}{
		{"taken", 200, `{"a":1}`, server.URL, false, false},
		{"the line broke", 0, "", server.URL, true, false},
		{"trouble over there", 500, "", server.URL, true, false},
		{"too late", 504, "", server.URL, true, false},
		{"timed out there", 408, "", server.URL, true, false},
		{"sent on", 307, "", server.URL, true, false},
		{"too often", 429, "", server.URL, false, true},
		{"refused", 400, "s3cret", server.URL, false, false},
		{"endless", 200, strings.Repeat("x", payments.MaxBody+1), server.URL, true, false},
		{"nobody there", 200, "", closed.URL, false, true},
		{"no address", 200, "", "http://\x00", false, false},
	} {
		mu.Lock()
		status, body = c.status, c.body
		mu.Unlock()
		got, err := payments.PostJSON(t.Context(), client, "x", "refund", c.address, []byte("{}"))
		if c.name == "taken" {
			if err != nil || string(got) != c.body {
				t.Errorf("%s: %q %v", c.name, got, err)
			}
			continue
		}
		if _, ok := errors.AsType[*payments.Error](err); !ok || payments.IsAmbiguous(err) != c.ambiguous || payments.IsRetryable(err) != c.retryable {
			t.Errorf("%s: %v", c.name, err)
		}
		if err != nil && (strings.Contains(err.Error(), "s3cret") || strings.Contains(err.Error(), "http://")) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if elsewhere != 0 {
		t.Error("a signed message was sent on to another host")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := payments.PostJSON(ctx, client, "x", "refund", server.URL, nil); !payments.IsAmbiguous(err) {
		t.Errorf("given up: %v", err)
	}
}
