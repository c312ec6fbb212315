package payment

import (
	"context"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/payments"
)

// MaxAttempts is the most tries for one payment.
const MaxAttempts = 20

// Begin writes the next attempt of p with a gateway, before the gateway is called. The
// worker looks after it should the answer never come. It refuses with "payment.closed"
// when p no longer waits for money, and with "payment.too_many_attempts".
func Begin(ctx context.Context, tx *gorm.DB, p Payment, g payments.Gateway, now clock.Instant) (Attempt, error) {
	if !p.Status.Open() || now >= p.DueAt {
		return Attempt{}, fault.New(fault.Conflict, "payment.closed")
	}
	var last int
	err := tx.WithContext(ctx).Table("attempts").Where("payment_id = ?", p.ID).Select("COALESCE(MAX(number), 0)").Scan(&last).Error
	if err != nil {
		return Attempt{}, err
	}
	if last >= MaxAttempts {
		return Attempt{}, fault.New(fault.Limited, "payment.too_many_attempts")
	}
	caps := g.Capabilities()
	a := Attempt{
		ID: db.NewID(), PaymentID: p.ID, Number: last + 1, Gateway: g.Code(), Ref: caps.Ref.Make(p.Code, last+1, now),
		Status: AttemptCreating, Amount: p.Missing(), ProviderAt: now, State: "{}", Next: "{}", ExpiresAt: p.DueAt, CreatedAt: now,
	}
	if caps.Query {
		a.PollAt = pollAt(caps, a, now)
	}
	return a, tx.WithContext(ctx).Create(&a).Error
}

// Began stores what the gateway answered: what the buyer does next. An event that came
// before the answer has moved the attempt on, and stands.
func Began(ctx context.Context, tx *gorm.DB, a *Attempt, b payments.Begun) error {
	next, err := json.Marshal(b.Next)
	if err != nil {
		return err
	}
	a.ProviderRef, a.State, a.Next = b.ProviderRef, b.State, string(next)
	err = tx.WithContext(ctx).Table("attempts").Where("id = ?", a.ID).
		Updates(map[string]any{"provider_ref": a.ProviderRef, "state": a.State, "next": a.Next}).Error
	if err != nil {
		return err
	}
	return settle(ctx, tx, a, AttemptOpen, "", AttemptCreating)
}

// Doubt records that nobody knows whether the gateway took the attempt on: it is being
// checked, and the buyer must not pay again.
func Doubt(ctx context.Context, tx *gorm.DB, a *Attempt) error {
	if err := settle(ctx, tx, a, AttemptChecking, "", AttemptCreating, AttemptOpen); err != nil {
		return err
	}
	return shift(ctx, tx, a.PaymentID, Checking, Due)
}

// Fail records that the attempt brought no money: why is a payments.Decline or a code of
// the provider. A payment that was being checked is due again when no other attempt is
// in doubt.
func Fail(ctx context.Context, tx *gorm.DB, a *Attempt, as AttemptStatus, why string) error {
	if err := settle(ctx, tx, a, as, why, Live...); err != nil {
		return err
	}
	var doubtful int64
	err := tx.WithContext(ctx).Table("attempts").Where("payment_id = ? AND status = ?", a.PaymentID, AttemptChecking).Count(&doubtful).Error
	if err != nil || doubtful > 0 {
		return err
	}
	return shift(ctx, tx, a.PaymentID, Due, Checking)
}

// settle moves an attempt if it stands where expected; otherwise it leaves it alone.
func settle(ctx context.Context, tx *gorm.DB, a *Attempt, to AttemptStatus, why string, from ...AttemptStatus) error {
	columns := map[string]any{"status": to, "failure": why}
	switch to {
	case AttemptSucceeded, AttemptFailed, AttemptCancelled:
		columns["poll_at"] = 0
	}
	res := tx.WithContext(ctx).Table("attempts").Where("id = ? AND status IN ?", a.ID, from).Updates(columns)
	if res.RowsAffected == 1 {
		a.Status, a.Failure = to, why
	}
	return res.Error
}

// shift moves a payment between due and checking if it stands there; otherwise it leaves
// it alone.
func shift(ctx context.Context, tx *gorm.DB, id string, to, from Status) error {
	return tx.WithContext(ctx).Table("payments").Where("id = ? AND status = ?", id, from).Update("status", to).Error
}

// Postpone sets when an attempt is asked about next, by its gateway's schedule; after the
// last date of the schedule it is not asked about again.
func Postpone(ctx context.Context, tx *gorm.DB, a Attempt, caps payments.Capabilities, now clock.Instant) error {
	return tx.WithContext(ctx).Table("attempts").Where("id = ? AND poll_at = ?", a.ID, a.PollAt).
		Updates(map[string]any{"poll_at": pollAt(caps, a, now), "polls": a.Polls + 1}).Error
}

// pollAt is the first date of the schedule that lies behind now: the gateway's own dates
// from the start of the attempt, then some time after its end.
func pollAt(caps payments.Capabilities, a Attempt, now clock.Instant) clock.Instant {
	gap := max(caps.PollGap, time.Minute)
	dates := make([]clock.Instant, 0, len(caps.PollAfter)+4)
	for _, after := range caps.PollAfter {
		dates = append(dates, a.CreatedAt.Add(after))
	}
	for _, after := range []time.Duration{time.Minute, 30 * time.Minute, 2 * time.Hour, 24 * time.Hour} {
		dates = append(dates, a.ExpiresAt.Add(after))
	}
	for _, d := range dates {
		if d >= now.Add(gap) {
			return d
		}
	}
	return 0
}

// Kept is the attempt as its driver wants to see it again.
func (a Attempt) Kept(code, txnID string) payments.Attempt {
	return payments.Attempt{
		PaymentID: a.PaymentID, Code: code, Ref: a.Ref, ProviderRef: a.ProviderRef, State: a.State, TxnID: txnID,
		Amount: a.Amount, At: a.ProviderAt, ExpiresAt: a.ExpiresAt,
	}
}

// NextStep is what the buyer does next.
func (a Attempt) NextStep() (n payments.Next, err error) {
	err = json.Unmarshal([]byte(a.Next), &n)
	return n, err
}

// Allow moves the deadlines of p out to those of a slower gateway; it never moves them in.
func Allow(ctx context.Context, tx *gorm.DB, p *Payment, due, hold clock.Instant) error {
	if due <= p.DueAt && hold <= p.HoldUntil {
		return nil
	}
	due, hold = max(due, p.DueAt), max(hold, p.HoldUntil)
	res := tx.WithContext(ctx).Table("payments").Where("id = ? AND status IN ?", p.ID, []Status{Due, Checking}).
		Updates(map[string]any{"due_at": due, "hold_until": hold})
	if res.Error == nil && res.RowsAffected == 1 {
		p.DueAt, p.HoldUntil = due, hold
	}
	return res.Error
}
