package news

import (
	"context"

	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/outbox"
)

// overdue tells the desk that reports about listings wait longer than was promised.
func (n *News) overdue(ctx context.Context, note outbox.Note) error {
	var body moderation.Overdue
	if err := note.Decode(&body); err != nil {
		return err
	}
	to, err := desk(ctx, n.DB.Read(ctx), "")
	if err != nil {
		return err
	}
	return n.tell(ctx, note.ID+"/desk", note.Type, to, args{"n": body.Reports, "link": n.link("portal/desk/reports")})
}
