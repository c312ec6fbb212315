package checkout

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/stock"
)

// Who acts when money comes, and when it does not: nobody of ours.
var (
	bank      = actor.System{Job: "payment", Channel: actor.Webhook}
	clockwork = actor.System{Job: "payments.expire", Channel: actor.Worker}
)

// paid books money that came and does with it what the state of its payment asks for. It
// is the only function that does: webhook, return page, poll and bank statement end here.
//
//	in time, enough     → the orders are funded; what is too much goes back
//	in time, too little → it waits for the rest; a person sees it
//	all was paid before → it goes back
//	after the clock     → the orders stand up again if their goods are still there, each
//	                      whole or not at all; the rest goes back
//	after a cancel      → it goes back
//
// The same money told of twice is booked once, and taken is false.
func (c *Checkout) paid(ctx context.Context, tx *gorm.DB, in payment.Arrival) (taken bool, err error) {
	now := c.Now()
	p, cap, taken, err := payment.Take(ctx, tx, in, now)
	if err != nil || !taken {
		return taken, err
	}
	enough := p.Received.Sub(p.Refunding).Sub(p.Refunded).Cmp(p.Amount) >= 0
	switch {
	case p.Status == payment.Paid:
		return true, c.sendBack(ctx, tx, p, cap, in, payment.TaskDuplicate, now)
	case p.Status == payment.Cancelled, p.Status == payment.Expired && !enough:
		return true, c.sendBack(ctx, tx, p, cap, in, payment.TaskLate, now)
	case p.Status == payment.Expired:
		return true, c.late(ctx, tx, p, cap, in, now)
	case !enough:
		return true, c.tooLittle(ctx, tx, p, cap, in, now)
	}
	if cap.Amount != p.Received { // some came before
		if err := payment.Complete(ctx, tx, p.ID, now); err != nil {
			return true, err
		}
	}
	if err := payment.Fund(ctx, tx, &p, cap, in.From, nil, now, now.Add(ConfirmWithin)); err != nil {
		return true, err
	}
	if p.Received.Sub(p.Refunding).Sub(p.Refunded) == p.Allocated {
		return true, nil
	}
	return true, payment.GiveBackRest(ctx, tx, c.Gateways, &p, payment.TaskOver, now)
}

// sendBack gives money back that no order can take.
func (c *Checkout) sendBack(ctx context.Context, tx *gorm.DB, p payment.Payment, cap payment.Capture, in payment.Arrival, kind payment.TaskKind, now clock.Instant) error {
	if err := payment.Park(ctx, tx, p, cap, in.From, now); err != nil {
		return err
	}
	return payment.GiveBackRest(ctx, tx, c.Gateways, &p, kind, now)
}

// tooLittle waits for the rest.
func (c *Checkout) tooLittle(ctx context.Context, tx *gorm.DB, p payment.Payment, cap payment.Capture, in payment.Arrival, now clock.Instant) error {
	if err := payment.Park(ctx, tx, p, cap, in.From, now); err != nil {
		return err
	}
	if err := payment.Complete(ctx, tx, p.ID, now); err != nil {
		return err
	}
	return payment.Ask(ctx, tx, payment.Task{Kind: payment.TaskUnder, PaymentID: &p.ID, SellerID: p.CollectorID, Amount: p.Missing()}, now)
}

// late funds those orders of late money whose goods are all still there, and sends back
// what the others cost.
func (c *Checkout) late(ctx context.Context, tx *gorm.DB, p payment.Payment, cap payment.Capture, in payment.Arrival, now clock.Instant) error {
	standing, err := c.standUp(ctx, tx, p, now)
	if err != nil {
		return err
	}
	if len(standing) == 0 {
		return c.sendBack(ctx, tx, p, cap, in, payment.TaskLate, now)
	}
	if err := payment.Fund(ctx, tx, &p, cap, in.From, standing, now, now.Add(ConfirmWithin)); err != nil {
		return err
	}
	return payment.GiveBackRest(ctx, tx, c.Gateways, &p, payment.TaskLate, now)
}

// standUp takes late money's orders back from their end, each with all its goods or not
// at all, and returns the parts of those that stand.
func (c *Checkout) standUp(ctx context.Context, tx *gorm.DB, p payment.Payment, now clock.Instant) ([]payment.Allocation, error) {
	parts, err := payment.Allocations(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(parts))
	for i, part := range parts {
		ids[i] = part.OrderID
	}
	lines, err := order.Lines(ctx, tx, ids...)
	if err != nil {
		return nil, err
	}
	orders, err := order.OfGroup(ctx, tx, p.GroupID)
	if err != nil {
		return nil, err
	}
	ahead := map[string]string{} // a harvest that is over by now has nothing left
	for _, o := range orders {
		if o.Waits() {
			ahead[o.ID] = *o.HarvestID
		}
	}
	wants := make([]stock.Want, len(lines))
	for i, l := range lines {
		wants[i] = stock.Want{VariantID: l.VariantID, HarvestID: ahead[l.OrderID], Holder: l.OrderID, Quantity: l.Quantity}
	}
	held, err := stock.TakeEach(ctx, tx, wants, now)
	if err != nil {
		return nil, err
	}
	var standing []payment.Allocation
	for _, part := range parts {
		if !slices.Contains(held, part.OrderID) {
			continue
		}
		o, err := order.Find(ctx, tx, part.OrderID)
		if err != nil {
			return nil, err
		}
		if err := order.Advance(ctx, tx, &o, order.Placed, bank, "payment.late", now, order.Clocks{}); err != nil {
			return nil, err
		}
		if err := invoice.Revive(ctx, tx, part.OrderID, bank, now); err != nil {
			return nil, err
		}
		standing = append(standing, part)
	}
	return standing, nil
}

// clearing is where a gateway's money stands until the bank has it: bank transfers are on
// the account at once.
func (c *Checkout) clearing(gateway string) ledger.Account {
	if g, err := c.Gateways.Gateway(gateway); err == nil && g.Capabilities().ByBankCredit {
		return ledger.Bank()
	}
	return ledger.Gateway(gateway)
}
