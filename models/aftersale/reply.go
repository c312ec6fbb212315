package aftersale

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/once"
)

// Reply is one more message in a complaint.
type Reply struct {
	Text   string   `json:"text" form:"text"`
	Photos []string `json:"photos" form:"photos"`
}

// Say adds a message of whatever side by stands on; it changes nobody's turn. The same key
// again adds nothing. It refuses beside the fields what is missing or wrong, with
// "complaint.unknown" a ticket that is not by's, and with "complaint.closed" one that is
// over.
func (a *Aftersale) Say(ctx context.Context, by actor.Actor, idOrCode string, in Reply, key string) (t complaint.Ticket, err error) {
	err = a.act(ctx, func(tx *gorm.DB) error {
		var at complaint.Author
		if t, at, err = side(ctx, tx, by, idOrCode); err != nil {
			return err
		}
		if f := words(&in.Text, in.Photos); f != nil {
			return f
		}
		claim := once.Key{Actor: string(at) + by.Stamp().ID, Operation: "aftersale.say", Key: key, RequestHash: once.Hash([]any{t.ID, in})}
		_, done, err := once.Claim(ctx, tx, claim, a.Now())
		if err != nil || done {
			return err
		}
		m, err := a.say(ctx, tx, t, at, in.Text, in.Photos, pictures(by), by)
		if err != nil {
			return err
		}
		if err := complaint.Tell(ctx, tx, t, m); err != nil {
			return err
		}
		return once.Store(ctx, tx, claim, t.ID)
	})
	return t, err
}
