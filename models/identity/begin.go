package identity

import (
	"context"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Lost is how long the answer of a provider to a start is waited for; then the person may
// begin anew. The provider's own check passes nothing, for nobody knows its name.
const Lost = time.Minute

// askEvery is how often a provider is asked about an open check, beside the person's press.
const askEvery = 20 * time.Second

// Begin writes down that a check of a stall's person begins, before the provider is called.
// One at a time and provider: "identity.under_way".
func Begin(ctx context.Context, tx *gorm.DB, p Provider, sellerID, personID string, by actor.Actor, now clock.Instant) (*Attempt, error) {
	a := Attempt{ID: db.NewID(), SellerID: sellerID, PersonID: personID, Provider: p.Code(), State: Starting, AskAt: now.Add(Lost), ExpiresAt: now.Add(p.Life()), CreatedAt: now}
	err := tx.WithContext(ctx).Create(&a).Error
	if db.IsDuplicate(err) {
		return nil, fault.New(fault.Conflict, "identity.under_way")
	}
	if err != nil {
		return nil, err
	}
	return &a, record(ctx, tx, a.ID, "", Starting, "", by, now)
}

// Opened keeps what the person does next. The provider's own time counts where it is the
// shorter one.
func Opened(ctx context.Context, tx *gorm.DB, a *Attempt, n Next, by actor.Actor, now clock.Instant) error {
	set := map[string]any{"provider_tx": n.Tx, "next_url": n.URL, "next_code": n.Code, "ask_at": now.Add(askEvery)}
	if n.ExpiresAt > now && n.ExpiresAt < a.ExpiresAt {
		a.ExpiresAt, set["expires_at"] = n.ExpiresAt, n.ExpiresAt
	}
	if err := move(ctx, tx, a, Open, set, "", by, now); err != nil {
		return err
	}
	a.ProviderTx, a.NextURL, a.NextCode = n.Tx, n.URL, n.Code
	return nil
}

// Due lists checks about which a provider is to be asked, or whose start was never
// answered, oldest first.
func Due(ctx context.Context, q *gorm.DB, now clock.Instant, limit int) ([]Attempt, error) {
	var out []Attempt
	err := q.WithContext(ctx).Where("state IN ('starting', 'open') AND ask_at > 0 AND ask_at <= ?", now).Order("ask_at, id").Limit(limit).Find(&out).Error
	return out, err
}

// Asked puts the next question off; the longer it takes the rarer it is asked.
func Asked(ctx context.Context, tx *gorm.DB, a *Attempt, now clock.Instant) error {
	wait := max(askEvery, now.Sub(a.CreatedAt)/4)
	return tx.WithContext(ctx).Table("identity_attempts").Where("id = ? AND state = ?", a.ID, a.State).Update("ask_at", now.Add(wait)).Error
}
