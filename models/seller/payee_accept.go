package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

// Grower is a stall that asks a cooperative, or has asked it, to take its money and hand
// it on.
type Grower struct {
	PayeeID    string
	SellerID   string
	Name       string
	AcceptedAt clock.Instant
	UsableFrom clock.Instant
	CreatedAt  clock.Instant
}

// Cursor is where the page behind g starts.
func (g Grower) Cursor() db.Cursor { return db.Cursor{At: g.CreatedAt, ID: g.PayeeID} }

// Growers lists the stalls whose money goes through the cooperative of the member, those
// that only ask too, the newest first. It needs the right to handle money
// ("right.handle_money").
func Growers(ctx context.Context, q *gorm.DB, by actor.Member, after db.Cursor, limit int) ([]Grower, error) {
	if err := handlesMoney(ctx, q, by); err != nil {
		return nil, err
	}
	var out []Grower
	err := db.Newest(q.WithContext(ctx).Table("payees p").Select("p.id AS payee_id, p.seller_id, s.name, p.accepted_at, p.usable_from, p.created_at").
		Joins("JOIN sellers s ON s.id = p.seller_id").Where("p.cooperative_id = ? AND p.removed_at = 0", by.SellerID),
		"p.created_at", "p.id", after, limit).Scan(&out).Error
	return out, err
}

// AcceptGrower says for the cooperative of the member that it takes a grower's money and
// hands it on; money goes there when the grower's waiting time is over as well. Again it
// has no effect. It needs the right to handle money ("right.handle_money"); what nobody
// asked of this cooperative is "payee.unknown".
func AcceptGrower(ctx context.Context, tx *gorm.DB, payeeID string, by actor.Member, now clock.Instant) error {
	return answer(ctx, tx, payeeID, by, "payee.accept", "accepted_at = 0", map[string]any{"accepted_at": now, "accepted_by": by.PersonID}, outbox.Note{}, now)
}

// RefuseGrower ends, for the cooperative, that a grower's money comes to it; the grower is
// told to name somebody else. It refuses like AcceptGrower.
func RefuseGrower(ctx context.Context, tx *gorm.DB, payeeID string, by actor.Member, now clock.Instant) error {
	return answer(ctx, tx, payeeID, by, "payee.refuse", "removed_at = 0", map[string]any{"removed_at": now}, outbox.Note{Type: PayeeRefusedNote}, now)
}

func answer(ctx context.Context, tx *gorm.DB, payeeID string, by actor.Member, verb, when string, to map[string]any, note outbox.Note, now clock.Instant) error {
	if err := handlesMoney(ctx, tx, by); err != nil {
		return err
	}
	p, err := FindPayee(ctx, tx, payeeID)
	if err != nil {
		return err
	}
	if p.CooperativeID != by.SellerID || p.RemovedAt != 0 {
		return fault.New(fault.NotFound, "payee.unknown")
	}
	res := tx.WithContext(ctx).Table("payees").Where("id = ? AND removed_at = 0 AND "+when, p.ID).Updates(to)
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error // answered so before
	}
	if note.Type != "" {
		if err := tellOf(ctx, tx, note, *p); err != nil {
			return err
		}
	}
	return told(ctx, tx, verb, p.SellerID, p.ID, by, now)
}

// FindPayee returns the payee with an id, an ended one too, or fault "payee.unknown".
func FindPayee(ctx context.Context, q *gorm.DB, id string) (*Payee, error) {
	var p Payee
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&p)
	if res.Error == nil && res.RowsAffected == 0 {
		return nil, fault.New(fault.NotFound, "payee.unknown")
	}
	return &p, res.Error
}

func handlesMoney(ctx context.Context, q *gorm.DB, by actor.Member) error {
	return MustHold(ctx, q, by, actor.HandleMoney)
}
