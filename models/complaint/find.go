package complaint

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Find returns the ticket with an id or code. It refuses with "complaint.unknown". Who may
// see it is for the caller to ask.
func Find(ctx context.Context, q *gorm.DB, idOrCode string) (Ticket, error) {
	var t Ticket
	res := q.WithContext(ctx).Where(code.Column(idOrCode)+" = ?", idOrCode).Limit(1).Find(&t)
	if res.Error == nil && res.RowsAffected == 0 {
		return t, fault.New(fault.NotFound, "complaint.unknown")
	}
	return t, res.Error
}

// LiveOf returns the complaint that an order waits for, if there is one.
func LiveOf(ctx context.Context, q *gorm.DB, orderID string) (t Ticket, found bool, err error) {
	res := q.WithContext(ctx).Where("order_id = ? AND state IN ?", orderID, live).Limit(1).Find(&t)
	return t, res.RowsAffected == 1, res.Error
}

// OfOrders returns the tickets about orders, the oldest first.
func OfOrders(ctx context.Context, q *gorm.DB, orderIDs ...string) ([]Ticket, error) {
	var rows []Ticket
	return rows, q.WithContext(ctx).Where("order_id IN ?", orderIDs).Order("created_at, id").Find(&rows).Error
}

// ForSeller returns at most limit tickets of a seller behind after, newest first, of the
// states if any are named.
func ForSeller(ctx context.Context, q *gorm.DB, sellerID string, states []State, after db.Cursor, limit int) ([]Ticket, error) {
	return page(q.WithContext(ctx).Where("seller_id = ?", sellerID), states, after, limit)
}

// ForDesk returns at most limit tickets of all sellers behind after, newest first, of the
// states if any are named.
func ForDesk(ctx context.Context, q *gorm.DB, states []State, after db.Cursor, limit int) ([]Ticket, error) {
	return page(q.WithContext(ctx), states, after, limit)
}

func page(q *gorm.DB, states []State, after db.Cursor, limit int) ([]Ticket, error) {
	if len(states) > 0 {
		q = q.Where("state IN ?", states)
	}
	var rows []Ticket
	return rows, db.Newest(q, "created_at", "id", after, limit).Find(&rows).Error
}

// Cursor is where the page behind t starts.
func (t Ticket) Cursor() db.Cursor { return db.Cursor{At: t.CreatedAt, ID: t.ID} }

// Due returns at most limit tickets on which somebody should have acted, the longest
// overdue first.
func Due(ctx context.Context, q *gorm.DB, now clock.Instant, limit int) ([]Ticket, error) {
	var rows []Ticket
	return rows, q.WithContext(ctx).Where("due_at > 0 AND due_at <= ?", now).Order("due_at, id").Limit(limit).Find(&rows).Error
}

// Lines returns the ids of the order lines that a ticket is about.
func Lines(ctx context.Context, q *gorm.DB, ticketID string) ([]string, error) {
	var ids []string
	return ids, q.WithContext(ctx).Table("ticket_lines").Where("ticket_id = ?", ticketID).Order("line_id").Pluck("line_id", &ids).Error
}

// History returns the moves of a ticket, the oldest first.
func History(ctx context.Context, q *gorm.DB, ticketID string) ([]Move, error) {
	var rows []Move
	return rows, q.WithContext(ctx).Where("ticket_id = ?", ticketID).Order("created_at, id").Find(&rows).Error
}

// Talk returns what was said with its pictures, the oldest first: two statements.
func Talk(ctx context.Context, q *gorm.DB, ticketID string) ([]Message, error) {
	var rows []Message
	if err := q.WithContext(ctx).Where("ticket_id = ?", ticketID).Order("created_at, id").Find(&rows).Error; err != nil {
		return nil, err
	}
	var photos []struct{ MessageID, PhotoID string }
	err := q.WithContext(ctx).Raw(`SELECT p.message_id, p.photo_id FROM ticket_photos p JOIN ticket_messages m ON m.id = p.message_id
		WHERE m.ticket_id = ? ORDER BY p.message_id, p.position`, ticketID).Scan(&photos).Error
	for _, p := range photos {
		for i := range rows {
			if rows[i].ID == p.MessageID {
				rows[i].Photos = append(rows[i].Photos, p.PhotoID)
			}
		}
	}
	return rows, err
}
