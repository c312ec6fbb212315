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

// KeepCredit stores a bank transfer, matched to a payment or not, or as the twin of one
// that is stored, which sure tells from one that may be; fresh is false when the source
// told of it before.
func KeepCredit(ctx context.Context, tx *gorm.DB, c *Credit, sure bool, now clock.Instant) (fresh bool, err error) {
	c.ID, c.CreatedAt = db.NewID(), now
	switch {
	case c.TwinOf != nil && sure:
		c.State = "twin"
	case c.TwinOf != nil:
		c.State = "doubtful"
	case c.PaymentID != nil:
		c.State = "matched"
	default:
		c.State = "unmatched"
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

// Match says what an unmatched transfer was for. It refuses with "payment.unknown" and
// with "payment.credit_settled" when somebody did before.
func Match(ctx context.Context, tx *gorm.DB, creditID, paymentID, personID string, now clock.Instant) (Credit, error) {
	return endCredit(ctx, tx, creditID, map[string]any{"state": "matched", "payment_id": paymentID}, "", personID, now)
}

// SendCreditBack records that an unmatched transfer went back to who sent it, because
// nobody knows what it was for; evidence is the bank's reference. It refuses like Match.
func SendCreditBack(ctx context.Context, tx *gorm.DB, creditID, evidence, personID string, now clock.Instant) (Credit, error) {
	c, err := endCredit(ctx, tx, creditID, map[string]any{"state": "settled"}, evidence, personID, now)
	if err != nil {
		return c, err
	}
	_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "credit_returned", ID: c.ID}, now,
		ledger.Posting{From: ledger.Suspense(c.ID), To: ledger.Bank(), Amount: c.Amount})
	return c, err
}

// NotOurs records that an unmatched transfer is none of the market's business: the owner's
// own money, interest, a supplier's refund. reason says what it is. It leaves the market's
// books and stays on the account. It refuses like Match.
func NotOurs(ctx context.Context, tx *gorm.DB, creditID, reason, personID string, now clock.Instant) (Credit, error) {
	c, err := endCredit(ctx, tx, creditID, map[string]any{"state": "foreign"}, reason, personID, now)
	if err != nil {
		return c, err
	}
	_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "credit_foreign", ID: c.ID}, now,
		ledger.Posting{From: ledger.Suspense(c.ID), To: ledger.Bank(), Amount: c.Amount})
	return c, err
}

// FindCredit finds a transfer that came to the market's account; "payment.unknown" where
// there is none.
func FindCredit(ctx context.Context, q *gorm.DB, id string) (Credit, error) {
	return one[Credit](ctx, q, "id = ?", id)
}

// UnmatchedOf lists the ids of the unmatched transfers of a sum, the newest first.
func UnmatchedOf(ctx context.Context, q *gorm.DB, amount money.VND, limit int) ([]string, error) {
	var ids []string
	err := q.WithContext(ctx).Table("bank_credits").Where("state = 'unmatched' AND amount = ?", amount).
		Order("received_at DESC, id DESC").Limit(limit).Pluck("id", &ids).Error
	return ids, err
}

// NewestUnmatched lists transfers that nobody has accounted for, the newest first.
func NewestUnmatched(ctx context.Context, q *gorm.DB, limit int) ([]Credit, error) {
	var out []Credit
	return out, q.WithContext(ctx).Where("state = 'unmatched'").Order("received_at DESC, id DESC").Limit(limit).Find(&out).Error
}

// SettleCredit records that an unmatched transfer is accounted for otherwise than by a
// payment or by going back: the caller takes it out of its suspense in the same
// transaction. It refuses like Match.
func SettleCredit(ctx context.Context, tx *gorm.DB, creditID, note, personID string, now clock.Instant) (Credit, error) {
	return endCredit(ctx, tx, creditID, map[string]any{"state": "settled"}, note, personID, now)
}

func endCredit(ctx context.Context, tx *gorm.DB, id string, columns map[string]any, note, personID string, now clock.Instant) (Credit, error) {
	c, err := FindCredit(ctx, tx, id)
	if err != nil {
		return c, err
	}
	res := tx.WithContext(ctx).Table("bank_credits").Where("id = ? AND state = 'unmatched'", c.ID).Updates(columns)
	if res.Error != nil {
		return c, res.Error
	}
	if res.RowsAffected == 0 {
		return c, fault.New(fault.Conflict, "payment.credit_settled")
	}
	err = tx.WithContext(ctx).Table("money_tasks").Where("credit_id = ? AND state = 'open'", c.ID).
		Updates(map[string]any{"state": "done", "note": note, "done_by": personID, "done_at": now}).Error
	return c, err
}
