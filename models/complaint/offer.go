package complaint

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// Propose writes what a seller offers, in đồng by line id, and hands the turn to the buyer
// until due. A new offer takes the place of the last one. It refuses with
// "complaint.move" once the desk or the buyer has it in hand.
func Propose(ctx context.Context, tx *gorm.DB, t *Ticket, lines map[string]money.VND, shipping money.VND, again bool, due clock.Instant, by actor.Actor, now clock.Instant) (Offer, error) {
	text, err := json.Marshal(lines)
	if err != nil {
		return Offer{}, err
	}
	who := by.Stamp()
	o := Offer{
		ID: db.NewID(), TicketID: t.ID, Lines: string(text), Shipping: shipping, Total: shipping, Again: again,
		ActorKind: who.Kind, ActorID: who.ID, CreatedAt: now,
	}
	for _, v := range lines {
		o.Total = o.Total.Add(v)
	}
	if t.State == Answered {
		res := tx.WithContext(ctx).Table("tickets").Where("id = ? AND state = ?", t.ID, Answered).Update("due_at", due)
		if res.Error == nil && res.RowsAffected == 0 {
			return o, fault.New(fault.Conflict, "complaint.moved")
		}
		if t.DueAt, err = due, res.Error; err == nil {
			err = tell(ctx, tx, *t) // the buyer answers to another offer now
		}
	} else {
		err = Advance(ctx, tx, t, Answered, due, Verdict{}, by, "", now)
	}
	if err != nil {
		return o, err
	}
	return o, tx.WithContext(ctx).Create(&o).Error
}

// Parts are the offer's amounts by line id.
func (o Offer) Parts() (map[string]money.VND, error) {
	lines := map[string]money.VND{}
	if o.Lines == "" {
		return lines, nil
	}
	return lines, json.Unmarshal([]byte(o.Lines), &lines)
}

// LastOffer returns the offer that counts; found is false before the seller answered.
func LastOffer(ctx context.Context, q *gorm.DB, ticketID string) (o Offer, found bool, err error) {
	res := q.WithContext(ctx).Where("ticket_id = ?", ticketID).Order("created_at DESC, id DESC").Limit(1).Find(&o)
	return o, res.RowsAffected == 1, res.Error
}
