package conversation

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/once"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/vntext"
)

// Words is what somebody says.
type Words struct {
	Text string `json:"text" form:"text"`
}

// Say adds a message about an order. The same key again adds nothing. It refuses with
// "order.unknown" an order that is not by's, with "talk.empty" and what vntext.Input refuses
// on "text", with "talk.closed" an order that ended more than OpenAfter ago, and with
// "talk.many" more than Most messages of one side. Where the other side has read all that
// was said before, a note tells of it.
func (t *Talks) Say(ctx context.Context, by actor.Actor, idOrCode string, in Words, key string) error {
	return t.DB.Tx(ctx, func(tx *gorm.DB) error {
		o, from, err := side(ctx, tx, by, idOrCode)
		if err != nil {
			return err
		}
		text, refused := vntext.Input(in.Text, Longest, true)
		if refused == "" && text == "" {
			refused = "talk.empty"
		}
		if refused != "" {
			return fault.New(fault.Invalid, refused).On("text").With("most", Longest)
		}
		now := t.Now()
		claim := once.Key{Actor: string(from) + by.Stamp().ID, Operation: "conversation.say", Key: key, RequestHash: once.Hash([]any{o.ID, text})}
		m := message{ID: db.NewID(), OrderID: o.ID, Author: from, ActorID: by.Stamp().ID, TextSealed: t.Keys.Seal(purpose, text), CreatedAt: now}
		if _, done, err := once.ClaimFor(ctx, tx, claim, m.ID, now); err != nil || done {
			return err
		}
		if _, is := open(o, now); !is {
			return fault.New(fault.Conflict, "talk.closed")
		}
		if err := count(ctx, tx, o.ID, from); err != nil {
			return err
		}
		waiting, err := unread(ctx, tx, from.Other(), o.ID)
		if err != nil {
			return err
		}
		if err := tx.WithContext(ctx).Create(&m).Error; err != nil {
			return fmt.Errorf("conversation: say: %w", err)
		}
		if waiting[o.ID] > 0 {
			return nil // the other side was told of the first of them
		}
		return outbox.Add(ctx, tx, outbox.Note{Type: NoteType, Version: 1, Subject: o.ID, Body: Note{o.ID, o.GroupID, o.SellerID, from.Other()}})
	})
}

// count takes one of the messages that a side has, and holds the order's row of that side
// until the transaction ends.
func count(ctx context.Context, tx *gorm.DB, orderID string, from Side) error {
	res := tx.WithContext(ctx).Exec(`INSERT INTO conversation_sides (order_id, side, written, read_until) VALUES (?, ?, 1, 0)
		ON CONFLICT (order_id, side) DO UPDATE SET written = conversation_sides.written + 1 WHERE conversation_sides.written < ?`, orderID, from, Most)
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "talk.many").With("most", Most)
	}
	return res.Error
}
