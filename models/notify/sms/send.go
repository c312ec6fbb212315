package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/notify"
)

// Gateway is a channel to phones.
type Gateway struct {
	cfg    Config
	header http.Header
	escape func(string) string
	accept *regexp.Regexp
	client *http.Client
}

// answerLimit is as much of an answer as is read.
const answerLimit = 64 << 10

// Send implements notify.Sender. Whatever goes wrong is fault.Unavailable "notify.unsent":
// a gateway that timed out may have sent the message all the same.
func (g *Gateway) Send(ctx context.Context, m notify.Message) error {
	if err := g.post(ctx, m); err != nil {
		return fault.New(fault.Unavailable, "notify.unsent").From(err)
	}
	return nil
}

func (g *Gateway) post(ctx context.Context, m notify.Message) error {
	body := fill(g.cfg.Body, g.escape, places{to: m.To, text: m.Text(g.cfg.Say), id: m.Idempotency})
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.cfg.URL, strings.NewReader(body))
	if err != nil {
		return errors.New("sms: the request cannot be made")
	}
	req.Header = g.header.Clone()
	res, err := g.client.Do(req)
	if err != nil {
		return fmt.Errorf("sms: %w", quiet(err))
	}
	defer func() { _ = res.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(res.Body, answerLimit))
	if err != nil {
		return fmt.Errorf("sms: the answer broke off: %w", quiet(err))
	}
	// The answer itself stays out of the error: gateways echo number and text.
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return fmt.Errorf("sms: the gateway answered %d", res.StatusCode)
	}
	if !g.accept.Match(answer) {
		return errors.New("sms: the gateway's answer is not a yes")
	}
	return nil
}

// quiet drops the URL, which may hold a key, from an error of net/http.
func quiet(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

type places struct{ to, text, id string }

func fill(body string, escape func(string) string, p places) string {
	digits := strings.TrimPrefix(p.to, "+")
	local := digits
	if rest, ok := strings.CutPrefix(digits, "84"); ok {
		local = "0" + rest
	}
	return strings.NewReplacer(
		"{to}", escape(p.to), "{digits}", escape(digits), "{local}", escape(local),
		"{text}", escape(p.text), "{id}", escape(p.id),
	).Replace(body)
}

// inJSON is s as it stands between the quotes of a JSON string.
func inJSON(s string) string {
	b, _ := json.Marshal(s) // a string always encodes
	return string(b[1 : len(b)-1])
}
