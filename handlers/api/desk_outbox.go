package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/outbox"
)

func (a *api) deskOutboxRoutes() chapter {
	return chapter{"Desk: notes", []*route{
		on(a, "GET", "/desk/notes", "listDeadNotes", "Notes that could not be delivered and were given up, newest first", a.deadNotes),
		on(a, "POST", "/desk/notes/{note}/retry", "retryNote", "Give a note all its attempts again", a.retryNote),
	}}
}

type deadNote struct {
	ID        string        `json:"id"`
	Type      string        `json:"type"`
	Subject   string        `json:"subject" doc:"the id of what it is about"`
	Attempts  int           `json:"attempts"`
	LastError string        `json:"last_error"`
	CreatedAt clock.Instant `json:"created_at"`
}

func (a *api) deadNotes(c *fiber.Ctx, _ actor.Admin, in paging) (list[deadNote], error) {
	ctx := c.UserContext()
	return paged(in, func(after db.Cursor, limit int) ([]outbox.Dead, error) {
		return outbox.ListDead(ctx, a.DB.Read(ctx), after, limit)
	}, outbox.Dead.Cursor, func(n outbox.Dead) deadNote {
		return deadNote{n.ID, n.Type, n.Subject, n.Attempts, n.LastError, n.CreatedAt}
	})
}

func (a *api) retryNote(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	return none{}, outbox.Again(c.UserContext(), a.DB, by, c.Params("note"))
}
