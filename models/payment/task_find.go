package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
)

// FindTask returns the task with an id, done ones too. It refuses with
// "payment.task_unknown".
func FindTask(ctx context.Context, q *gorm.DB, id string) (Task, error) {
	var t Task
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&t)
	if res.Error == nil && res.RowsAffected == 0 {
		return t, fault.New(fault.NotFound, "payment.task_unknown")
	}
	return t, res.Error
}

// DoorOrders are the codes of the orders that tasks about doors ask about, by payment.
func DoorOrders(ctx context.Context, q *gorm.DB, tasks ...Task) (map[string]string, error) {
	var ids []string
	for _, t := range tasks {
		if t.Kind == TaskDoor && t.PaymentID != nil {
			ids = append(ids, *t.PaymentID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []struct{ PaymentID, Code string }
	err := q.WithContext(ctx).Raw("SELECT a.payment_id, o.code FROM allocations a JOIN orders o ON o.id = a.order_id WHERE a.payment_id IN ?", ids).Scan(&rows).Error
	codes := make(map[string]string, len(rows))
	for _, r := range rows {
		codes[r.PaymentID] = r.Code
	}
	return codes, err
}

// Codes is the codes of payments, by their ids.
func Codes(ctx context.Context, q *gorm.DB, ids []string) (map[string]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var rows []struct{ ID, Code string }
	err := q.WithContext(ctx).Table("payments").Select("id", "code").Where("id IN ?", ids).Scan(&rows).Error
	codes := make(map[string]string, len(rows))
	for _, r := range rows {
		codes[r.ID] = r.Code
	}
	return codes, err
}
