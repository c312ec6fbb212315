package payment

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
)

// Arrival is money that a gateway or a bank reports, as positive đồng.
type Arrival struct {
	Gateway string
	TxnID   string // the provider's own number of this money
	Amount  money.VND
	Attempt *Attempt       // nil where a bank credit found the payment by its code alone
	From    ledger.Account // where the provider keeps it
}

// Take books money that came for a payment, whatever the payment's state, and reads the
// payment again. taken is false when the same money was booked before. It stands in the
// ledger's suspense under the payment until it is put on orders or sent back.
func Take(ctx context.Context, tx *gorm.DB, p *Payment, in Arrival, now clock.Instant) (c Capture, taken bool, err error) {
	if !in.Amount.Positive() {
		return c, false, fault.New(fault.Invalid, "payment.amount")
	}
	c = Capture{
		ID: db.NewID(), PaymentID: p.ID, Gateway: in.Gateway, ProviderTxnID: in.TxnID, Amount: in.Amount,
		Late: !p.Status.Open(), CreatedAt: now,
	}
	if in.Attempt != nil {
		c.AttemptID = &in.Attempt.ID
	}
	res := tx.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "gateway"}, {Name: "provider_txn_id"}}, DoNothing: true,
	}).Create(&c)
	if res.Error != nil || res.RowsAffected == 0 {
		return c, false, res.Error
	}
	err = tx.WithContext(ctx).Table("payments").Where("id = ?", p.ID).Update("received", gorm.Expr("received + ?", in.Amount)).Error
	if err != nil {
		return c, false, err
	}
	// The update locked the row: what is read now stands until this transaction ends.
	if *p, err = Find(ctx, tx, p.ID); err != nil {
		return c, false, err
	}
	c.Late = !p.Status.Open() && p.Status != Paid
	if in.Attempt != nil {
		if err := settle(ctx, tx, in.Attempt, AttemptSucceeded, "", AttemptCreating, AttemptOpen, AttemptChecking, AttemptFailed, AttemptCancelled, AttemptExpired); err != nil {
			return c, false, err
		}
	}
	_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "capture", ID: c.ID}, now,
		ledger.Posting{From: in.From, To: ledger.Suspense(p.ID), Amount: in.Amount})
	return c, true, err
}

// Fund puts a payment's money on orders and makes it paid. All parts are funded, or with
// only some named (late money, and not all stock was still there) those. It reports
// won=false when the payment is no longer where the caller saw it, or too little came.
func Fund(ctx context.Context, tx *gorm.DB, p *Payment, parts []Allocation, now clock.Instant) (won bool, err error) {
	if !p.Status.CanBecome(Paid) {
		return false, nil
	}
	var sum money.VND
	ids := make([]string, len(parts))
	postings := make([]ledger.Posting, len(parts))
	for i, part := range parts {
		sum = sum.Add(part.Total())
		ids[i] = part.OrderID
		postings[i] = ledger.Posting{From: ledger.Suspense(p.ID), To: ledger.Escrow(part.OrderID), Amount: part.Total(), OrderID: part.OrderID}
	}
	res := tx.WithContext(ctx).Table("payments").
		Where("id = ? AND status = ? AND allocated = 0 AND received - refunding - refunded >= ?", p.ID, p.Status, sum).
		Updates(map[string]any{"status": Paid, "paid_at": now, "allocated": sum})
	if res.Error != nil || res.RowsAffected == 0 {
		return false, res.Error
	}
	p.Status, p.PaidAt, p.Allocated = Paid, now, sum
	err = tx.WithContext(ctx).Table("allocations").Where("payment_id = ? AND order_id IN ?", p.ID, ids).Update("funded", true).Error
	if err != nil {
		return false, err
	}
	_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "fund", ID: p.ID}, now, postings...)
	return true, err
}

// Close ends the waiting of a payment: Expired by the clock, Cancelled by the buyer. It
// refuses with "payment.closed" when money or somebody else was first.
func Close(ctx context.Context, tx *gorm.DB, p *Payment, as Status, now clock.Instant) error {
	if !p.Status.CanBecome(as) || as == Paid {
		return fault.New(fault.Conflict, "payment.closed")
	}
	res := tx.WithContext(ctx).Table("payments").Where("id = ? AND status IN ? AND paid_at = 0", p.ID, []Status{Due, Checking}).Update("status", as)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "payment.closed")
	}
	// An attempt that nobody can answer for any more is still asked about: money may come.
	err := tx.WithContext(ctx).Table("attempts").Where("payment_id = ? AND status IN ?", p.ID, Live).
		Update("status", AttemptExpired).Error
	if err != nil {
		return err
	}
	*p, err = Find(ctx, tx, p.ID)
	return err
}
