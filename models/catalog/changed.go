package catalog

import (
	"context"
	"maps"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

// ChangedNote is the type of the note that every change of a product leaves for the search
// feed; its subject is the product.
const ChangedNote = "product.changed"

// touch is the one way in which a product's row changes: set is written and the version
// grows, only while the row is the one that p was read from ("product.moved" otherwise),
// and the feed is told.
func touch(ctx context.Context, tx *gorm.DB, p *Product, set map[string]any) error {
	all := map[string]any{"version": gorm.Expr("version + 1")}
	maps.Copy(all, set)
	res := tx.WithContext(ctx).Table("products").
		Where("id = ? AND version = ? AND state = ?", p.ID, p.Version, p.State).Updates(all)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "product.moved")
	}
	p.Version++
	return tell(ctx, tx, p.ID)
}

func tell(ctx context.Context, tx *gorm.DB, productID string) error {
	return outbox.Add(ctx, tx, outbox.Note{Type: ChangedNote, Version: 1, Subject: productID})
}
