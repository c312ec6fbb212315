package checkout

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/payments"
)

// Who may pay at the door, said to buyers where they choose. In force since 2026-11-01.
const (
	DoorAtMost     = 3  // orders on their way to a door and not paid, of one phone, where the operator says nothing
	DoorRefusals   = 2  // parcels that came back because the buyer would not take them, or was not there, bar the door
	DoorBarredDays = 90 // until so many days after the last of them
)

const (
	doorBarred = DoorBarredDays * 24 * time.Hour
	doorDays   = 8 // after the last promised day the buyer is shown no later one
)

// atDoor reports whether a gateway is the one that takes money at the door.
func (c *Checkout) atDoor(gateway string) bool {
	g, on := c.Gateways.Door()
	return on && g.Code() == gateway
}

// doorTakes refuses a plan that cannot be paid where it arrives: with "checkout.door_way" a
// parcel whose carrier takes no money, with "checkout.door_amount" one that costs more, or
// less, than is taken at a door, with "checkout.door_ahead" what is ordered ahead of a harvest:
// the household would wait for it without a surety.
func (c *Checkout) doorTakes(p Plan, chosen map[string]shipping.Quote) error {
	g, on := c.Gateways.Door()
	if !on {
		return fault.New(fault.Invalid, "checkout.gateway").On("gateway")
	}
	caps := g.Capabilities()
	for _, part := range p.Parts {
		if part.Ahead.Taking() {
			return fault.New(fault.Invalid, "checkout.door_ahead").On("gateway")
		}
		q := chosen[part.Key()]
		if q.Door == order.NoTaker {
			return fault.New(fault.Invalid, "checkout.door_way").On("gateway").With("seller", part.SellerName)
		}
		if caps.Accepts(part.Goods.Add(q.Fee)) != nil {
			return fault.New(fault.Invalid, "checkout.door_amount").On("gateway").With("min", caps.Min.String()).With("max", caps.Max.String())
		}
	}
	return nil
}

// mayAtDoor refuses, of a phone with n more orders, with "checkout.door_many" (args: most)
// when too many are on their way unpaid, and with "checkout.door_refused" (args: until)
// when its parcels were not taken again and again. Of two purchases at one moment the
// second sees the first.
func (c *Checkout) mayAtDoor(ctx context.Context, tx *gorm.DB, phoneID string, n int, now clock.Instant) error {
	if err := tx.WithContext(ctx).Exec("UPDATE phones SET blind = blind WHERE id = ?", phoneID).Error; err != nil {
		return err
	}
	return c.doorBar(ctx, tx, phoneID, n, now)
}

// doorBar is mayAtDoor without the lock, for a page.
func (c *Checkout) doorBar(ctx context.Context, q *gorm.DB, phoneID string, n int, now clock.Instant) error {
	way, err := payment.DoorOf(ctx, q, phoneID, now.Add(-doorBarred))
	switch {
	case err != nil:
		return err
	case way.Refused >= DoorRefusals:
		return fault.New(fault.Conflict, "checkout.door_refused").On("gateway").With("until", string(way.LastRefused.Add(doorBarred).Date()))
	case way.Unpaid+n > c.doorAtMost():
		return fault.New(fault.Conflict, "checkout.door_many").On("gateway").With("most", c.doorAtMost())
	}
	return nil
}

func (c *Checkout) doorAtMost() int {
	if c.DoorLimit > 0 {
		return c.DoorLimit
	}
	return DoorAtMost
}

// AtDoor is what is due for an order where it arrives, and what is shown there.
type AtDoor struct {
	Payment payment.Payment
	Due     money.VND     // what is still missing; before it is packed, what it will be at most
	Known   bool          // it is packed: Due is exact, and Next may be shown
	Next    payments.Next // the QR and the transfer typed by hand, where there is one
	Cash    bool          // notes and coins are taken too
}

// AtDoor says what the buyer of an order pays at the door. found is false for an order that
// is paid, has ended, or is paid online. It writes nothing and calls no provider. Who may
// see the order is for the caller to ask.
func (c *Checkout) AtDoor(ctx context.Context, o order.Order) (at AtDoor, found bool, err error) {
	if o.PayableAt != order.Door {
		return at, false, nil
	}
	p, part, err := payment.OfOrder(ctx, c.DB.Read(ctx), o.ID)
	if err != nil || part.Funded || !p.Status.Open() {
		return at, false, err
	}
	at = AtDoor{Payment: p, Due: p.Missing(), Known: o.Packed()}
	g, on := c.Gateways.Door()
	if !on { // switched off since: the transfer itself is as good
		g, on = c.transfers()
	}
	if !on {
		return at, true, nil
	}
	if at.Cash = g.Capabilities().DoorCash; !at.Known {
		return at, true, nil
	}
	begun, err := g.Begin(ctx, payments.Start{
		PaymentID: p.ID, Code: p.Code, Attempt: 1, Ref: g.Capabilities().Ref.Make(p.Code, 1, p.CreatedAt), Amount: at.Due,
		Description: "Cho Phien " + p.Code, At: p.CreatedAt, ExpiresAt: p.DueAt,
	})
	if len(fault.All(err)) > 0 { // a rest too small for a transfer
		return at, true, nil
	}
	at.Next = begun.Next
	return at, true, err
}
