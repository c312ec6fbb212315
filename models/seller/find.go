package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
)

// Find returns the seller of an id, or fault "seller.unknown".
func Find(ctx context.Context, q *gorm.DB, id string) (*Seller, error) {
	var s Seller
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&s)
	if res.Error == nil && res.RowsAffected == 0 {
		return nil, fault.New(fault.NotFound, "seller.unknown")
	}
	return &s, res.Error
}

// BySlug returns the seller of a page address, or fault "seller.unknown".
func BySlug(ctx context.Context, q *gorm.DB, slug string) (*Seller, error) {
	var s Seller
	res := q.WithContext(ctx).Where("slug = ?", slug).Limit(1).Find(&s)
	if res.Error == nil && res.RowsAffected == 0 {
		return nil, fault.New(fault.NotFound, "seller.unknown")
	}
	return &s, res.Error
}

// Named finds sellers by page address or id, whatever a file calls them by; those closed
// for good are left out.
func Named(ctx context.Context, q *gorm.DB, names []string) (map[string]Seller, error) {
	out := map[string]Seller{}
	if len(names) == 0 {
		return out, nil
	}
	var rows []Seller
	err := q.WithContext(ctx).Where("(slug IN ? OR id IN ?) AND state <> ?", names, names, Closed).Find(&rows).Error
	for _, s := range rows {
		out[s.Slug], out[s.ID] = s, s
	}
	return out, err
}
