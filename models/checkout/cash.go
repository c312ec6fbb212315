package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
)

// TakeCash says that what was still missing of an order was paid at the door in cash: by
// its seller, of their own order, or by the desk. Where the seller takes the money it is
// taken off what the market owes them; where a carrier does, it owes it to the market. An
// order whose cash was taken before is returned as it is.
//
// Where the market takes no cash the desk may still say so: a parcel can be on its way, with
// a slip that allows it, when cash is switched off, and what was taken must be written down.
//
// It refuses with "order.unknown" what is not the seller's, with "right.handle_orders" a
// member without it, with "checkout.no_cash" where the market takes none or the order is not paid at a door, with
// "checkout.paid_already" an order whose money is there, and with "order.move" one that is
// not at the door.
func (c *Checkout) TakeCash(ctx context.Context, by actor.Actor, idOrCode string) (o order.Order, err error) {
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		if o, err = doorOrder(ctx, tx, by, idOrCode); err != nil {
			return err
		}
		g, on := c.Gateways.Door()
		_, desk := by.(actor.Admin)
		if o.PayableAt != order.Door || !desk && !(on && g.Capabilities().DoorCash) {
			return fault.New(fault.Conflict, "checkout.no_cash")
		}
		return c.TakeCashIn(ctx, tx, by, &o)
	})
	return o, err
}

// doorOrder is an order that by may take money for.
func doorOrder(ctx context.Context, tx *gorm.DB, by actor.Actor, idOrCode string) (order.Order, error) {
	switch who := by.(type) {
	case actor.Member:
		o, err := order.OfSeller(ctx, tx, who.SellerID, idOrCode)
		switch {
		case err != nil:
		case who.HelperID != "":
			err = fault.New(fault.Forbidden, "assist.money")
		case !who.Rights.Has(actor.HandleOrders):
			err = fault.New(fault.Forbidden, "right.handle_orders")
		}
		return o, err
	case actor.Admin:
		return order.FindAny(ctx, tx, idOrCode)
	}
	return order.Order{}, fault.New(fault.NotFound, "order.unknown") // a helper touches no money
}

// TakeCashIn is TakeCash inside a transaction of the caller's, who has judged who may: what
// a carrier remits it has taken.
func (c *Checkout) TakeCashIn(ctx context.Context, tx *gorm.DB, by actor.Actor, o *order.Order) error {
	p, part, err := payment.LockOfOrder(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	if _, before, err := collection.OfOrder(ctx, tx, o.ID); err != nil || before {
		return err
	}
	if *o, err = order.Find(ctx, tx, o.ID); err != nil {
		return err
	}
	switch {
	case part.Funded, p.Missing().IsZero():
		return fault.New(fault.Conflict, "checkout.paid_already")
	case o.Status != order.Shipped && (o.Status != order.Packed || o.Carrier != shipping.PickupCode):
		return fault.New(fault.Conflict, "order.move").With("status", string(o.Status))
	case !p.Status.Open():
		return fault.New(fault.Conflict, "payment.closed")
	}
	cash, err := collection.Take(ctx, tx, *o, p.ID, p.Missing(), by, c.Now())
	if err != nil {
		return err
	}
	taken, err := c.paid(ctx, tx, payment.Arrival{PaymentID: p.ID, Gateway: cashGateway, TxnID: collection.TxnID(o.ID), Amount: cash.Amount, From: cash.Account()})
	if err == nil && !taken {
		err = fault.New(fault.Conflict, "collection.taken")
	}
	if err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "collection.take", Subject: audit.Subject{Kind: "order", ID: o.ID}}, c.Now())
}

// PaidTwice takes cash that a line of a remittance brought for an order whose buyer had paid
// already, out of the suspense in which it stood, and gives it back as any money that comes
// twice. It refuses
// with "remittance.not_twice" an order of which the money is still awaited.
func (c *Checkout) PaidTwice(ctx context.Context, tx *gorm.DB, orderID, lineID string, amount money.VND) (paymentID string, err error) {
	p, _, err := payment.LockOfOrder(ctx, tx, orderID)
	if err != nil {
		return "", err
	}
	if p.Status.Open() {
		return "", fault.New(fault.Conflict, "remittance.not_twice").On("order_code")
	}
	taken, err := c.paid(ctx, tx, payment.Arrival{PaymentID: p.ID, Gateway: cashGateway, TxnID: "remitted:" + lineID, Amount: amount, From: ledger.Suspense(lineID)})
	if err == nil && !taken {
		err = fault.New(fault.Conflict, "remittance.line_settled")
	}
	return p.ID, err
}

// cashGateway names cash among captures, whatever gateways are switched on.
const cashGateway = "cod"
