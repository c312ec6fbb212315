package aftersale

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// DeskReasons are why the desk may cancel: message keys, told to both sides.
var DeskReasons = []string{"desk.buyer_asked", "desk.seller_asked", "desk.unlawful", "desk.fraud", "desk.mistake"}

// CancelByDesk ends an order that has not been sent, packed or not: all its money goes
// back, and packed goods go back on the shelf. An unpaid order ends with its whole
// payment. An order that was cancelled before is returned as it is. It refuses with
// "order.cancel_reason" a reason that is not listed, and with "order.move" an order that
// is on its way.
func (a *Aftersale) CancelByDesk(ctx context.Context, by actor.Admin, idOrCode, reason string) (o order.Order, err error) {
	err = a.act(ctx, func(tx *gorm.DB) error {
		if o, err = order.FindAny(ctx, tx, idOrCode); err != nil || o.Status == order.Cancelled {
			return err
		}
		if !slices.Contains(DeskReasons, reason) {
			return fault.New(fault.Invalid, "order.cancel_reason").On("reason")
		}
		if err := a.cancelAny(ctx, tx, &o, by, reason); err != nil {
			return err
		}
		entry := audit.Entry{By: by.Stamp(), Verb: "order.cancel", Subject: audit.Subject{Kind: "order", ID: o.ID}, Reason: reason}
		return audit.Write(ctx, tx, entry, a.Now())
	})
	return o, err
}

func (a *Aftersale) cancelAny(ctx context.Context, tx *gorm.DB, o *order.Order, by actor.Actor, reason string) error {
	now := a.Now()
	p, part, err := payment.OfOrder(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	if !part.Funded && !p.AtDoor {
		if err := payment.Abandon(ctx, tx, a.Gateways, &p, payment.Cancelled, by, reason, now); err != nil {
			return err
		}
		*o, err = order.Find(ctx, tx, o.ID)
		return err
	}
	packed := o.Status == order.Packed
	if err := payment.Unwind(ctx, tx, a.Gateways, o, by, reason, now); err != nil {
		return err
	}
	if !packed {
		return nil
	}
	if err := order.Restock(ctx, tx, *o, by, now); err != nil {
		return err
	}
	return complaint.EndWith(ctx, tx, o.ID, now.Add(complaint.KeepOpen), by, complaint.OrderCancelled, now)
}
