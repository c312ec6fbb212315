package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/vntext"
)

const mostNote = 500 // characters

// CloseTask is what the desk says when it has dealt with a matter of money: the note
// tells how. It refuses with "task.note" an empty note, with the keys of vntext.Input
// one that cannot be taken, and with "payment.task_closed" a task that is done.
func (c *Checkout) CloseTask(ctx context.Context, by actor.Admin, taskID, note string) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		if _, err := payment.FindTask(ctx, tx, taskID); err != nil {
			return err
		}
		note, refused := vntext.Input(note, mostNote, true)
		switch {
		case refused != "":
			return fault.New(fault.Invalid, refused).On("note").With("most", mostNote)
		case note == "":
			return fault.New(fault.Invalid, "task.note").On("note")
		}
		return payment.CloseTask(ctx, tx, taskID, note, by.PersonID, c.Now())
	})
}
