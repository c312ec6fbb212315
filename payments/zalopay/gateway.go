package zalopay

import (
	"errors"
	"slices"
	"time"

	"github.com/chophien/chophien/payments"
)

// Gateway is ZaloPay. It remembers nothing and is safe for concurrent use.
type Gateway struct{ cfg Config }

// New refuses a configuration that Check complains about.
func New(cfg Config) (*Gateway, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	if cfg.Now == nil {
		return nil, errors.New("zalopay: a clock is needed")
	}
	return &Gateway{cfg: cfg}, nil
}

// Code is "zalopay".
func (g *Gateway) Code() string { return Code }

// Capabilities: a page or a QR, success told and failure asked for, refunds in parts that
// ZaloPay finishes later.
func (g *Gateway) Capabilities() payments.Capabilities {
	return payments.Capabilities{
		Next:            []payments.NextKind{payments.NextRedirect, payments.NextQR},
		Listens:         true,
		VerifyReturn:    true,
		Query:           true,
		QueryRefund:     true,
		Refund:          payments.RefundAsync,
		PartialRefund:   true,
		MultiRefund:     true,
		Min:             g.cfg.Min,
		Max:             g.cfg.Max,
		MinRefund:       g.cfg.MinRefund,
		MinTTL:          5 * time.Minute,
		MaxTTL:          maxHold - g.cfg.HoldGrace,
		DefaultTTL:      g.cfg.TTL,
		HoldGrace:       g.cfg.HoldGrace,
		PollAfter:       []time.Duration{2 * time.Minute, 5 * time.Minute, 15 * time.Minute},
		PollGap:         30 * time.Second,
		RefundPollAfter: []time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 24 * time.Hour},
		Ref:             payments.RefDated,
		FormActions:     slices.Clone(g.cfg.Pages),
	}
}
