package invoice

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
)

// Find returns an invoice by its id. It refuses with "invoice.unknown". Whose it is the
// caller asks.
func Find(ctx context.Context, q *gorm.DB, id string) (v Invoice, err error) {
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&v)
	if res.Error == nil && res.RowsAffected == 0 {
		return v, fault.New(fault.NotFound, "invoice.unknown")
	}
	return v, res.Error
}

// FeeOf returns a fee that a seller was invoiced; another's, or an invoice of an order, is
// "invoice.unknown".
func FeeOf(ctx context.Context, q *gorm.DB, sellerID, id string) (v Invoice, err error) {
	v, err = Find(ctx, q, id)
	if err == nil && (v.SellerID != sellerID || v.Kind != Fee) {
		return Invoice{}, fault.New(fault.NotFound, "invoice.unknown")
	}
	return v, err
}

// OfOrders returns the invoices of orders, each with its corrections behind it, those that
// are void left out but for the invoice itself.
func OfOrders(ctx context.Context, q *gorm.DB, orderIDs ...string) (map[string][]Invoice, error) {
	out := map[string][]Invoice{}
	if len(orderIDs) == 0 {
		return out, nil
	}
	var rows []Invoice
	err := q.WithContext(ctx).Where("order_id IN ? AND (kind = 'sale' OR state <> 'void')", orderIDs).
		Order("CASE kind WHEN 'sale' THEN 0 ELSE 1 END, created_at, id").Find(&rows).Error
	for _, v := range rows {
		out[*v.OrderID] = append(out[*v.OrderID], v)
	}
	return out, err
}

// Lines are the lines of an invoice: as they were handed over, or, before that, as they
// would be now.
func Lines(ctx context.Context, q *gorm.DB, v Invoice) ([]Line, error) {
	if v.Kind == Sale && !v.State.Frozen() {
		lines, _, err := figures(ctx, q, *v.OrderID)
		return lines, err
	}
	var out []Line
	return out, q.WithContext(ctx).Where("invoice_id = ?", v.ID).Order("position").Find(&out).Error
}
