// Package eauth keeps to the word of a licensed provider of electronic authentication: the
// market begins a transaction there, the person confirms it in the app, and the market
// fetches the result itself over its own signed line.
//
// No public description of the line was found (see the README): what is unconfirmed, the
// paths, the names of fields and the words of states, is configuration. What is fixed is
// its shape: two POSTs of JSON, signed with HMAC-SHA256 over time and body.
package eauth

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/vntext"
)

// Config is the line to a provider.
type Config struct {
	URL      string // without a slash at the end
	ClientID string
	Secret   string
	Init     string            // path; "/transactions/init" when empty
	Result   string            // path; "/transactions/get" when empty
	Fields   map[string]string // our name of a field → the provider's, where they differ
	States   map[string]string // the provider's word of a state → pending, done, refused, over
	Pages    []string          // origins of the pages on which people confirm; that of URL when empty
	Now      clock.Clock
	HTTP     *http.Client // a client of its own with 10 s when nil
}

// Provider is one such provider.
type Provider struct{ c Config }

// New judges a configuration, all problems at once.
func New(c Config) (*Provider, error) {
	var all []error
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		all = append(all, errors.New("eauth: the address is not one"))
	}
	if c.ClientID == "" || c.Secret == "" {
		all = append(all, errors.New("eauth: client id and secret are needed"))
	}
	if err := errors.Join(all...); err != nil {
		return nil, err
	}
	if c.Init == "" {
		c.Init = "/transactions/init"
	}
	if c.Result == "" {
		c.Result = "/transactions/get"
	}
	if len(c.Pages) == 0 {
		c.Pages = []string{u.Scheme + "://" + u.Host}
	}
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	}
	return &Provider{c}, nil
}

// Code implements identity.Provider.
func (*Provider) Code() string { return "eauth" }

// Method implements identity.Provider.
func (*Provider) Method() string { return "vneid" }

// Electronic implements identity.Provider.
func (*Provider) Electronic() bool { return true }

// Life implements identity.Provider.
func (*Provider) Life() time.Duration { return 15 * time.Minute }

// Start begins a transaction.
func (p *Provider) Start(ctx context.Context, s identity.Subject) (identity.Next, error) {
	var a answer
	err := p.call(ctx, p.c.Init, map[string]string{"reference": s.Reference, "purpose": s.Purpose, "back_url": s.BackURL}, &a)
	if err != nil {
		return identity.Next{}, err
	}
	n := identity.Next{Tx: a.text("tx", 128), URL: a.text("url", 2000), Code: a.text("code", 12)}
	if n.Tx == "" {
		return identity.Next{}, errors.New("eauth: an answer without a transaction")
	}
	if n.URL != "" && !p.ours(n.URL) {
		return identity.Next{}, errors.New("eauth: an address that is not the provider's")
	}
	n.ExpiresAt, err = a.instant("expires_at")
	return n, err
}

// ours reports whether a person may be sent to an address.
func (p *Provider) ours(to string) bool {
	u, err := url.Parse(to)
	if err != nil || u.User != nil {
		return false
	}
	for _, origin := range p.c.Pages {
		if u.Scheme+"://"+u.Host == origin {
			return true
		}
	}
	return false
}

// Result fetches what the person confirmed.
func (p *Provider) Result(ctx context.Context, t identity.Transaction) (identity.Result, error) {
	var a answer
	if err := p.call(ctx, p.c.Result, map[string]string{"tx": t.Tx}, &a); err != nil {
		return identity.Result{}, err
	}
	if tx := a.text("tx", 128); tx != t.Tx {
		return identity.Result{}, errors.New("eauth: an answer about another transaction")
	}
	state := a.text("state", 40)
	if word, known := p.c.States[state]; known {
		state = word
	}
	switch state {
	case "pending":
		return identity.Result{}, identity.ErrPending
	case "refused":
		return identity.Result{}, identity.ErrRefused
	case "over":
		return identity.Result{}, identity.ErrOver
	case "done":
	default:
		return identity.Result{}, errors.New("eauth: a state that is not known")
	}
	at, err := a.instant("time")
	if err != nil {
		return identity.Result{}, err
	}
	r := identity.Result{Number: identity.Number(a.text("number", 12)), Level: a.text("level", 40), At: at}
	name, refused := vntext.Input(a.text("name", 200), 120, false)
	if refused != "" || name == "" || !isCard(r.Number.Reveal()) || at.IsZero() {
		return identity.Result{}, errors.New("eauth: an answer that is not whole")
	}
	r.Name = name
	if until := a.text("valid_until", 10); until != "" {
		if r.ValidUntil, err = clock.ParseDate(until); err != nil {
			return identity.Result{}, errors.New("eauth: a day that is none")
		}
	}
	return r, nil
}

func isCard(number string) bool { return len(number) == 12 && strings.Trim(number, "0123456789") == "" }

// call sends one signed question; an answer is read as if an enemy had written it.
func (p *Provider) call(ctx context.Context, path string, ask map[string]string, out *answer) error {
	named := make(map[string]string, len(ask))
	for name, value := range ask {
		named[p.field(name)] = value
	}
	body, err := json.Marshal(named)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.c.URL+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	at := strconv.FormatInt(int64(p.c.Now()), 10)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Client-Id", p.c.ClientID)
	req.Header.Set("X-Timestamp", at)
	req.Header.Set("X-Signature", Sign(p.c.Secret, at, body))
	res, err := p.c.HTTP.Do(req)
	if err != nil {
		return fmt.Errorf("eauth: %w", bare(err))
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	if err != nil {
		return fmt.Errorf("eauth: %w", bare(err))
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("eauth: it answers %d", res.StatusCode)
	}
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err != nil {
		return errors.New("eauth: an answer that is no JSON object")
	}
	*out = answer{p, fields}
	return nil
}

func (p *Provider) field(name string) string {
	if theirs, ok := p.c.Fields[name]; ok {
		return theirs
	}
	return name
}

// bare drops the address, with what stands in it, of a failed call.
func bare(err error) error {
	var of *url.Error
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

// Sign is the signature of a question.
func Sign(secret, at string, body []byte) string {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte(at + "."))
	m.Write(body)
	return hex.EncodeToString(m.Sum(nil))
}

// answer is a JSON object by our names of its fields.
type answer struct {
	of     *Provider
	fields map[string]any
}

// text is a field that holds a text of at most most bytes; anything else is none.
func (a answer) text(name string, most int) string {
	s, _ := a.fields[a.of.field(name)].(string)
	if len(s) > most {
		return ""
	}
	return s
}

func (a answer) instant(name string) (clock.Instant, error) {
	s := a.text(name, 40)
	if s == "" {
		return 0, nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return 0, errors.New("eauth: a time that is none")
	}
	return clock.At(t), nil
}
