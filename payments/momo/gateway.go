package momo

import (
	"time"

	"github.com/chophien/chophien/payments"
)

// Gateway takes money by MoMo's wallet. It is safe for concurrent use.
type Gateway struct{ cfg Config }

// New refuses a configuration with which no money could be asked for or believed.
func New(cfg Config) (*Gateway, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	return &Gateway{cfg: cfg}, nil
}

// Code is "momo".
func (g *Gateway) Code() string { return Code }

// Capabilities: MoMo's page, its app or its QR; refunds in parts and several, at once or
// a little later.
func (g *Gateway) Capabilities() payments.Capabilities {
	minutes := func(ms ...int) (out []time.Duration) {
		for _, m := range ms {
			out = append(out, time.Duration(m)*time.Minute)
		}
		return out
	}
	return payments.Capabilities{
		Next:            []payments.NextKind{payments.NextRedirect},
		Listens:         true,
		VerifyReturn:    true,
		Query:           true,
		QueryRefund:     true,
		Refund:          payments.RefundAsync,
		PartialRefund:   true,
		MultiRefund:     true,
		NotifiesFailure: true,
		Min:             g.cfg.Min,
		Max:             g.cfg.Max,
		MinRefund:       g.cfg.MinRefund,
		MinTTL:          5 * time.Minute,
		MaxTTL:          maxTTL,
		DefaultTTL:      g.cfg.TTL,
		HoldGrace:       g.cfg.HoldGrace,
		// How often MoMo repeats a notice is not published, so it is always asked as well.
		PollAfter:       minutes(2, 5, 15, 30, 120, 1440),
		PollGap:         30 * time.Second,
		RefundPollAfter: minutes(1, 5, 30, 120, 1440),
		Ref:             payments.RefPlain,
		FormActions:     []string{g.cfg.URL},
	}
}
