package lexicon

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// List is the page of at most limit lines behind after, the last changed first: all of them,
// or those in which wanted stands, with or without marks.
func List(ctx context.Context, q *gorm.DB, _ actor.Admin, wanted string, after db.Cursor, limit int) ([]Synonym, error) {
	q = q.WithContext(ctx)
	if said := vntext.Fold(wanted); said != "" {
		q = q.Where("folded LIKE ?", "%"+said+"%") // letters and digits only: nothing in it is a pattern
	}
	var all []Synonym
	err := db.Newest(q, "changed_at", "id", after, limit).Find(&all).Error
	return all, err
}

// Find is one line, or fault "lexicon.unknown".
func Find(ctx context.Context, q *gorm.DB, _ actor.Admin, id string) (s Synonym, err error) {
	err = q.WithContext(ctx).Where("id = ?", id).Take(&s).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = fault.New(fault.NotFound, "lexicon.unknown")
	}
	return s, err
}

// ChangesOf is what a line was, the newest first, at most the last 20. A shipped line that
// nobody has touched has none.
func ChangesOf(ctx context.Context, q *gorm.DB, _ actor.Admin, id string) ([]Change, error) {
	var all []Change
	err := q.WithContext(ctx).Where("synonym_id = ?", id).Order("changed_at DESC, id DESC").Limit(20).Find(&all).Error
	return all, err
}
