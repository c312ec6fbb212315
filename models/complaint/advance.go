package complaint

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Verdict is what is agreed when a complaint leaves its live states.
type Verdict struct {
	Refund money.VND
	Bearer string
}

// Advance takes t to next, where somebody acts until due (nobody, once it is closed), and
// records who did it and why (a message key). It refuses with "complaint.move" when no
// edge leads there, and with "complaint.moved" when somebody else was first.
func Advance(ctx context.Context, tx *gorm.DB, t *Ticket, next State, due clock.Instant, v Verdict, by actor.Actor, reason string, now clock.Instant) error {
	if !t.State.CanBecome(next) {
		return fault.New(fault.Conflict, "complaint.move").With("state", string(t.State))
	}
	to := *t
	to.State, to.DueAt = next, due
	switch {
	case next == Agreed:
		to.Outcome, to.Refund, to.Bearer = OutcomeAgreed, v.Refund, v.Bearer
	case next == Rejected:
		to.Outcome = OutcomeRejected
	case next == Closed:
		to.DueAt, to.ClosedAt = 0, now
		if t.State.Live() {
			to.Outcome = OutcomeWithdrawn
		}
	}
	res := tx.WithContext(ctx).Table("tickets").Where("id = ? AND state = ?", t.ID, t.State).Updates(map[string]any{
		"state": to.State, "due_at": to.DueAt, "outcome": to.Outcome, "refund": to.Refund, "bearer": to.Bearer, "closed_at": to.ClosedAt,
	})
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "complaint.moved")
	}
	from := t.State
	*t = to
	return record(ctx, tx, to, from, by, reason, now)
}

// Why a complaint ended with its order.
const (
	OrderCancelled = "order.cancelled"
	OrderReturned  = "order.returned"
)

// EndWith ends the open complaint about an order that ended another way (it came back, the
// desk cancelled it): its money went back by that. Without one it does nothing.
func EndWith(ctx context.Context, tx *gorm.DB, orderID string, until clock.Instant, by actor.Actor, reason string, now clock.Instant) error {
	t, open, err := LiveOf(ctx, tx, orderID)
	if err != nil || !open {
		return err
	}
	return Advance(ctx, tx, &t, Agreed, until, Verdict{}, by, reason, now)
}
