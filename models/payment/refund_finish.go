package payment

import (
	"context"
	"strconv"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
)

// Finish records that the buyer has the money: from is where it was paid from, evidence
// the provider's or the bank's reference; what a seller paid back left no account of the
// market. won is false, and nothing changes, when the
// refund was finished before.
func Finish(ctx context.Context, tx *gorm.DB, r *Refund, from ledger.Account, evidence string, now clock.Instant) (won bool, err error) {
	won, err = moveRefund(ctx, tx, r, RefundDone, map[string]any{"poll_at": clock.Instant(0), "evidence": evidence, "done_at": now})
	if err != nil || !won {
		return won, err
	}
	r.Evidence, r.DoneAt = evidence, now
	var p Payment
	err = tx.WithContext(ctx).Raw("UPDATE payments SET refunding = refunding - ?, refunded = refunded + ? WHERE id = ? RETURNING *", r.Amount, r.Amount, r.PaymentID).Scan(&p).Error
	if err != nil {
		return won, err
	}
	if err := closeRefundTasks(ctx, tx, r.ID, evidence, now); err != nil {
		return won, err
	}
	if p.Direct() {
		return won, tell(ctx, tx, *r)
	}
	_, err = ledger.Post(ctx, tx, r.out(), now, ledger.Posting{From: ledger.RefundTransit(r.ID), To: from, Amount: r.Amount, OrderID: r.order()})
	if err != nil {
		return won, err
	}
	return won, tell(ctx, tx, *r)
}

// LeftBy is the account that a refund which is done was paid from the last time.
func LeftBy(ctx context.Context, q *gorm.DB, r Refund) (ledger.Account, error) {
	went, err := ledger.Of(ctx, q, r.out())
	if err == nil && len(went) != 1 {
		err = fault.New(fault.Internal, "ledger.cause")
	}
	if err != nil {
		return ledger.Account{}, err
	}
	return went[0].To, nil
}

// out is what the ledger knows the refund's way out by: each time it goes is another one.
func (r Refund) out() ledger.Cause {
	if r.Returned == 0 {
		return ledger.Cause{Kind: "refunded", ID: r.ID}
	}
	return ledger.Cause{Kind: "refunded", ID: r.ID + "." + strconv.Itoa(r.Returned)}
}

func (r Refund) order() string {
	if r.OrderID == nil {
		return ""
	}
	return *r.OrderID
}
