package cod

import (
	"context"
	"errors"
	"time"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Code is the gateway's code.
const Code = "cod"

// DefaultMax is the most of one order at the door where the configuration says nothing: a
// courier carries no more for a stranger.
const DefaultMax int64 = 5_000_000

// Config is what an operator sets.
type Config struct {
	Transfer payments.Gateway // draws the QR of a bank transfer; nil: cash alone
	Cash     bool             // notes and coins are taken too
	Max      money.VND        // of one order; 0: DefaultMax
}

// Gateway takes money at the door.
type Gateway struct {
	cfg  Config
	caps payments.Capabilities
}

// New refuses a door at which nothing can be paid, a transfer gateway whose money is not
// told of by bank credits, and limits that do not fit together.
func New(cfg Config) (*Gateway, error) {
	if cfg.Transfer == nil && !cfg.Cash {
		return nil, errors.New("cod: neither a transfer nor cash: nothing could be paid at the door")
	}
	if cfg.Max.IsZero() {
		cfg.Max = money.Of(DefaultMax)
	}
	least := money.Of(1)
	if cfg.Transfer != nil {
		c := cfg.Transfer.Capabilities()
		if !c.ByBankCredit || c.Door {
			return nil, errors.New("cod: the QR at the door must be that of a bank transfer")
		}
		least, cfg.Max = c.Min, cfg.Max.Min(c.Max)
	}
	if cfg.Max.Cmp(least) < 0 || cfg.Max.Dong() > money.Max {
		return nil, errors.New("cod: the most at the door is out of range")
	}
	return &Gateway{cfg: cfg, caps: payments.Capabilities{
		Next:            []payments.NextKind{payments.NextNone},
		Refund:          payments.RefundManual,
		PartialRefund:   true,
		MultiRefund:     true,
		AmountMayDiffer: cfg.Transfer != nil,
		ByBankCredit:    cfg.Transfer != nil,
		Door:            true,
		DoorCash:        cfg.Cash,
		Min:             least,
		Max:             cfg.Max,
		MinRefund:       least,
		MinTTL:          time.Minute, // of one showing of the QR; the order's own clocks are longer
		MaxTTL:          2 * time.Hour,
		DefaultTTL:      time.Hour,
		Ref:             payments.RefPlain,
	}}, nil
}

// Code is "cod".
func (g *Gateway) Code() string { return Code }

// Capabilities: nothing to do before the parcel is there, and what is due then.
func (g *Gateway) Capabilities() payments.Capabilities { return g.caps }

// Begin says what is shown at the door for s.Amount: a QR, where transfers are taken. It
// calls nobody, so it cannot be ambiguous.
func (g *Gateway) Begin(ctx context.Context, s payments.Start) (payments.Begun, error) {
	if err := g.caps.Accepts(s.Amount); err != nil {
		return payments.Begun{}, err
	}
	b := payments.Begun{Status: payments.StatusPending, Next: payments.Next{Kind: payments.NextNone, ExpiresAt: s.ExpiresAt}}
	if g.cfg.Transfer == nil {
		return b, nil
	}
	shown, err := g.cfg.Transfer.Begin(ctx, s)
	if err != nil {
		return payments.Begun{}, err
	}
	b.Next.QR, b.Next.Transfer = shown.Next.QR, shown.Next.Transfer
	return b, nil
}
