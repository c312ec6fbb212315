package outbox

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Dead is a note that was given up, for the people who look after the market.
type Dead struct {
	ID        string
	Type      string
	Subject   string
	CreatedAt clock.Instant
	Attempts  int
	LastError string // a message key
}

// Cursor is where the page behind n starts.
func (n Dead) Cursor() db.Cursor { return db.Cursor{At: n.CreatedAt, ID: n.ID} }

// ListDead is the page of at most limit given-up notes behind after, newest first.
func ListDead(ctx context.Context, q *gorm.DB, after db.Cursor, limit int) ([]Dead, error) {
	var out []Dead
	q = q.WithContext(ctx).Table("outbox_notes").Where("state = 'dead'")
	if err := db.Newest(q, "created_at", "id", after, limit).Find(&out).Error; err != nil {
		return nil, fmt.Errorf("outbox: dead notes: %w", err)
	}
	return out, nil
}

// Retry gives a dead note all its attempts again, in its old place in its lane. A note
// that is not dead is fault "outbox.not_dead".
func Retry(ctx context.Context, tx *gorm.DB, id string) error {
	n, err := revive(ctx, tx, "id", id)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "outbox.not_dead")
	}
	return err
}

// RetryType is Retry for all dead notes of a type, after what they stumbled over was
// mended. It says how many.
func RetryType(ctx context.Context, tx *gorm.DB, noteType string) (int64, error) {
	return revive(ctx, tx, "type", noteType)
}

func revive(ctx context.Context, tx *gorm.DB, column, value string) (int64, error) {
	res := tx.WithContext(ctx).Exec(`UPDATE outbox_notes SET state = 'pending', attempts = 0, available_at = 0
		WHERE state = 'dead' AND `+column+` = ?`, value)
	if res.Error != nil {
		return 0, fmt.Errorf("outbox: retry: %w", res.Error)
	}
	db.Signal(tx, topic)
	return res.RowsAffected, nil
}

// Backlog says how far deliveries are behind.
type Backlog struct {
	Pending int64
	Dead    int64
	Oldest  clock.Instant // when the oldest pending note was added; zero for none
}

// Behind counts what is waiting and what was given up.
func Behind(ctx context.Context, q *gorm.DB) (b Backlog, err error) {
	err = q.WithContext(ctx).Raw(`SELECT
		(SELECT count(*) FROM outbox_notes WHERE state = 'pending') AS pending,
		(SELECT count(*) FROM outbox_notes WHERE state = 'dead') AS dead,
		(SELECT coalesce(min(created_at), 0) FROM outbox_notes WHERE state = 'pending') AS oldest`).Scan(&b).Error
	if err != nil {
		return b, fmt.Errorf("outbox: backlog: %w", err)
	}
	return b, nil
}
