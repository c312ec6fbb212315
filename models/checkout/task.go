package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/vntext"
)

// CloseTask is what the desk says when it has dealt with a matter of money: the note
// tells how. It refuses with "task.note" an empty note and with "payment.task_closed" a
// task that is done.
func (c *Checkout) CloseTask(ctx context.Context, by actor.Admin, taskID, note string) error {
	note, refused := vntext.Input(note, 500, true)
	switch {
	case refused != "":
		return fault.New(fault.Invalid, refused).On("note")
	case note == "":
		return fault.New(fault.Invalid, "task.note").On("note")
	}
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		return payment.CloseTask(ctx, tx, taskID, note, by.PersonID, c.Now())
	})
}
