package fulfillment

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
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/payments"
)

// Fulfillment holds what the verbs of this package work with.
type Fulfillment struct {
	DB       *db.DB
	Now      clock.Clock
	Gateways *payments.Registry
	Carriers *shipping.Carriers
	Log      *slog.Logger // of the clocks; slog's default when nil
}

// The clocks of a seller and a parcel, shown to both sides. In force since 2026-11-01.
const (
	PackGrace    = 3 * 24 * time.Hour // after the seller's packing days
	AnswerWithin = 24 * time.Hour     // the buyer answers whether less will do
	ShipWithin   = 7 * 24 * time.Hour // after packing
	ArriveGrace  = 7 * 24 * time.Hour // after the last promised day, and after leaving
)

// The clocks of a parcel that is to be paid where it arrives, and is not: nobody may presume
// that it arrived, or that it will come back. In force since 2026-12-01.
const (
	DoorSeller = ArriveGrace         // after the last promised day its seller is asked what became of it
	DoorDesk   = 14 * 24 * time.Hour // after that day, and after leaving, the desk is
)

// When a helper hears of an order that stands still.
const (
	SilentBefore   = 12 * time.Hour // before the seller's time to confirm is over
	PackBefore     = 17 * time.Hour // before the last packing day ends: at 07:00 of it
	ShipBefore     = 24 * time.Hour // before goods should be with their carrier
	LateToShip     = order.HandOver
	fewestPackTime = 12 * time.Hour
)

// batch is how many orders one run of a clock looks at.
const batch = 200

// act runs fn in one transaction, and again when somebody else moved the order meanwhile:
// a repeated verb then finds it where it wanted it, and the others get their refusal from
// what is true now.
func (f *Fulfillment) act(ctx context.Context, fn func(tx *gorm.DB) error) error {
	for try := 0; ; try++ {
		err := f.DB.Tx(ctx, fn)
		if err == nil || try == 3 || !moved(err) {
			return err
		}
	}
}

func moved(err error) bool {
	for _, key := range []string{"order.moved", "stock.not_held", "shipping.moved", "earning.moved", "complaint.moved"} {
		if fault.Has(err, key) {
			return true
		}
	}
	return false
}

// clockwork is who acts when a clock runs out.
func clockwork(job string) actor.System { return actor.System{Job: job, Channel: actor.Worker} }

func (f *Fulfillment) log() *slog.Logger {
	if f.Log != nil {
		return f.Log
	}
	return slog.Default()
}
