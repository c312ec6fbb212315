package invoice

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/order"
)

// Forget wipes to whom an owner's invoices are made out that nobody has yet: they are those
// of a buyer who takes none. What was handed over or issued is a paper that the law has its
// issuer keep, with the name on it.
func Forget(ctx context.Context, tx *gorm.DB, o order.Owner) error {
	return tx.WithContext(ctx).Table("invoices").Where("state NOT IN ('handed', 'issued') AND kind = 'sale'").
		Where("order_id IN (?)", tx.Session(&gorm.Session{NewDB: true}).Table("orders").Select("id").Where("group_id IN (?)", o.Groups(tx))).
		Updates(map[string]any{"buyer_kind": Retail, "buyer_sealed": ""}).Error
}
