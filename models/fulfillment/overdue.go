package fulfillment

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// each runs fn in a transaction of its own for every order that a clock found, read again
// there. One that fails, or was moved by somebody meanwhile, does not hold up the others.
func (f *Fulfillment) each(ctx context.Context, found []order.Order, fn func(tx *gorm.DB, o *order.Order) error) error {
	var all error
	for _, o := range found {
		err := f.act(ctx, func(tx *gorm.DB) error {
			fresh, err := order.Find(ctx, tx, o.ID)
			if err != nil || fresh.Status != o.Status {
				return err
			}
			return fn(tx, &fresh)
		})
		if err != nil && !fault.Is(err, fault.Conflict) {
			f.log().ErrorContext(ctx, "a clock could not move an order", "order", o.ID, "error", err)
			all = errors.Join(all, err)
		}
	}
	return all
}

// ConfirmOverdue cancels and refunds orders that their seller did not answer in time.
func (f *Fulfillment) ConfirmOverdue(ctx context.Context) error {
	found, err := order.ToConfirm(ctx, f.DB.Read(ctx), f.Now(), batch)
	if err != nil {
		return err
	}
	return f.each(ctx, found, func(tx *gorm.DB, o *order.Order) error {
		if o.ConfirmBy == 0 || o.ConfirmBy > f.Now() {
			return nil
		}
		return f.cancel(ctx, tx, o, clockwork("confirm_overdue"), "order.confirm_late")
	})
}

// AskOverdue ends questions that were not answered in time: the order is cancelled and
// refunded. Questions of orders that moved on otherwise are put away.
func (f *Fulfillment) AskOverdue(ctx context.Context) error {
	var due []Question
	err := f.DB.Read(ctx).Where(`state = 'open' AND (answer_by <= ? OR EXISTS
		(SELECT 1 FROM orders o WHERE o.id = weight_questions.order_id AND o.status <> 'confirmed'))`, f.Now()).
		Order("answer_by, id").Limit(batch).Find(&due).Error
	var all error
	for _, asked := range due {
		err := f.act(ctx, func(tx *gorm.DB) error { return f.unanswered(ctx, tx, asked) })
		if err != nil && !fault.Is(err, fault.Conflict) {
			f.log().ErrorContext(ctx, "a clock could not end a question", "order", asked.OrderID, "error", err)
			all = errors.Join(all, err)
		}
	}
	return errors.Join(err, all)
}

func (f *Fulfillment) unanswered(ctx context.Context, tx *gorm.DB, asked Question) error {
	o, err := order.Find(ctx, tx, asked.OrderID)
	if err != nil {
		return err
	}
	if o.Status != order.Confirmed {
		return asked.close(ctx, tx, Withdrawn, f.Now())
	}
	if err := asked.close(ctx, tx, Expired, f.Now()); err != nil {
		return err
	}
	return f.cancel(ctx, tx, &o, clockwork("ask_overdue"), "weight.unanswered")
}

// PackOverdue cancels and refunds orders that were confirmed and not packed, three days
// after the seller's own packing days. While the buyer is asked something, that clock runs.
func (f *Fulfillment) PackOverdue(ctx context.Context) error {
	found, err := order.ToPack(ctx, f.DB.Read(ctx), f.Now().Add(-PackGrace), batch)
	if err != nil {
		return err
	}
	return f.each(ctx, found, func(tx *gorm.DB, o *order.Order) error {
		if _, asked, err := QuestionOf(ctx, tx, *o); err != nil || asked {
			return err
		}
		return f.cancel(ctx, tx, o, clockwork("pack_overdue"), "order.pack_late")
	})
}

// ShipOverdue cancels and refunds orders that stand packed for a week: the goods go back
// on the shelf.
func (f *Fulfillment) ShipOverdue(ctx context.Context) error {
	found, err := order.ToShip(ctx, f.DB.Read(ctx), f.Now().Add(-ShipWithin), batch)
	if err != nil {
		return err
	}
	by := clockwork("ship_overdue")
	return f.each(ctx, found, func(tx *gorm.DB, o *order.Order) error {
		now := f.Now()
		if err := payment.Unwind(ctx, tx, f.Gateways, o, by, "order.ship_late", now); err != nil {
			return err
		}
		if err := order.Restock(ctx, tx, *o, by, now); err != nil {
			return err
		}
		return complaint.EndWith(ctx, tx, o.ID, now.Add(complaint.KeepOpen), by, complaint.OrderCancelled, now)
	})
}

// ArriveOverdue takes orders as delivered that were promised for a week ago, are paid, and
// of which nobody said that they did not come: three days for a complaint remain.
func (f *Fulfillment) ArriveOverdue(ctx context.Context) error {
	found, err := order.ToArrive(ctx, f.quiet(ctx), late(f.Now()), f.Now().Add(-ArriveGrace), batch)
	if err != nil {
		return err
	}
	return f.each(ctx, found, func(tx *gorm.DB, o *order.Order) error {
		if err := order.StopCompletion(ctx, tx, o); err != nil {
			return err
		}
		if _, open, err := complaint.LiveOf(ctx, tx, o.ID); err != nil || open {
			return err
		}
		return f.deliver(ctx, tx, o, clockwork("arrive_overdue"), "order.presumed_delivered", f.Now())
	})
}

// late is the day such that what was promised before it is ArriveGrace late.
func late(now clock.Instant) clock.Date { return now.Add(-ArriveGrace).Date() }

// quiet narrows a query of orders to those without an open complaint, whose money is there:
// of a parcel that is paid at the door, and is not paid, nobody may presume that it arrived.
func (f *Fulfillment) quiet(ctx context.Context) *gorm.DB {
	return undisputed(f.DB.Read(ctx)).Where("NOT EXISTS (SELECT 1 FROM allocations a WHERE a.order_id = orders.id AND NOT a.funded)")
}

// undisputed narrows a query of orders to those without an open complaint, which has clocks
// of its own.
func undisputed(q *gorm.DB) *gorm.DB {
	return q.Where("NOT EXISTS (SELECT 1 FROM tickets t WHERE t.order_id = orders.id AND t.state IN ?)",
		[]complaint.State{complaint.Open, complaint.Answered, complaint.Escalated})
}
