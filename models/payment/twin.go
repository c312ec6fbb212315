package payment

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// How far apart two words of one transfer may be by the bank's own time: with its number
// on both, and without.
const (
	numberedApart = 72 * time.Hour
	alikeApart    = 30 * time.Minute
)

// Twin looks for a credit by which the market has heard of c's money before, by another
// source or another road, and makes this transaction the only one that judges credits of
// that amount to that account. It is sure where another source gave the same bank number
// for the same amount to the same account within three days. It is in doubt where one
// source gives one number to two transfers, and where another source told of the same
// amount to the same account within half an hour under no number that agrees, unless the
// two name different payments. Each source tells of each transfer once, so that a credit is
// the twin of one that this source has not told of.
func Twin(ctx context.Context, tx *gorm.DB, c Credit, now clock.Instant) (of Credit, found, sure bool, err error) {
	err = tx.WithContext(ctx).Exec(`INSERT INTO bank_credit_slots (account, amount, heard_at) VALUES (?, ?, ?)
		ON CONFLICT (account, amount) DO UPDATE SET heard_at = excluded.heard_at`, c.Account, c.Amount, now).Error
	if err != nil {
		return of, false, false, err
	}
	from, to := c.ReceivedAt.Add(-alikeApart), c.ReceivedAt.Add(alikeApart)
	if c.dayOnly() {
		from, to = c.ReceivedAt, c.ReceivedAt.Date().AddDays(1).Start()-1
	}
	var alike []Credit
	err = tx.WithContext(ctx).Where(`account = ? AND amount = ? AND twin_of IS NULL AND received_at BETWEEN ? AND ? AND NOT (source = ? AND source_id = ?)
		AND (received_at BETWEEN ? AND ? OR received_at = ? OR reference <> '' AND reference = ?)`,
		c.Account, c.Amount, c.ReceivedAt.Add(-numberedApart), c.ReceivedAt.Add(numberedApart), c.Source, c.SourceID,
		from, to, c.ReceivedAt.Date().Start(), c.Reference).Order("received_at, id").Limit(1000).Find(&alike).Error
	if err != nil || len(alike) == 0 {
		return of, false, false, err
	}
	told, err := toldBy(ctx, tx, alike)
	for _, a := range alike {
		again := told[a.ID][c.Source]
		numbered := c.Reference != "" && a.Reference == c.Reference
		switch {
		case numbered && !again:
			return a, true, true, err
		case !found && (numbered || !again && !apart(a.PaymentID, c.PaymentID)):
			of, found = a, true
		}
	}
	return of, found, false, err
}

// toldBy are, by the id of a credit, the sources that have told of its money.
func toldBy(ctx context.Context, tx *gorm.DB, credits []Credit) (map[string]map[string]bool, error) {
	ids, told := make([]string, len(credits)), map[string]map[string]bool{}
	for i, c := range credits {
		ids[i], told[c.ID] = c.ID, map[string]bool{c.Source: true}
	}
	var twins []struct{ TwinOf, Source string }
	err := tx.WithContext(ctx).Table("bank_credits").Select("twin_of, source").Where("twin_of IN ?", ids).Scan(&twins).Error
	for _, t := range twins {
		told[t.TwinOf][t.Source] = true
	}
	return told, err
}

// dayOnly reports whether the source gave the day alone.
func (c Credit) dayOnly() bool { return c.ReceivedAt == c.ReceivedAt.Date().Start() }

// apart reports whether both payments are known, and differ.
func apart(a, b *string) bool { return a != nil && b != nil && *a != *b }

// Doubtful stores nothing more of a doubtful credit: it asks a person.
func Doubtful(ctx context.Context, tx *gorm.DB, c Credit, now clock.Instant) error {
	return Ask(ctx, tx, Task{Kind: TaskTwin, CreditID: &c.ID, Amount: c.Amount}, now)
}

// SameMoney records, by a person, that a doubtful credit tells of money that is booked. It
// refuses with "payment.unknown" and, when it was judged before, "payment.credit_settled".
func SameMoney(ctx context.Context, tx *gorm.DB, creditID, personID string, now clock.Instant) (Credit, error) {
	return judgeTwin(ctx, tx, creditID, personID, now, "state = 'twin'")
}

// OtherMoney records, by a person, that a doubtful credit is a transfer of its own, matched
// if its text names a payment; the caller books it. It refuses like SameMoney.
func OtherMoney(ctx context.Context, tx *gorm.DB, creditID, personID string, now clock.Instant) (Credit, error) {
	return judgeTwin(ctx, tx, creditID, personID, now, "twin_of = NULL, state = CASE WHEN payment_id IS NULL THEN 'unmatched' ELSE 'matched' END")
}

func judgeTwin(ctx context.Context, tx *gorm.DB, creditID, personID string, now clock.Instant, set string) (c Credit, err error) {
	if _, err := one[Credit](ctx, tx, "id = ?", creditID); err != nil {
		return c, err
	}
	res := tx.WithContext(ctx).Raw("UPDATE bank_credits SET "+set+" WHERE id = ? AND state = 'doubtful' RETURNING *", creditID).Scan(&c)
	if res.Error == nil && res.RowsAffected == 0 {
		return c, fault.New(fault.Conflict, "payment.credit_settled")
	}
	if res.Error != nil {
		return c, res.Error
	}
	return c, tx.WithContext(ctx).Table("money_tasks").Where("credit_id = ? AND kind = 'twin' AND state = 'open'", creditID).
		Updates(map[string]any{"state": "done", "done_by": personID, "done_at": now}).Error
}
