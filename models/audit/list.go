package audit

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
)

// Filter narrows a list; what is empty does not.
type Filter struct {
	SubjectKind string
	SubjectID   string // needs SubjectKind
	ActorID     string
	Verb        string
}

// List is the page of at most limit entries behind after, newest first.
func List(ctx context.Context, q *gorm.DB, f Filter, after db.Cursor, limit int) ([]Row, error) {
	q = q.WithContext(ctx)
	for _, w := range []struct{ column, value string }{
		{"subject_kind", f.SubjectKind}, {"subject_id", f.SubjectID}, {"actor_id", f.ActorID}, {"verb", f.Verb},
	} {
		if w.value != "" {
			q = q.Where(w.column+" = ?", w.value)
		}
	}
	var rows []Row
	if err := db.Newest(q, "at", "id", after, limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("audit: list: %w", err)
	}
	return rows, nil
}

// Cursor is where the page behind r starts.
func (r Row) Cursor() db.Cursor { return db.Cursor{At: r.At, ID: r.ID} }
