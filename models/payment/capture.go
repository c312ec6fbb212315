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
	PaymentID string
	Gateway   string
	TxnID     string // the provider's own number of this money
	Amount    money.VND
	Attempt   *Attempt       // nil where a bank credit found the payment by its code alone
	From      ledger.Account // where the provider keeps it
}

// Take writes down money that came for a payment, whatever the payment's state, and
// returns the payment as it is now: from here on this transaction is the only one at work
// on it. A part of the money that ends the last doubt makes the rest due again. taken is
// false when the same money was written down before. The caller says in the same
// transaction where the money goes: Fund puts it on orders, Park keeps it.
func Take(ctx context.Context, tx *gorm.DB, in Arrival, now clock.Instant) (p Payment, c Capture, taken bool, err error) {
	if !in.Amount.Positive() {
		return p, c, false, fault.New(fault.Invalid, "payment.amount")
	}
	c = Capture{ID: db.NewID(), PaymentID: in.PaymentID, Gateway: in.Gateway, ProviderTxnID: in.TxnID, Amount: in.Amount, CreatedAt: now}
	attempt := ""
	if in.Attempt != nil {
		attempt = in.Attempt.ID
		c.AttemptID = &attempt
	}
	var fresh, known int64
	err = db.OneTurn(ctx, tx,
		func() error {
			res := tx.WithContext(ctx).Clauses(clause.OnConflict{
				Columns: []clause.Column{{Name: "gateway"}, {Name: "provider_txn_id"}}, DoNothing: true,
			}).Create(&c)
			fresh = res.RowsAffected
			return res.Error
		},
		func() error { // of money that was written down before there is no capture of this id
			// Where less than all of it came and no other attempt is in doubt, the rest is due again.
			res := tx.WithContext(ctx).Raw(`UPDATE payments SET received = received + ?, status = CASE
					WHEN status = 'checking' AND received + ? - refunding - refunded < amount
						AND NOT EXISTS (SELECT 1 FROM attempts WHERE payment_id = payments.id AND status = 'checking' AND id <> ?) THEN 'due'
					ELSE status END
				WHERE id = ? AND EXISTS (SELECT 1 FROM captures WHERE id = ?) RETURNING *`,
				in.Amount, in.Amount, attempt, in.PaymentID, c.ID).Scan(&p)
			known = res.RowsAffected
			return res.Error
		})
	switch {
	case err != nil || fresh == 0:
		return p, c, false, err
	case known == 0:
		return p, c, false, fault.New(fault.NotFound, "payment.unknown")
	case p.Status == Expired || p.Status == Cancelled:
		c.Late = true
		if err := tx.WithContext(ctx).Table("captures").Where("id = ?", c.ID).Update("late", true).Error; err != nil {
			return p, c, false, err
		}
	}
	if in.Attempt != nil {
		in.Attempt.Status, in.Attempt.Failure = AttemptSucceeded, "" // from wherever it stood: money is money
		err = settled(db.Later(ctx, tx, nil), in.Attempt.ID, AttemptSucceeded, "", AttemptSucceeded.before()).Error
	}
	return p, c, true, err
}

// Park keeps money that Take wrote down in suspense under its payment: until the rest
// comes, or until it is sent back. What a seller collected is not the market's to keep.
func Park(ctx context.Context, tx *gorm.DB, p Payment, c Capture, from ledger.Account, now clock.Instant) error {
	if p.Direct() {
		return nil
	}
	_, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "capture", ID: c.ID}, now, ledger.Posting{From: from, To: ledger.Suspense(c.PaymentID), Amount: c.Amount})
	return err
}
