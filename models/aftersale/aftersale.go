package aftersale

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/payments"
)

// Aftersale holds what the verbs of this package work with.
type Aftersale struct {
	DB       *db.DB
	Now      clock.Clock
	Gateways *payments.Registry
	Log      *slog.Logger // of the clocks; slog's default when nil
}

// The clocks of a complaint, shown to both sides. In force since 2026-11-01.
const (
	ClaimWithin  = 30 * 24 * time.Hour // after the delivery: what was told wrong or not at all (Consumer Law 19/2023)
	FreshWithin  = 48 * time.Hour      // after the delivery: fresh food that came spoiled
	AnswerWithin = 2                   // working days: the seller answers
	AcceptWithin = 3 * 24 * time.Hour  // the buyer takes an offer or insists
	DecideWithin = 5                   // working days: the desk decides
)

// Buyer is who ordered: the shopper, and the person or the proved phone behind it.
type Buyer struct {
	actor.Shopper
	PersonID string // "" for a guest
	PhoneID  string
}

// id is what the buyer's pictures are kept under.
func (b Buyer) id() string {
	if b.PersonID != "" {
		return b.PersonID
	}
	return b.PhoneID
}

// workingDays is the end of the n-th day from Monday to Friday after now. Public holidays
// are not known here; an answer that comes on one is early.
func workingDays(now clock.Instant, n int) clock.Instant {
	day := now.Date()
	for n > 0 {
		day = day.AddDays(1)
		if w := day.Start().Local().Weekday(); w != time.Saturday && w != time.Sunday {
			n--
		}
	}
	return day.AddDays(1).Start()
}

// act runs fn in one transaction, and again when somebody else moved the order or the
// complaint meanwhile: what is refused is then refused for what is true now.
func (a *Aftersale) act(ctx context.Context, fn func(tx *gorm.DB) error) error {
	for try := 0; ; try++ {
		err := a.DB.Tx(ctx, fn)
		if err == nil || try == 3 || !moved(err) {
			return err
		}
	}
}

func moved(err error) bool {
	for _, key := range []string{"order.moved", "complaint.moved", "earning.moved"} {
		if fault.Has(err, key) {
			return true
		}
	}
	return false
}

// own returns an order of the buyer's. Somebody else's is "order.unknown".
func own(ctx context.Context, tx *gorm.DB, by Buyer, idOrCode string) (order.Order, error) {
	o, err := order.FindAny(ctx, tx, idOrCode)
	if err != nil {
		return o, err
	}
	g, err := order.FindGroup(ctx, tx, o.GroupID)
	if err == nil && !g.BelongsTo(by.PersonID, by.PhoneID) {
		err = fault.New(fault.NotFound, "order.unknown")
	}
	if err != nil {
		return order.Order{}, err
	}
	return o, nil
}
