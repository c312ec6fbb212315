package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/payments"
)

// Weigh makes due at the door what an order comes to now that it is packed. Where the money
// came before, in whole or in part, it is as with any other: enough funds the order, too
// much goes back. It reports as paid an order that was funded before, of which nothing is
// changed here. Lock the payment first; see LockOfOrder.
func Weigh(ctx context.Context, tx *gorm.DB, gateways *payments.Registry, o order.Order, now clock.Instant) (paid bool, err error) {
	p, part, err := OfOrder(ctx, tx, o.ID)
	if err != nil || part.Funded {
		return part.Funded, err
	}
	res := tx.WithContext(ctx).Table("allocations").Where("order_id = ? AND NOT funded", o.ID).Update("goods", o.PackedGoods)
	if res.Error != nil {
		return false, res.Error
	}
	due := o.Due()
	moved := tx.WithContext(ctx).Raw("UPDATE payments SET amount = ? WHERE id = ? AND at_door AND status IN ('due', 'checking') RETURNING *", due, p.ID).Scan(&p)
	switch {
	case moved.Error != nil:
		return false, moved.Error
	case res.RowsAffected == 0, moved.RowsAffected == 0:
		return false, fault.New(fault.Conflict, "payment.moved")
	case p.Received.Sub(p.Refunding).Sub(p.Refunded).Cmp(due) < 0:
		return false, nil
	}
	if err := Complete(ctx, tx, p.ID, now); err != nil {
		return false, err
	}
	if err := Fund(ctx, tx, &p, Capture{}, ledger.Suspense(p.ID), nil, now, 0); err != nil {
		return false, err
	}
	return false, GiveBackRest(ctx, tx, gateways, &p, TaskOver, now)
}

// AskDoor asks the desk, once while it is not answered, what became of an order that is due
// at a door; nothing where the money is there or nobody waits for it any more. The money, or
// the end of the order, answers it.
func AskDoor(ctx context.Context, tx *gorm.DB, orderID string, now clock.Instant) error {
	p, part, err := LockOfOrder(ctx, tx, orderID)
	if err != nil || part.Funded || !p.AtDoor || !p.Status.Open() {
		return err
	}
	return askOnce(ctx, tx, Task{Kind: TaskDoor, PaymentID: &p.ID, Amount: p.Missing()}, now)
}

// answerDoor ends the question of AskDoor about a payment that no longer waits.
func answerDoor(ctx context.Context, tx *gorm.DB, p Payment, now clock.Instant) error {
	if !p.AtDoor {
		return nil
	}
	return closeTasks(ctx, tx, "kind = 'door' AND payment_id = ?", p.ID, now)
}

// Forgo ends what is due at a door because its order ends unpaid; what little came goes
// back. It refuses with "payment.closed" when the money was first.
func Forgo(ctx context.Context, tx *gorm.DB, gateways *payments.Registry, p *Payment, now clock.Instant) error {
	if err := Close(ctx, tx, p, Cancelled); err != nil {
		return err
	}
	if err := answerDoor(ctx, tx, *p, now); err != nil || p.Received.IsZero() {
		return err
	}
	if err := Complete(ctx, tx, p.ID, now); err != nil { // nobody waits for the rest any more
		return err
	}
	return GiveBackRest(ctx, tx, gateways, p, TaskUnder, now)
}
