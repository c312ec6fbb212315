package fulfillment

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
)

// ReturnReasons are why a parcel comes back: message keys, told to the buyer. After the
// first three the delivery was done and stays paid; after the others all money goes back.
var ReturnReasons = []string{"return.absent", "return.refused", "return.address", "return.damaged", "return.lost", "return.seller"}

// Return says why a parcel came back, and whether its goods can be sold again.
type Return struct {
	Reason  string `json:"reason" form:"reason"`
	Restock bool   `json:"restock" form:"restock"`
}

// ReturnToSender ends an order whose parcel came back before the buyer had it. The goods'
// money goes back; the delivery's too, unless it was the buyer who could not be found or
// would not take it. Of an order that was to be paid at the door, and was not, nothing is
// due any more. An order that came back before is returned as it is. It refuses with
// "order.return_reason" a reason that is not listed, and with "order.move" an order that
// is not on its way.
func (f *Fulfillment) ReturnToSender(ctx context.Context, by actor.Actor, idOrCode string, in Return) (o order.Order, err error) {
	err = f.act(ctx, func(tx *gorm.DB) error {
		if o, err = find(ctx, tx, by, idOrCode); err != nil || o.Status == order.Returned {
			return err
		}
		why := slices.Index(ReturnReasons, in.Reason)
		if why < 0 {
			return fault.New(fault.Invalid, "order.return_reason").On("reason")
		}
		if o.Status != order.Shipped {
			return fault.New(fault.Conflict, "order.move").With("status", string(o.Status))
		}
		return f.sendBack(ctx, tx, &o, by, in, why < 3)
	})
	return o, err
}

func (f *Fulfillment) sendBack(ctx context.Context, tx *gorm.DB, o *order.Order, by actor.Actor, in Return, deliveryDone bool) error {
	now := f.Now()
	unpaid, err := f.forgoDoor(ctx, tx, *o, now)
	if err != nil {
		return err
	}
	if err := order.Advance(ctx, tx, o, order.Returned, by, in.Reason, now, order.Clocks{CompleteAfter: order.Stopped}); err != nil {
		return err
	}
	s, found, err := shipping.ShipmentOf(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	if found {
		if _, err := shipping.Note(ctx, tx, &s, shipping.CameBack, source(by), now, now); err != nil {
			return err
		}
	}
	if in.Restock {
		if err := order.Restock(ctx, tx, *o, by, now); err != nil {
			return err
		}
	}
	if err := complaint.EndWith(ctx, tx, o.ID, now.Add(complaint.KeepOpen), by, complaint.OrderReturned, now); err != nil {
		return err
	}
	if unpaid {
		return nil
	}
	parts, err := payment.Left(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	waits, err := collection.Waits(ctx, tx, *o)
	if err != nil {
		return err
	}
	if deliveryDone && !waits { // of cash that a carrier has in hand nobody earns a delivery
		parts.Shipping = money.VND{}
	}
	if _, err := payment.GiveBackParts(ctx, tx, f.Gateways, *o, parts, payment.Reason{Kind: payment.CauseReturned, ID: o.ID}, now); err != nil {
		return err
	}
	_, err = payment.Settle(ctx, tx, *o, now)
	return err
}

// forgoDoor ends what was to be paid at the door and was not, and reports that; the payment
// of an order that is paid, or was to be online, is left alone.
func (f *Fulfillment) forgoDoor(ctx context.Context, tx *gorm.DB, o order.Order, now clock.Instant) (unpaid bool, err error) {
	if o.PayableAt != order.Door {
		return false, nil
	}
	p, part, err := payment.LockOfOrder(ctx, tx, o.ID)
	if err != nil || part.Funded {
		return false, err
	}
	return true, payment.Forgo(ctx, tx, f.Gateways, &p, now)
}
