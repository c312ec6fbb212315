package sms

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/notify"
)

const secret = "s3cr3t-key"

func say(_, key string, args map[string]any) string {
	return fmt.Sprintf("%s \"%v\"\n", key, args["code"])
}

var message = notify.Message{To: "+84900000012", Template: "code", Args: map[string]any{"code": "123456"}, Idempotency: "id-1"}

// serve runs a gateway of our own and returns a channel to it.
func serve(t *testing.T, cfg Config, h http.HandlerFunc) *Gateway {
	t.Helper()
	srv := httptest.NewTLSServer(h)
	t.Cleanup(srv.Close)
	cfg.URL, cfg.Client, cfg.Say = srv.URL+"/send?token="+secret, srv.Client(), say
	if cfg.Body == "" {
		cfg.Body = `{"phone":"{digits}","text":"{text}","ref":"{id}"}`
	}
	g, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestAMessageArrivesWhole(t *testing.T) {
	var got struct{ Phone, Text, Ref string }
	g := serve(t, Config{Headers: map[string]string{"authorization": "Bearer " + secret}}, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+secret || r.Method != http.MethodPost {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_ = json.NewDecoder(r.Body).Decode(&got)
	})
	if err := g.Send(context.Background(), message); err != nil {
		t.Fatal(err)
	}
	if got.Phone != "84900000012" || got.Text != "notify.code \"123456\"\n" || got.Ref != "id-1" {
		t.Errorf("arrived: %+v", got)
	}
}

func TestAFormIsEscapedAsOne(t *testing.T) {
	var got url.Values
	cfg := Config{Headers: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, Body: "to={local}&text={text}"}
	g := serve(t, cfg, func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got, _ = url.ParseQuery(string(b))
	})
	m := message
	m.Args = map[string]any{"code": "1&to=0911111111"}
	if err := g.Send(context.Background(), m); err != nil {
		t.Fatal(err)
	}
	if got.Get("to") != "0900000012" || len(got["to"]) != 1 || !strings.Contains(got.Get("text"), "1&to=0911111111") {
		t.Errorf("arrived: %v", got)
	}
}

func TestEveryFailureIsUnavailableAndTellsNoSecret(t *testing.T) {
	for name, c := range map[string]struct {
		cfg Config
		h   http.HandlerFunc
	}{
		"refused": {h: func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = io.Copy(w, r.Body)
		}},
		"not a yes": {cfg: Config{Accept: `"error":\s*0\b`}, h: func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"error": -124}`)
		}},
		"redirected": {h: func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://example.invalid/", http.StatusTemporaryRedirect)
		}},
		"silent": {cfg: Config{Timeout: 20 * time.Millisecond}, h: func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			<-r.Context().Done()
			panic(http.ErrAbortHandler) // else its 200 may still reach a client that is hanging up
		}},
		"cut": {h: func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
	} {
		t.Run(name, func(t *testing.T) {
			err := serve(t, c.cfg, c.h).Send(context.Background(), message)
			if !fault.Is(err, fault.Unavailable) || !fault.Has(err, "notify.unsent") {
				t.Fatalf("got %v", err)
			}
			for _, leak := range []string{secret, "900000012", "123456"} {
				if strings.Contains(err.Error(), leak) {
					t.Errorf("the error tells %q: %v", leak, err)
				}
			}
		})
	}
}

func TestABadConfigurationIsToldAtOnceWithoutItsValues(t *testing.T) {
	cfg := Config{URL: "http://sms.example/" + secret, Body: `{"x":` + secret, Accept: "(" + secret, Headers: map[string]string{"Content-Type": secret}}
	_, err := New(cfg)
	if err == nil || strings.Count(err.Error(), "\n") != 4 || strings.Contains(err.Error(), secret) {
		t.Errorf("problems: %v", err)
	}
	for _, shown := range []string{fmt.Sprint(cfg), fmt.Sprintf("%+v", cfg), fmt.Sprintf("%#v", cfg), fmt.Sprint(message), fmt.Sprintf("%#v", message)} {
		if strings.Contains(shown, secret) || strings.Contains(shown, "123456") {
			t.Errorf("printed: %s", shown)
		}
	}
}
