package invoice

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/order"
)

// Forget wipes to whom an owner's invoices are made out that nobody has yet: they are those
// of a buyer who takes none. What was handed over or issued is a paper that the law has its
// issuer keep, with the name on it, and so are the corrections of it.
func Forget(ctx context.Context, tx *gorm.DB, o order.Owner) error {
	return tx.WithContext(ctx).Table("invoices").Where("state = 'void' OR (kind = 'sale' AND state NOT IN ('handed', 'issued'))").
		Where("order_id IN (?)", tx.Session(&gorm.Session{NewDB: true}).Table("orders").Select("id").Where("group_id IN (?)", o.Groups(tx))).
		Updates(forget(map[string]any{})).Error
}

// forget adds to the columns that change what wipes to whom an invoice is made out.
func forget(columns map[string]any) map[string]any {
	columns["buyer_kind"], columns["buyer_sealed"] = Retail, ""
	return columns
}

// buyerForgotten reports whether v is the sale of a buyer whom Forget was told of.
func buyerForgotten(ctx context.Context, q *gorm.DB, v Invoice) (bool, error) {
	if v.Kind != Sale {
		return false, nil
	}
	o, err := order.Find(ctx, q, *v.OrderID)
	if err != nil {
		return false, err
	}
	g, err := order.GroupByID(ctx, q, o.GroupID)
	return g.Forgotten(), err
}
