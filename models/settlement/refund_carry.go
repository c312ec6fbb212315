package settlement

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
)

// Together is how long a difference of weight waits for those of the other orders of its
// purchase, so that they go back as one sum. In force since 2026-11-28.
const Together = 72 * time.Hour

// bundles are refunds that can be put into a batch now.
func (c *Cashier) bundles(ctx context.Context, after payment.Bundle, limit int) ([]payment.Bundle, error) {
	return payment.Bundles(ctx, c.read(ctx), c.Now().Add(-Together), after, limit)
}

// carryAll puts every refund that waits for a transfer into the batch.
func (c *Cashier) carryAll(ctx context.Context, b *Batch) error {
	for after := (payment.Bundle{}); ; {
		all, err := c.bundles(ctx, after, chunk)
		if err != nil || len(all) == 0 {
			return err
		}
		for _, one := range all {
			err := c.DB.Tx(ctx, func(tx *gorm.DB) error { return c.carry(ctx, tx, b, one) })
			// Of a refund that changed meanwhile the next batch takes care.
			if err != nil && !fault.Has(err, "payment.refund_closed") {
				return err
			}
		}
		after = all[len(all)-1]
	}
}

// carry puts the refunds of one bundle into the batch, as one transfer.
func (c *Cashier) carry(ctx context.Context, tx *gorm.DB, b *Batch, one payment.Bundle) error {
	if err := stillFilling(tx, b); err != nil {
		return err
	}
	refunds, err := one.Waiting(ctx, tx)
	if err != nil || len(refunds) == 0 {
		return err
	}
	t := RefundTransfer{ID: db.NewID(), Code: code.New(), BatchID: b.ID, PaymentID: one.PaymentID, Status: Due, AccountSealed: one.AccountSealed, CreatedAt: c.Now()}
	for _, r := range refunds {
		t.Amount = t.Amount.Add(r.Amount)
	}
	if err := tx.Create(&t).Error; err != nil {
		return err
	}
	for i := range refunds {
		r := &refunds[i]
		if err := payment.Load(ctx, tx, r, t.ID); err != nil {
			return err
		}
		if err := tx.Create(&refundLine{TransferID: t.ID, RefundID: r.ID, Amount: r.Amount}).Error; err != nil {
			return err
		}
	}
	return nil
}

// stillFilling touches the batch, which keeps it from being closed until this transaction
// ends.
func stillFilling(tx *gorm.DB, b *Batch) error {
	res := tx.Table("payout_batches").Where("id = ? AND status = ?", b.ID, Filling).Update("status", Filling)
	if res.Error == nil && res.RowsAffected == 0 {
		return errClosed
	}
	return res.Error
}

// refundTransfersOf are the transfers to buyers in the bank's file.
func (c *Cashier) refundTransfersOf(ctx context.Context, q *gorm.DB, batchID string) ([]Transfer, error) {
	var rows []RefundTransfer
	if err := q.WithContext(ctx).Where("batch_id = ? AND status = ?", batchID, Sent).Order("id").Find(&rows).Error; err != nil {
		return nil, err
	}
	out := make([]Transfer, 0, len(rows))
	for _, r := range rows {
		to, err := payment.OpenRefundAccount(c.Keys, r.AccountSealed)
		if err != nil {
			return nil, err
		}
		out = append(out, Transfer{BankBIN: to.BankBIN, Account: to.Number, Holder: holderOf(to.Holder), Amount: r.Amount, Text: r.Code})
	}
	return out, nil
}

// sentAt marks the transfers to buyers in a batch as sent.
func sentAt(ctx context.Context, tx *gorm.DB, batchID string, now clock.Instant) error {
	return tx.WithContext(ctx).Table("refund_transfers").Where("batch_id = ? AND status = ?", batchID, Due).
		Updates(map[string]any{"status": Sent, "sent_at": now}).Error
}
