package vnpay

import (
	"errors"
	"net/url"
	"time"

	"github.com/chophien/chophien/payments"
)

// Gateway is VNPay. It remembers nothing and is safe for concurrent use.
type Gateway struct{ cfg Config }

// New refuses a configuration that Check complains about.
func New(cfg Config) (*Gateway, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	if cfg.Now == nil {
		return nil, errors.New("vnpay: a clock is needed")
	}
	return &Gateway{cfg: cfg}, nil
}

// Code is "vnpay".
func (g *Gateway) Code() string { return Code }

// Capabilities: the buyer is sent away by an address that nobody else hears of; failures are
// told; one refund of a payment, full or partial, which VNPay finishes later.
func (g *Gateway) Capabilities() payments.Capabilities {
	u, _ := url.Parse(g.cfg.PayURL) // complete has parsed it
	return payments.Capabilities{
		Next:            []payments.NextKind{payments.NextRedirect},
		Listens:         true,
		VerifyReturn:    true,
		Query:           true,
		QueryRefund:     true,
		Refund:          payments.RefundAsync,
		PartialRefund:   true,
		NotifiesFailure: true,
		BrowserBegins:   true,
		Min:             g.cfg.Min,
		Max:             g.cfg.Max,
		MinRefund:       g.cfg.MinRefund,
		MinTTL:          5 * time.Minute,
		MaxTTL:          maxHold - g.cfg.HoldGrace,
		DefaultTTL:      g.cfg.TTL,
		HoldGrace:       g.cfg.HoldGrace,
		PollAfter:       []time.Duration{5 * time.Minute, 15 * time.Minute},
		PollGap:         g.cfg.QueryGap,
		RefundPollAfter: []time.Duration{5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 24 * time.Hour},
		Ref:             payments.RefPlain,
		FormActions:     []string{u.Scheme + "://" + u.Host},
	}
}
