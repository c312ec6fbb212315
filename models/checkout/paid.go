package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/stock"
)

// bank is who acts when money comes: nobody of ours.
var bank = actor.System{Job: "payment", Channel: actor.Webhook}

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
func (c *Checkout) paid(ctx context.Context, tx *gorm.DB, p payment.Payment, in payment.Arrival) (taken bool, err error) {
	now := c.Now()
	cap, taken, err := payment.Take(ctx, tx, &p, in, now)
	if err != nil || !taken {
		return taken, err
	}
	switch {
	case p.Status == payment.Paid:
		return true, payment.GiveBackExcess(ctx, tx, c.Gateways, p, cap, cap.Amount, payment.TaskDuplicate, now)
	case p.Status == payment.Cancelled:
		return true, payment.GiveBackExcess(ctx, tx, c.Gateways, p, cap, cap.Amount, payment.TaskLate, now)
	case p.Received.Sub(p.Refunding).Sub(p.Refunded).Cmp(p.Amount) < 0:
		return true, c.tooLittle(ctx, tx, p, cap, now)
	}
	if cap.Amount != p.Received { // some came before
		if err := payment.Complete(ctx, tx, p.ID, now); err != nil {
			return true, err
		}
	}
	parts, err := payment.Allocations(ctx, tx, p.ID)
	if err != nil {
		return true, err
	}
	kind := payment.TaskOver
	if p.Status == payment.Expired {
		kind = payment.TaskLate
		if parts, err = c.standUp(ctx, tx, parts, now); err != nil {
			return true, err
		}
	}
	if len(parts) > 0 {
		won, err := payment.Fund(ctx, tx, &p, parts, now)
		if err != nil {
			return true, err
		}
		if !won {
			return true, fault.New(fault.Internal, "payment.moved")
		}
		if err := c.funded(ctx, tx, p, parts, now); err != nil {
			return true, err
		}
	}
	return true, c.giveBackRest(ctx, tx, p, cap, kind, now)
}

// tooLittle waits for the rest while there is time, and sends back what came too late.
func (c *Checkout) tooLittle(ctx context.Context, tx *gorm.DB, p payment.Payment, cap payment.Capture, now clock.Instant) error {
	if !p.Status.Open() {
		return payment.GiveBackExcess(ctx, tx, c.Gateways, p, cap, cap.Amount, payment.TaskLate, now)
	}
	if err := payment.Complete(ctx, tx, p.ID, now); err != nil {
		return err
	}
	return payment.Ask(ctx, tx, payment.Task{Kind: payment.TaskUnder, PaymentID: &p.ID, Amount: p.Missing()}, now)
}

// giveBackRest sends back what the orders of a payment did not need, newest money first.
func (c *Checkout) giveBackRest(ctx context.Context, tx *gorm.DB, p payment.Payment, newest payment.Capture, kind payment.TaskKind, now clock.Instant) error {
	rest := p.Received.Sub(p.Allocated).Sub(p.Refunding).Sub(p.Refunded)
	if !rest.Positive() {
		return nil
	}
	captures, err := payment.Captures(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	for _, cap := range captures {
		part := rest.Min(cap.Amount.Sub(cap.Refunded))
		if err := payment.GiveBackExcess(ctx, tx, c.Gateways, p, cap, part, kind, now); err != nil {
			return err
		}
		if rest = rest.Sub(part); rest.IsZero() {
			break
		}
	}
	return nil
}

// standUp takes late money's orders back from their end, each with all its goods or not
// at all, and returns those that stand.
func (c *Checkout) standUp(ctx context.Context, tx *gorm.DB, parts []payment.Allocation, now clock.Instant) ([]payment.Allocation, error) {
	var standing []payment.Allocation
	for _, part := range parts {
		o, err := order.Find(ctx, tx, part.OrderID)
		if err != nil {
			return nil, err
		}
		err = stock.TakeAgain(ctx, tx, now, o.ID)
		if fault.Has(err, "stock.short") {
			continue
		}
		if err != nil {
			return nil, err
		}
		if err := order.Advance(ctx, tx, &o, order.Placed, bank, "payment.late", now, order.Clocks{}); err != nil {
			return nil, err
		}
		standing = append(standing, part)
	}
	return standing, nil
}

// funded starts what begins when the money is there: the seller's clock and the tax of
// the day on which it was accepted.
func (c *Checkout) funded(ctx context.Context, tx *gorm.DB, p payment.Payment, parts []payment.Allocation, now clock.Instant) error {
	ids := make([]string, len(parts))
	for i, part := range parts {
		ids[i] = part.OrderID
	}
	orders, err := order.AwaitConfirmation(ctx, tx, ids, now.Add(ConfirmWithin))
	if err != nil {
		return err
	}
	if err := payment.Withhold(ctx, tx, p.ID, orders, now); err != nil {
		return err
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: "payment.paid", Version: 1, Subject: p.ID, Body: payment.PaidNote{PaymentID: p.ID, GroupID: p.GroupID}})
}

// clearing is where a gateway's money stands until the bank has it: bank transfers are on
// the account at once.
func (c *Checkout) clearing(gateway string) ledger.Account {
	if g, err := c.Gateways.Gateway(gateway); err == nil && g.Capabilities().ByBankCredit {
		return ledger.Bank()
	}
	return ledger.Gateway(gateway)
}
