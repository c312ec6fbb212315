package payos

import (
	"context"
	"time"

	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr"
)

// Gateway takes money by payment links. It is safe for concurrent use.
type Gateway struct{ cfg Config }

// New refuses a configuration with which no money could be asked for or believed.
func New(cfg Config) (*Gateway, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	return &Gateway{cfg: cfg}, nil
}

// Code is "payos".
func (g *Gateway) Code() string { return Code }

// Capabilities: payOS's page with a QR. The money is a bank transfer: of any amount, in
// parts, late, and given back by hand. The address on which browsers come back is not
// signed, so that nothing is read from it.
func (g *Gateway) Capabilities() payments.Capabilities {
	var poll []time.Duration
	for _, m := range []int{2, 5, 15, 30, 120, 1440} { // how often payOS repeats a notice is not published
		poll = append(poll, time.Duration(m)*time.Minute)
	}
	return payments.Capabilities{
		Next:            []payments.NextKind{payments.NextRedirect},
		Listens:         true,
		Query:           true,
		Cancel:          true,
		Refund:          payments.RefundManual,
		PartialRefund:   true,
		MultiRefund:     true,
		AmountMayDiffer: true,
		ByBankCredit:    true,
		Min:             g.cfg.Min,
		Max:             g.cfg.Max,
		MinRefund:       g.cfg.Min,
		MinTTL:          5 * time.Minute,
		MaxTTL:          maxHold - g.cfg.HoldGrace,
		DefaultTTL:      g.cfg.TTL,
		HoldGrace:       g.cfg.HoldGrace,
		PollAfter:       poll,
		PollGap:         30 * time.Second,
		Ref:             payments.RefNumber,
		FormActions:     []string{g.cfg.Pages},
	}
}

// Verify reads one notice. Money of a link that is none of the market's is a bank credit
// all the same: somebody at the desk finds out what it was for.
func (g *Gateway) Verify(_ context.Context, r payments.RawRequest) ([]payments.Event, error) {
	data, err := prove(r, g.cfg.Secrets)
	if err != nil {
		return nil, err
	}
	return heard(data, g.cfg.Accounts, r.At)
}

// Ack is payOS's: see Source.Ack.
func (g *Gateway) Ack(o payments.Outcome, _ *payments.Event) payments.Answer { return vietqr.Answer(o) }
