package main

import (
	"errors"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/momo"
	"github.com/chophien/chophien/payments/stripe"
)

// takesMoMo reports whether the operator wants MoMo: something of it is set.
func (c *config) takesMoMo() bool {
	return c.MoMo.PartnerCode != "" || !c.MoMo.AccessKey.IsZero() || len(c.MoMo.Secrets) > 0
}

// takesStripe reports whether the operator wants Stripe.
func (c *config) takesStripe() bool {
	return !c.Stripe.SecretKey.IsZero() || len(c.Stripe.WebhookSecrets) > 0
}

// momo is what its driver is made of.
func (c *config) momo(now clock.Clock) momo.Config {
	return momo.Config{
		Production: c.Production, PartnerCode: c.MoMo.PartnerCode, AccessKey: c.MoMo.AccessKey, Secrets: c.MoMo.Secrets, URL: c.MoMo.URL,
		Method: c.MoMo.Method, Now: now,
	}
}

// stripe is what its driver is made of.
func (c *config) stripe(now clock.Clock) stripe.Config {
	return stripe.Config{Production: c.Production, SecretKey: c.Stripe.SecretKey, Secrets: c.Stripe.WebhookSecrets, Min: money.Of(c.Stripe.Min), Now: now}
}

// checkGateways judges the gateways that are set up.
func (c *config) checkGateways(p *problems) {
	if c.takesMoMo() {
		p.all("MOMO_…", c.momo(clock.System).Check())
	}
	if c.takesStripe() {
		p.all("STRIPE_…", c.stripe(clock.System).Check())
	}
}

// all adds every problem that err joins.
func (p *problems) all(where string, err error) {
	if err == nil {
		return
	}
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		p.add("%s: %w", where, err)
		return
	}
	for _, one := range joined.Unwrap() {
		p.add("%s: %w", where, one)
	}
}

// wallets are the gateways that take money on pages of their own, in the order in which
// buyers see them.
func (m *market) wallets() (out []payments.Gateway, err error) {
	if m.cfg.takesMoMo() {
		g, err := momo.New(m.cfg.momo(m.Now))
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	if m.cfg.takesStripe() {
		g, err := stripe.New(m.cfg.stripe(m.Now))
		if err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, nil
}
