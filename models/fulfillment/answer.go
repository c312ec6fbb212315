package fulfillment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
)

// TakeLess is the buyer's yes to the question of an order: it is packed with less, and the
// difference goes back. It refuses with "order.unknown" what is not the buyer's, and with
// "weight.closed" when nothing is asked any more. A repeated yes changes nothing.
func (f *Fulfillment) TakeLess(ctx context.Context, by Buyer, idOrCode string) (o order.Order, err error) {
	return f.answer(ctx, by, idOrCode, Taken, func(tx *gorm.DB, o *order.Order, asked Question) error {
		quantities, err := asked.Packed()
		if err != nil {
			return err
		}
		lines, err := order.Lines(ctx, tx, o.ID)
		if err != nil {
			return err
		}
		w, err := weigh(lines, quantities)
		if err != nil {
			return err
		}
		return f.packed(ctx, tx, o, lines, quantities, w, by)
	})
}

// DeclineLess is the buyer's no: the order is cancelled and all its money goes back. It
// refuses like TakeLess.
func (f *Fulfillment) DeclineLess(ctx context.Context, by Buyer, idOrCode string) (order.Order, error) {
	return f.answer(ctx, by, idOrCode, Declined, func(tx *gorm.DB, o *order.Order, _ Question) error {
		return f.cancel(ctx, tx, o, by, "weight.declined")
	})
}

// answer closes the question of an order as said and does what follows from it.
func (f *Fulfillment) answer(ctx context.Context, by Buyer, idOrCode string, as QuestionState, then func(*gorm.DB, *order.Order, Question) error) (o order.Order, err error) {
	err = f.act(ctx, func(tx *gorm.DB) error {
		if o, err = own(ctx, tx, by, idOrCode); err != nil {
			return err
		}
		asked, found, err := QuestionOf(ctx, tx, o)
		if err != nil {
			return err
		}
		if !found {
			return answered(ctx, tx, o, as)
		}
		if err := asked.close(ctx, tx, as, f.Now()); err != nil {
			return err
		}
		return then(tx, &o, asked)
	})
	return o, err
}

// answered lets an answer pass that was given before, and refuses another one.
func answered(ctx context.Context, tx *gorm.DB, o order.Order, as QuestionState) error {
	var same int64
	err := tx.WithContext(ctx).Table("weight_questions").Where("order_id = ? AND state = ?", o.ID, as).Count(&same).Error
	if err == nil && same == 0 {
		err = fault.New(fault.Conflict, "weight.closed")
	}
	return err
}
