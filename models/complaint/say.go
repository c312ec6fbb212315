package complaint

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

// Say adds what one side says, with the pictures that were attached to it. It refuses with
// "complaint.closed" what comes after the end. It leaves no note: what is said with a move
// is told with that move, see Tell.
func Say(ctx context.Context, tx *gorm.DB, t Ticket, side Author, text string, photoIDs []string, by actor.Actor, now clock.Instant) (Message, error) {
	m := Message{ID: db.NewID(), TicketID: t.ID, Author: side, ActorID: by.Stamp().ID, Text: text, CreatedAt: now, Photos: photoIDs}
	if t.State == Closed {
		return m, fault.New(fault.Conflict, "complaint.closed")
	}
	if err := tx.WithContext(ctx).Create(&m).Error; err != nil {
		return m, err
	}
	for i, id := range photoIDs {
		err := tx.WithContext(ctx).Table("ticket_photos").Create(map[string]any{"photo_id": id, "message_id": m.ID, "position": i}).Error
		if err != nil {
			return m, err
		}
	}
	return m, nil
}

// Tell leaves the note of a message that came by itself.
func Tell(ctx context.Context, tx *gorm.DB, t Ticket, m Message) error {
	body := t.note()
	body.MessageID = m.ID
	return outbox.Add(ctx, tx, outbox.Note{Type: MessageNote, Version: 1, Subject: t.ID, Body: body})
}
