package fulfillment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// DoorOverdue asks the desk what became of orders that were promised for DoorDesk ago, are to
// be paid where they arrive and are not, and of which nobody complains. The desk finds out
// and says that they were paid or came back: until then nothing is presumed, so that a
// buyer's transfer, or cash that a carrier brings late, still finds its order.
func (f *Fulfillment) DoorOverdue(ctx context.Context) error {
	left := f.Now().Add(-DoorDesk)
	unasked := unpaidAtDoor(undisputed(f.DB.Read(ctx))).Where(`NOT EXISTS (SELECT 1 FROM money_tasks t JOIN allocations a ON a.payment_id = t.payment_id
		WHERE a.order_id = orders.id AND t.kind = 'door' AND t.state = 'open')`)
	found, err := order.ToArrive(ctx, unasked, left.Date(), left, batch)
	if err != nil {
		return err
	}
	return f.each(ctx, found, func(tx *gorm.DB, o *order.Order) error { return payment.AskDoor(ctx, tx, o.ID, f.Now()) })
}

// unpaidAtDoor narrows a query of orders to those whose money is to come where they arrive,
// and has not.
func unpaidAtDoor(q *gorm.DB) *gorm.DB {
	return q.Where("payable_at = 'door' AND EXISTS (SELECT 1 FROM allocations a WHERE a.order_id = orders.id AND NOT a.funded)")
}
