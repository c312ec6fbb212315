package main

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/identity/eauth"
	"github.com/chophien/chophien/models/identity/eauth/stage"
	"github.com/chophien/chophien/models/identity/inperson"
	"github.com/chophien/chophien/payments"
)

type eauthConfig struct {
	URL      string          `env:"EAUTH_URL" help:"Where a licensed provider of electronic authentication is. Empty: sellers are identified in person alone."`
	ClientID string          `env:"EAUTH_CLIENT_ID" help:"The market's number there."`
	Secret   payments.Secret `env:"EAUTH_SECRET" help:"Signs what is asked of it."`
	Init     string          `env:"EAUTH_INIT" default:"/transactions/init" help:"Path by which a check is begun."`
	Result   string          `env:"EAUTH_RESULT" default:"/transactions/get" help:"Path by which its result is fetched."`
	Fields   []string        `env:"EAUTH_FIELDS" help:"Names of fields that differ there, ours=theirs: reference, purpose, back_url, tx, url, code, expires_at, state, name, number, level, time, valid_until."`
	States   []string        `env:"EAUTH_STATES" help:"Its words for states, theirs=ours: pending, done, refused, over."`
	Pages    []string        `env:"EAUTH_PAGES" help:"Origins of the pages or apps in which people confirm. Empty: that of the address."`
}

// set reports whether an operator wants a provider.
func (c eauthConfig) set() bool { return c.URL != "" || c.ClientID != "" || !c.Secret.IsZero() }

// pairs reads "a=b" lists.
func pairs(name string, list []string) (map[string]string, error) {
	out := map[string]string{}
	for _, one := range list {
		from, to, ok := strings.Cut(one, "=")
		if !ok || from == "" || to == "" {
			return nil, fmt.Errorf("%s: write each as name=name", name)
		}
		out[from] = to
	}
	return out, nil
}

// checkIdentity judges the line to a provider.
func (c *config) checkIdentity(p *problems) {
	if !c.EAuth.set() {
		return
	}
	if u, err := url.Parse(c.EAuth.URL); err != nil || u.Host == "" || u.Scheme != "https" && (c.Production || u.Scheme != "http") {
		p.add("EAUTH_URL: an https address is needed")
	}
	if c.EAuth.ClientID == "" || c.EAuth.Secret.IsZero() {
		p.add("EAUTH_CLIENT_ID and EAUTH_SECRET: both are needed with EAUTH_URL")
	}
	for name, list := range map[string][]string{"EAUTH_FIELDS": c.EAuth.Fields, "EAUTH_STATES": c.EAuth.States} {
		if _, err := pairs(name, list); err != nil {
			p.add("%v", err)
		}
	}
}

// openIdentity opens the ways in which a seller is identified. A demo plays a provider.
func (m *market) openIdentity() (identity.Providers, error) {
	out := identity.Providers{inperson.Provider{}}
	c := eauth.Config{URL: m.cfg.EAuth.URL, ClientID: m.cfg.EAuth.ClientID, Secret: m.cfg.EAuth.Secret.Reveal(), Init: m.cfg.EAuth.Init,
		Result: m.cfg.EAuth.Result, Pages: m.cfg.EAuth.Pages, Now: m.Now}
	var err error
	switch {
	case m.cfg.EAuth.set():
		if c.Fields, err = pairs("EAUTH_FIELDS", m.cfg.EAuth.Fields); err != nil {
			return nil, err
		}
		if c.States, err = pairs("EAUTH_STATES", m.cfg.EAuth.States); err != nil {
			return nil, err
		}
	case m.cfg.Sandbox && !m.cfg.Production:
		secret, err := m.demoSecret("stage-secret")
		if err != nil {
			return nil, err
		}
		s := &stage.Stage{ClientID: "demo", Secret: secret.Reveal(), Page: m.cfg.BaseURL + "/sandbox/identity/", Now: m.Now}
		m.demo().Stage = s
		c = eauth.Config{URL: m.cfg.BaseURL, ClientID: s.ClientID, Secret: s.Secret, Now: m.Now, HTTP: s.Client()}
	default:
		return out, nil
	}
	p, err := eauth.New(c)
	if err != nil {
		return nil, err
	}
	return append(out, p), nil
}
