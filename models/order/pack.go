package order

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// SetPacked writes what was really packed of the lines, in pieces or grams by line id,
// and returns what the goods come to. Each line's amount is recomputed on the smaller of
// packed and ordered: more than ordered is a present, never a charge. The order must
// still be confirmed. It refuses with "order.pack_missing" when a line has no quantity,
// and with "order.moved" when a line was packed before.
func SetPacked(ctx context.Context, tx *gorm.DB, o *Order, lines []Line, quantities map[string]int64) (money.VND, error) {
	var goods money.VND
	for _, l := range lines {
		quantity, ok := quantities[l.ID]
		if !ok || quantity < 0 {
			return goods, fault.New(fault.Invalid, "order.pack_missing").On("lines")
		}
		amount, err := AmountFor(l.Basis, l.Price, min(quantity, l.Quantity))
		if err != nil {
			return goods, fault.New(fault.Invalid, "quantity.too_much").On("lines").From(err)
		}
		res := tx.WithContext(ctx).Table("order_lines").
			Where("id = ? AND order_id = ? AND packed_quantity = ?", l.ID, o.ID, Unpacked).
			Updates(map[string]any{"packed_quantity": quantity, "packed_amount": amount})
		if res.Error != nil {
			return goods, res.Error
		}
		if res.RowsAffected == 0 {
			return goods, fault.New(fault.Conflict, "order.moved")
		}
		goods = goods.Add(amount)
	}
	res := tx.WithContext(ctx).Table("orders").Where("id = ? AND status = ?", o.ID, Confirmed).Update("packed_goods", goods)
	if res.Error != nil {
		return goods, res.Error
	}
	if res.RowsAffected == 0 {
		return goods, fault.New(fault.Conflict, "order.moved")
	}
	o.PackedGoods = goods
	return goods, nil
}
