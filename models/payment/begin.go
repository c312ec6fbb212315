package payment

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/payments"
)

// MaxAttempts is the most tries for one payment.
const MaxAttempts = 20

// Begin writes the next attempt of p, which is locked, behind those that were tried
// (newest first), before the gateway is called. The worker looks after it should the
// answer never come. It ends with the payment's deadline, or sooner where the gateway's own
// page does. It refuses with "payment.closed" when p no longer waits for money, or not as
// long as the gateway needs, and with "payment.too_many_attempts".
func Begin(ctx context.Context, tx *gorm.DB, p Payment, tried []Attempt, g payments.Gateway, now clock.Instant) (Attempt, error) {
	caps := g.Capabilities()
	if !p.Status.Open() || now >= p.DueAt || now.Add(caps.MinTTL) > p.DueAt {
		return Attempt{}, fault.New(fault.Conflict, "payment.closed")
	}
	if len(tried) >= MaxAttempts {
		return Attempt{}, fault.New(fault.Limited, "payment.too_many_attempts")
	}
	number := len(tried) + 1
	a := Attempt{
		ID: db.NewID(), PaymentID: p.ID, Number: number, Gateway: g.Code(), Ref: caps.Ref.Make(p.Code, number, now),
		Status: AttemptCreating, Amount: p.Missing(), ProviderAt: now, State: "{}", Next: "{}",
		ExpiresAt: now.Add(caps.TTL(p.DueAt.Sub(now))), CreatedAt: now,
	}
	if caps.Query {
		a.PollAt = pollAt(caps, a, now)
	}
	return a, db.Later(ctx, tx, nil).Create(&a).Error
}

// Began stores what the gateway answered: what the buyer does next. An event that came
// before the answer has moved the attempt on, and stands. It is one statement, and needs no
// transaction around it.
func Began(ctx context.Context, q *gorm.DB, a *Attempt, b payments.Begun) error {
	next, err := json.Marshal(b.Next)
	if err != nil {
		return err
	}
	a.ProviderRef, a.State, a.Next = b.ProviderRef, b.State, string(next)
	return q.WithContext(ctx).Raw(`UPDATE attempts SET provider_ref = ?, state = ?, next = ?,
		status = CASE WHEN status = 'creating' THEN 'open' ELSE status END WHERE id = ? RETURNING status`,
		a.ProviderRef, a.State, a.Next, a.ID).Scan(&a.Status).Error
}

// Told reports whether the gateway has answered what the buyer does next.
func (a Attempt) Told() bool { return a.Next != "{}" && a.Next != "" }

// NextStep is what the buyer does next.
func (a Attempt) NextStep() (n payments.Next, err error) {
	err = json.Unmarshal([]byte(a.Next), &n)
	return n, err
}

// Kept is the attempt as its driver wants to see it again.
func (a Attempt) Kept(code, txnID string) payments.Attempt {
	return payments.Attempt{
		PaymentID: a.PaymentID, Code: code, Ref: a.Ref, ProviderRef: a.ProviderRef, State: a.State, TxnID: txnID,
		Amount: a.Amount, At: a.ProviderAt, ExpiresAt: a.ExpiresAt,
	}
}

// Allow moves the deadlines of p out to those of a slower gateway; it never moves them in.
func Allow(ctx context.Context, tx *gorm.DB, p *Payment, due, hold clock.Instant) error {
	if due <= p.DueAt && hold <= p.HoldUntil {
		return nil
	}
	due, hold = max(due, p.DueAt), max(hold, p.HoldUntil)
	res := tx.WithContext(ctx).Table("payments").Where("id = ? AND status IN ('due', 'checking')", p.ID).
		Updates(map[string]any{"due_at": due, "hold_until": hold})
	if res.Error == nil && res.RowsAffected == 1 {
		p.DueAt, p.HoldUntil = due, hold
	}
	return res.Error
}
