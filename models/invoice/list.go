package invoice

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
)

// Filter narrows a list; empty fields leave everything in.
type Filter struct {
	SellerID string
	Issuer   Issuer
	Kind     Kind
	But      Kind // leaves these out
	States   []State
	Code     string // of the order, as typed
}

// Listed is an invoice in a list, with the code of its order; of a fee there is none.
type Listed struct {
	Invoice   `gorm:"embedded"`
	OrderCode string
}

// Cursor is where the page behind v starts.
func (v Listed) Cursor() db.Cursor { return v.Invoice.Cursor() }

// List returns invoices, newest first.
func List(ctx context.Context, q *gorm.DB, f Filter, after db.Cursor, limit int) ([]Listed, error) {
	q = q.WithContext(ctx).Table("invoices v").Select("v.*, COALESCE(o.code, '') AS order_code").Joins("LEFT JOIN orders o ON o.id = v.order_id")
	for column, value := range map[string]string{"v.seller_id": f.SellerID, "v.issuer": string(f.Issuer), "v.kind": string(f.Kind)} {
		if value != "" {
			q = q.Where(column+" = ?", value)
		}
	}
	if f.But != "" {
		q = q.Where("v.kind <> ?", f.But)
	}
	if len(f.States) > 0 {
		q = q.Where("v.state IN ?", f.States)
	}
	if code := strings.ToUpper(strings.TrimSpace(f.Code)); code != "" {
		q = q.Where("v.order_id IN (SELECT id FROM orders WHERE code = ?)", code)
	}
	var out []Listed
	return out, db.Newest(q, "v.created_at", "v.id", after, limit).Scan(&out).Error
}
