package payment

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
)

// KeepCredit stores a bank transfer, matched to a payment or not; fresh is false when the
// source told of it before.
func KeepCredit(ctx context.Context, tx *gorm.DB, c *Credit, now clock.Instant) (fresh bool, err error) {
	c.ID, c.CreatedAt, c.State = db.NewID(), now, "unmatched"
	if c.PaymentID != nil {
		c.State = "matched"
	}
	res := tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(c)
	return res.RowsAffected == 1, res.Error
}

// Unmatched books a stored transfer of which nobody knows what it is for: it stands in
// suspense under its own id, and a person is asked.
func Unmatched(ctx context.Context, tx *gorm.DB, c Credit, now clock.Instant) error {
	_, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "credit", ID: c.ID}, now,
		ledger.Posting{From: ledger.Bank(), To: ledger.Suspense(c.ID), Amount: c.Amount})
	if err != nil {
		return err
	}
	return Ask(ctx, tx, Task{Kind: TaskUnmatched, CreditID: &c.ID, Amount: c.Amount}, now)
}

// Credits returns the bank transfers with the ids, by id, in one statement.
func Credits(ctx context.Context, q *gorm.DB, ids ...string) (map[string]Credit, error) {
	var rows []Credit
	err := q.WithContext(ctx).Where("id IN ?", ids).Find(&rows).Error
	out := make(map[string]Credit, len(rows))
	for _, c := range rows {
		out[c.ID] = c
	}
	return out, err
}

// Match says what an unmatched transfer was for. It refuses with "payment.credit_settled"
// when somebody did before.
func Match(ctx context.Context, tx *gorm.DB, creditID string, p Payment, now clock.Instant) (Credit, error) {
	c, err := one[Credit](ctx, tx, "id = ?", creditID)
	if err != nil {
		return c, err
	}
	res := tx.WithContext(ctx).Table("bank_credits").Where("id = ? AND state = 'unmatched'", c.ID).
		Updates(map[string]any{"state": "matched", "payment_id": p.ID})
	if res.Error != nil {
		return c, res.Error
	}
	if res.RowsAffected == 0 {
		return c, fault.New(fault.Conflict, "payment.credit_settled")
	}
	return c, closeTasks(ctx, tx, "credit_id = ?", c.ID, now)
}
