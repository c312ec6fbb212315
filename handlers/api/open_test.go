package api

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/notify"
)

// letterbox keeps the last code that was sent.
type letterbox struct{ code string }

var sixDigits = regexp.MustCompile(`^\d{6}$`)

func (l *letterbox) Send(_ context.Context, m notify.Message) error {
	for _, v := range m.Args {
		if s, ok := v.(string); ok && sixDigits.MatchString(s) {
			l.code = s
		}
	}
	return nil
}

// street is a market that strangers walk into: codes reach them, and origins may be let in.
type street struct {
	*counterTop
	letters *letterbox
}

func openStreet(t *testing.T, d *db.DB, origins ...string) *street {
	t.Helper()
	return streetOf(t, d, openCounter(t, d), origins...)
}

// streetOf is openStreet over a counter that was opened otherwise.
func streetOf(t *testing.T, d *db.DB, at *counterTop, origins ...string) *street {
	t.Helper()
	s := &street{at, &letterbox{}}
	p := &s.parts
	p.Accounts.Send = s.letters
	p.Moderation = &moderation.Moderation{DB: d, Now: s.Now, Keys: p.Keys}
	p.Market.CORSOrigins = origins
	s.app = fiber.New(fiber.Config{Immutable: true, BodyLimit: 1 << 20, ReadBufferSize: 16 << 10, ErrorHandler: func(c *fiber.Ctx, err error) error { return Fail(s.parts, c, err) }})
	Routes(s.app, *p)
	return s
}

// ask sends a request with headers in pairs; the body is JSON text, or nothing.
func (s *street) ask(method, path, body string, headers ...string) reply {
	s.t.Helper()
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req := httptest.NewRequest(method, path, r)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Del(headers[i])
		if headers[i+1] != "" {
			req.Header.Set(headers[i], headers[i+1])
		}
	}
	res, err := s.app.Test(req, -1)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	out := reply{status: res.StatusCode, raw: string(raw), header: res.Header}
	_ = json.NewDecoder(bytes.NewReader(raw)).Decode(&out.body)
	return out
}

// keys are the keys of all faults by field, "quantity=quantity.positive".
func (a reply) keys() (out []string) {
	all, _ := a.body["errors"].([]any)
	for _, one := range all {
		e := one.(map[string]any)
		field, _ := e["field"].(string)
		out = append(out, field+"="+e["key"].(string))
	}
	slices.Sort(out)
	return out
}

// at follows names and places through the answer: "orders.0.id".
func (a reply) at(path string) any {
	var v any = a.body
	for _, step := range strings.Split(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[step]
		case []any:
			i := int(step[0] - '0')
			if i >= len(in) {
				return nil
			}
			v = in[i]
		default:
			return nil
		}
	}
	return v
}

func (a reply) text(path string) string { s, _ := a.at(path).(string); return s }

func (a reply) number(path string) int64 { n, _ := a.at(path).(float64); return int64(n) }

// proved is a guest's token for a phone.
func (s *street) proved(phone string) string {
	s.t.Helper()
	sent := s.ask("POST", prefix+"/auth/codes", `{"phone":"`+phone+`"}`)
	if sent.status != 200 {
		s.t.Fatal(sent.raw)
	}
	in := s.ask("POST", prefix+"/auth/phone", `{"request_id":"`+sent.text("request_id")+`","code":"`+s.letters.code+`","device_token":"`+sent.text("device_token")+`"}`)
	if in.status != 200 || in.text("token") == "" {
		s.t.Fatal(in.raw)
	}
	return in.text("token")
}

// somebody is the token of a new person.
func (s *street) somebody(phone, name string) string {
	s.t.Helper()
	in := s.ask("POST", prefix+"/auth/people", `{"name":"`+name+`","consent":"2026-11-01"}`, "Authorization", "Bearer "+s.proved(phone))
	if in.status != 201 || in.text("token") == "" {
		s.t.Fatal(in.raw)
	}
	return in.text("token")
}

func bearer(token string) []string { return []string{"Authorization", "Bearer " + token} }

func keyed(token, key string) []string {
	return []string{"Authorization", "Bearer " + token, session.KeyHeader, key}
}
