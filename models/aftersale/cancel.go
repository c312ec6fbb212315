package aftersale

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// CancelReasons are why a buyer may cancel: message keys, told to the seller, in the order
// in which pages list them.
var CancelReasons = []string{"cancel.changed_mind", "cancel.mistake", "cancel.address", "cancel.too_slow", "cancel.other"}

// Cancel ends a buyer's order before it is packed. While it is not paid, the whole payment
// is given up with all orders that it covers; afterwards, and where it is paid at the door,
// this one order ends and all that was paid for it goes back. It returns the orders that ended. An order that was cancelled before is
// returned as it is.
//
// It refuses with "order.unknown" what is not the buyer's, with "order.cancel_reason" a
// reason that is not listed, with "order.packed_already" an order that is packed, and with
// "payment.closed" when the money came at the same moment: the buyer looks again, and may
// cancel what is now paid.
func (a *Aftersale) Cancel(ctx context.Context, by Buyer, idOrCode, reason string) (ended []order.Order, err error) {
	err = a.act(ctx, func(tx *gorm.DB) error {
		o, err := own(ctx, tx, by, idOrCode)
		if err != nil {
			return err
		}
		ended = []order.Order{o}
		switch {
		case o.Status == order.Cancelled:
			return nil
		case !slices.Contains(CancelReasons, reason):
			return fault.New(fault.Invalid, "order.cancel_reason").On("reason")
		case o.Status != order.Placed && o.Status != order.Confirmed:
			return fault.New(fault.Conflict, "order.packed_already").With("status", string(o.Status))
		}
		p, part, err := payment.OfOrder(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		if part.Funded || p.AtDoor {
			err := payment.Unwind(ctx, tx, a.Gateways, &o, by, reason, a.Now())
			ended[0] = o
			return err
		}
		if err := payment.Abandon(ctx, tx, a.Gateways, &p, payment.Cancelled, by, reason, a.Now()); err != nil {
			return err
		}
		ended, err = order.OfGroup(ctx, tx, o.GroupID)
		return err
	})
	if err != nil {
		return nil, err
	}
	return ended, nil
}
