package sms

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/chophien/chophien/models/notify"
)

// Config describes a gateway. Body is what is posted, with the places {to} ("+849…"),
// {digits} ("849…"), {local} ("09…"), {text} and {id}; each is escaped for the
// Content-Type among Headers, which is application/json unless it says otherwise
// (application/x-www-form-urlencoded is the other kind taken).
type Config struct {
	URL     string            // https only
	Headers map[string]string // secrets live here
	Body    string
	Accept  string        // a pattern that the answer must match; empty: any 2xx is a yes
	Timeout time.Duration // of one message in all; 0 means 10 s
	Say     notify.Sentence
	Client  *http.Client // nil means one of its own; its redirects are never followed
}

// LogValue shows the gateway's host and the names of the headers, no value.
func (c Config) LogValue() slog.Value {
	host := ""
	if u, err := url.Parse(c.URL); err == nil {
		host = u.Host
	}
	return slog.GroupValue(slog.String("host", host),
		slog.Any("headers", slices.Sorted(maps.Keys(c.Headers))))
}

// String is LogValue for prints.
func (c Config) String() string { return c.LogValue().String() }

// GoString keeps secrets out of %#v.
func (c Config) GoString() string { return c.String() }

// New checks the configuration and makes the channel; every problem is told at once and
// none repeats a configured value.
func New(cfg Config) (*Gateway, error) {
	var problems []error
	g := &Gateway{cfg: cfg, escape: inJSON}
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		problems = append(problems, errors.New("sms: the gateway's address must be an https URL"))
	}
	g.header = http.Header{"Content-Type": {"application/json"}}
	for name, value := range cfg.Headers {
		g.header.Set(name, value)
	}
	switch kind, _, _ := strings.Cut(g.header.Get("Content-Type"), ";"); strings.TrimSpace(kind) {
	case "application/json":
		if !json.Valid([]byte(fill(cfg.Body, inJSON, sample))) {
			problems = append(problems, errors.New("sms: the body is not JSON once its places are filled"))
		}
	case "application/x-www-form-urlencoded":
		g.escape = url.QueryEscape
	default:
		problems = append(problems, errors.New("sms: the Content-Type must be JSON or a form"))
	}
	if !strings.Contains(cfg.Body, "{text}") || fill(cfg.Body, inJSON, sample) == fill(cfg.Body, inJSON, textOnly) {
		problems = append(problems, errors.New("sms: the body needs {text} and one of {to}, {digits}, {local}"))
	}
	if g.accept, err = regexp.Compile(cfg.Accept); err != nil {
		problems = append(problems, fmt.Errorf("sms: the pattern of a good answer is not one"))
	}
	if cfg.Say == nil {
		problems = append(problems, errors.New("sms: nobody writes the texts"))
	}
	g.client = own(cfg)
	return g, errors.Join(problems...)
}

var (
	sample   = places{to: "+84900000000", text: `a "quoted" text`, id: "1"}
	textOnly = places{text: `a "quoted" text`, id: "1"}
)

func own(cfg Config) *http.Client {
	c := http.Client{}
	if cfg.Client != nil {
		c = *cfg.Client
	}
	c.Timeout = cfg.Timeout
	if c.Timeout <= 0 {
		c.Timeout = 10 * time.Second
	}
	// A redirect would carry number, text and secrets to a place nobody configured.
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}
