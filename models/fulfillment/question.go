package fulfillment

import (
	"context"
	"encoding/json"
	"maps"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
)

// QuestionNote is the type of the note that says that a buyer is asked; its body is an
// order.Note.
const QuestionNote = "order.weight_asked"

// QuestionState is what became of a question.
type QuestionState string

// The states of a question.
const (
	Asked     QuestionState = "open"
	Taken     QuestionState = "agreed"    // the buyer takes less
	Declined  QuestionState = "declined"  // the buyer does not; the order is cancelled
	Expired   QuestionState = "expired"   // no answer; the order is cancelled
	Withdrawn QuestionState = "withdrawn" // the seller packed something else, or the order ended
)

// Question asks a buyer whether less than ordered will do.
type Question struct {
	ID         string `gorm:"primaryKey"`
	OrderID    string
	Quantities string        // JSON: order line id to pieces or grams
	Goods      money.VND     // what the goods would come to
	Less       money.VND     // what would go back
	AnswerBy   clock.Instant // until when the buyer answers
	State      QuestionState `gorm:"<-:create"`
	CreatedAt  clock.Instant
	ClosedAt   clock.Instant `gorm:"<-:create"`
}

// TableName implements gorm's Tabler.
func (Question) TableName() string { return "weight_questions" }

// Packed is what would be sent, by line id.
func (q Question) Packed() (map[string]int64, error) {
	var quantities map[string]int64
	return quantities, json.Unmarshal([]byte(q.Quantities), &quantities)
}

// QuestionOf returns what the buyer of an order is asked now, if anything. An order that
// is no longer confirmed asks nothing.
func QuestionOf(ctx context.Context, q *gorm.DB, o order.Order) (asked Question, found bool, err error) {
	if o.Status != order.Confirmed {
		return asked, false, nil
	}
	res := q.WithContext(ctx).Where("order_id = ? AND state = 'open'", o.ID).Limit(1).Find(&asked)
	return asked, res.RowsAffected == 1, res.Error
}

// TookLess reports whether the buyer of an order was asked and took less.
func TookLess(ctx context.Context, q *gorm.DB, orderID string) (bool, error) {
	var n int64
	err := q.WithContext(ctx).Table("weight_questions").Where("order_id = ? AND state = ?", orderID, Taken).Count(&n).Error
	return n > 0, err
}

// ask puts the question to the buyer; asking the same again changes nothing.
func (f *Fulfillment) ask(ctx context.Context, tx *gorm.DB, o order.Order, w weighed, quantities map[string]int64) (Question, error) {
	before, found, err := QuestionOf(ctx, tx, o)
	if err != nil {
		return before, err
	}
	if found {
		if same, err := before.Packed(); err != nil || maps.Equal(same, quantities) {
			return before, err
		}
		if err := withdraw(ctx, tx, o.ID, f.Now()); err != nil {
			return before, err
		}
	}
	text, err := json.Marshal(quantities)
	if err != nil {
		return before, err
	}
	now := f.Now()
	asked := Question{
		ID: db.NewID(), OrderID: o.ID, Quantities: string(text), Goods: w.goods, Less: w.less, AnswerBy: now.Add(AnswerWithin),
		State: Asked, CreatedAt: now,
	}
	err = tx.WithContext(ctx).Create(&asked).Error
	if db.IsDuplicate(err) {
		return asked, fault.New(fault.Conflict, "order.moved").From(err)
	}
	if err != nil {
		return asked, err
	}
	return asked, outbox.Add(ctx, tx, outbox.Note{Type: QuestionNote, Version: 1, Subject: o.ID, Body: order.Note{OrderID: o.ID, GroupID: o.GroupID}})
}

// withdraw ends the open question of an order, if there is one.
func withdraw(ctx context.Context, tx *gorm.DB, orderID string, now clock.Instant) error {
	return tx.WithContext(ctx).Table("weight_questions").Where("order_id = ? AND state = 'open'", orderID).
		Updates(map[string]any{"state": Withdrawn, "closed_at": now}).Error
}

// close ends a question; somebody else's end first is "order.moved".
func (q *Question) close(ctx context.Context, tx *gorm.DB, as QuestionState, now clock.Instant) error {
	res := tx.WithContext(ctx).Table("weight_questions").Where("id = ? AND state = ?", q.ID, Asked).
		Updates(map[string]any{"state": as, "closed_at": now})
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "order.moved")
	}
	q.State, q.ClosedAt = as, now
	return res.Error
}

// AskedOf says of which orders the buyer is being asked now, in one statement.
func AskedOf(ctx context.Context, q *gorm.DB, orders []order.Order) (map[string]bool, error) {
	out := map[string]bool{}
	var ids []string
	for _, o := range orders {
		if o.Status == order.Confirmed {
			ids = append(ids, o.ID)
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	var asked []string
	err := q.WithContext(ctx).Table("weight_questions").Where("order_id IN ? AND state = ?", ids, Asked).Pluck("order_id", &asked).Error
	for _, id := range asked {
		out[id] = true
	}
	return out, err
}
