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
