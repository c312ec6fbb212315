package meilisearch

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/search"
)

const hush = "hush-Xq7-hush-Xq7"

// away opens an engine at an address with a secret key.
func away(t *testing.T, url string) (*Engine, error) {
	t.Helper()
	e, err := Open(t.Context(), Config{URL: url, Key: hush, Index: "products", Lexicon: search.NewLexicon()})
	if err == nil {
		t.Cleanup(func() {
			if err := e.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	return e, err
}

func answering(t *testing.T, status int, body string) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	t.Cleanup(s.Close)
	return s.URL
}

func TestAnOldServerIsRefused(t *testing.T) {
	for _, version := range []string{"1.15.2", "0.30.0", "nonsense"} {
		_, err := away(t, answering(t, 200, `{"commitSha":"x","commitDate":"x","pkgVersion":"`+version+`"}`))
		var old VersionError
		if !errors.As(err, &old) || !strings.Contains(err.Error(), version) || !strings.Contains(err.Error(), "1.16") {
			t.Errorf("%s: %v", version, err)
		}
	}
}

func TestAWrongKeyIsToldWithoutIt(t *testing.T) {
	_, err := away(t, answering(t, 403, `{"message":"The provided API key is invalid.","code":"invalid_api_key","type":"auth","link":""}`))
	if !errors.Is(err, ErrKey) || strings.Contains(err.Error(), hush) {
		t.Errorf("%v", err)
	}
}

// A market opens without its search server, and says within the caller's time that it is away.
func TestAServerThatIsAwayKeepsNobodyFromOpening(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	for name, url := range map[string]string{"closed": closed, "broken": answering(t, 502, "<html>bad gateway"), "another": answering(t, 200, "<html>hello")} {
		e, err := away(t, url)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		_, searching := e.Search(t.Context(), search.Query{Text: "chè"})
		_, suggesting := e.Suggest(t.Context(), search.Typing{Prefix: "chè", Others: 3})
		_, health := e.Health(t.Context())
		var holding error
		for _, holding = range e.Held(t.Context()) {
			break
		}
		for what, err := range map[string]error{
			"search": searching, "suggest": suggesting, "health": health, "held": holding,
			"put": e.Put(t.Context(), nil), "remove": e.Remove(t.Context(), []string{"a"}), "rebuild": e.Rebuild(t.Context(), func(func(search.Document, error) bool) {}),
		} {
			if !errors.Is(err, search.ErrAway) || strings.Contains(err.Error(), hush) || strings.Contains(err.Error(), "127.0.0.1:") && name != "closed" {
				t.Errorf("%s of a server that is %s: %v", what, name, err)
			}
		}
	}
}

func TestASlowServerIsNotWaitedFor(t *testing.T) {
	hang := make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-hang:
		case <-r.Context().Done():
		}
	}))
	defer s.Close()
	defer close(hang)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	e, err := Open(ctx, Config{URL: s.URL, Key: hush, Index: "products", Lexicon: search.NewLexicon()})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := e.Search(soon, search.Query{Text: "chè"}); !errors.Is(err, search.ErrAway) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("%v", err)
	}
}
