package fulfillment

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/stock"
)

// Packing is what became of packing: the order is packed and Back goes to the buyer, or
// the buyer is asked first. Of what is paid at the door so much less is due
// there.
type Packing struct {
	Order    order.Order
	Back     money.VND
	Question *Question
}

// Pack writes what was really packed of every line, by line id in pieces or grams. Within
// the tolerance the order is packed: the goods leave the stock, and the difference goes
// back at once. With less than that the buyer is asked before anything moves, and has 24
// hours; packing again with other weights takes the question back. A line may be 0 if the
// buyer agrees; an empty box is "order.pack_nothing": refuse the order instead.
//
// It refuses what weigh refuses, with "order.move" an order that is not confirmed, and
// with "order.packed_other" one that was packed before with other quantities; the same
// quantities again return it as it is.
func (f *Fulfillment) Pack(ctx context.Context, by actor.Actor, idOrCode string, quantities map[string]int64) (p Packing, err error) {
	err = f.act(ctx, func(tx *gorm.DB) error {
		p = Packing{}
		if p.Order, err = find(ctx, tx, by, idOrCode); err != nil {
			return err
		}
		lines, err := order.Lines(ctx, tx, p.Order.ID)
		if err != nil {
			return err
		}
		if passed(p.Order, order.Packed) {
			p.Back = back(p.Order, p.Order.Goods.Sub(p.Order.PackedGoods))
			return samePacked(lines, quantities)
		}
		if p.Order.Status != order.Confirmed {
			return fault.New(fault.Conflict, "order.move").With("status", string(p.Order.Status))
		}
		w, err := weigh(lines, quantities)
		if err != nil {
			return err
		}
		if w.ask {
			asked, err := f.ask(ctx, tx, p.Order, w, quantities)
			p.Question = &asked
			return err
		}
		if err := withdraw(ctx, tx, p.Order.ID, f.Now()); err != nil {
			return err
		}
		p.Back = back(p.Order, w.less)
		return f.packed(ctx, tx, &p.Order, lines, quantities, w, by)
	})
	return p, err
}

// back is what less goods give back: nothing where they are paid for when they arrive.
func back(o order.Order, less money.VND) money.VND {
	if o.PayableAt == order.Door {
		return money.VND{}
	}
	return less
}

func samePacked(lines []order.Line, quantities map[string]int64) error {
	for _, l := range lines {
		if n, ok := quantities[l.ID]; !ok || n != l.PackedQuantity {
			return fault.New(fault.Conflict, "order.packed_other")
		}
	}
	return nil
}

// packed is the one place where an order becomes packed: lines, order, stock, parcel and
// what goes back, in that order.
func (f *Fulfillment) packed(ctx context.Context, tx *gorm.DB, o *order.Order, lines []order.Line, quantities map[string]int64, w weighed, by actor.Actor) error {
	now := f.Now()
	if o.PayableAt == order.Door {
		// The payment's row first, as wherever money may come at the same moment.
		if _, _, err := payment.LockOfOrder(ctx, tx, o.ID); err != nil {
			return err
		}
	}
	if _, err := order.SetPacked(ctx, tx, o, lines, quantities); err != nil {
		return err
	}
	if err := order.Advance(ctx, tx, o, order.Packed, by, "", now, order.Clocks{PackBy: order.Stopped}); err != nil {
		return err
	}
	o.PackBy = 0
	byVariant := slices.SortedFunc(slices.Values(lines), func(a, b order.Line) int { return cmp.Compare(a.VariantID, b.VariantID) })
	for _, l := range byVariant {
		if err := stock.Consume(ctx, tx, o.ID, l.VariantID, quantities[l.ID], by, now); err != nil {
			return err
		}
	}
	if _, err := shipping.OpenShipment(ctx, tx, *o, w.grams, source(by), now); err != nil {
		return err
	}
	return f.giveBackLess(ctx, tx, *o, lines, quantities, now)
}

// giveBackLess refunds what the packed goods are less than the ordered ones. What is paid at
// the door is due for what was packed.
func (f *Fulfillment) giveBackLess(ctx context.Context, tx *gorm.DB, o order.Order, lines []order.Line, quantities map[string]int64, now clock.Instant) error {
	if o.PayableAt == order.Door {
		if paid, err := payment.Weigh(ctx, tx, f.Gateways, o, now); err != nil || !paid {
			return err
		}
	}
	var parts payment.Parts
	for _, l := range lines {
		amount, err := order.AmountFor(l.Basis, l.Price, min(quantities[l.ID], l.Quantity))
		if err != nil {
			return err
		}
		if less := l.Amount.Sub(amount); less.Positive() {
			parts.Lines = append(parts.Lines, earning.LineOff{LineID: l.ID, Amount: less})
		}
	}
	_, err := payment.GiveBackParts(ctx, tx, f.Gateways, o, parts, payment.Reason{Kind: payment.CauseWeight, ID: o.ID}, now)
	return err
}

// source names who says what happened to a parcel.
func source(by actor.Actor) string {
	switch by.Stamp().Kind {
	case actor.KindMember, actor.KindHelper:
		return "seller"
	case actor.KindBuyer, actor.KindGuest:
		return "buyer"
	case actor.KindSystem:
		return "clock"
	}
	return "desk"
}
