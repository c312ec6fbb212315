package payment

import (
	"context"
	"strconv"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/ledger"
)

// Refuse records that the gateway will not give the money back, or that a bank sent it
// back after it was done: it becomes a transfer, the buyer is asked where to, and a person
// is told why. What is in a person's hand already stays there.
func Refuse(ctx context.Context, tx *gorm.DB, r *Refund, why string, now clock.Instant) error {
	if r.ByHand() {
		return nil
	}
	done := r.Status == RefundDone
	columns := map[string]any{"poll_at": clock.Instant(0), "failure": why}
	if done {
		columns["returned"], columns["done_at"], columns["account_sealed"], columns["evidence"] = r.Returned+1, clock.Instant(0), "", ""
		columns["transfer_id"] = nil
	}
	won, err := moveRefund(ctx, tx, r, RefundFailed, columns)
	if err != nil || !won {
		return err
	}
	r.Failure = why
	if done {
		if err := comeBack(ctx, tx, r, now); err != nil {
			return err
		}
	}
	if _, err := moveRefund(ctx, tx, r, RefundNeedsAccount, map[string]any{}); err != nil {
		return err
	}
	if err := Ask(ctx, tx, Task{Kind: TaskTransfer, PaymentID: &r.PaymentID, RefundID: &r.ID, Amount: r.Amount, Note: why}, now); err != nil {
		return err
	}
	return tell(ctx, tx, *r)
}

// comeBack undoes what Finish did of a refund that a bank sent back: the money is where it
// was paid from, and on its way again.
func comeBack(ctx context.Context, tx *gorm.DB, r *Refund, now clock.Instant) error {
	from, err := LeftBy(ctx, tx, *r)
	if err != nil {
		return err
	}
	r.Returned++
	r.DoneAt, r.AccountSealed, r.Evidence, r.TransferID = 0, "", "", nil
	err = tx.WithContext(ctx).Table("payments").Where("id = ?", r.PaymentID).
		Updates(map[string]any{"refunding": gorm.Expr("refunding + ?", r.Amount), "refunded": gorm.Expr("refunded - ?", r.Amount)}).Error
	if err != nil {
		return err
	}
	_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "refund_returned", ID: r.ID + "." + strconv.Itoa(r.Returned)}, now,
		ledger.Posting{From: from, To: ledger.RefundTransit(r.ID), Amount: r.Amount, OrderID: r.order()})
	return err
}
