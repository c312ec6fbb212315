package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
)

// Filter narrows a list of sellers; what is empty does not. Code is a ward or a province.
type Filter struct {
	State  State
	Kind   Kind
	Scheme string
	Code   string
}

// List is the page of at most limit sellers behind after, newest first.
func List(ctx context.Context, q *gorm.DB, f Filter, after db.Cursor, limit int) ([]Card, error) {
	sql, args := "WHERE 1 = 1", []any{}
	if f.State != "" {
		sql, args = sql+" AND s.state = ?", append(args, f.State)
	}
	if f.Kind != "" {
		sql, args = sql+" AND s.kind = ?", append(args, f.Kind)
	}
	if f.Code != "" {
		sql, args = sql+" AND s.scheme = ? AND (s.ward_code = ? OR w.parent_code = ?)", append(args, f.Scheme, f.Code, f.Code)
	}
	if after != (db.Cursor{}) {
		sql, args = sql+" AND (s.created_at, s.id) < (?, ?)", append(args, after.At, after.ID)
	}
	var rows []Card
	err := q.WithContext(ctx).Raw(cardSQL+sql+" ORDER BY s.created_at DESC, s.id DESC LIMIT ?", append(args, limit)...).Scan(&rows).Error
	return rows, err
}

// Cursor is where the page behind c starts.
func (c Card) Cursor() db.Cursor { return db.Cursor{At: c.CreatedAt, ID: c.ID} }
