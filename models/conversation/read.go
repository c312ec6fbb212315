package conversation

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
)

// Read returns what was said about an order, as by may see it. It refuses like Say whom it
// does not concern.
func (t *Talks) Read(ctx context.Context, by actor.Actor, idOrCode string) (v View, err error) {
	q := t.DB.Read(ctx)
	if v.Order, v.Side, err = side(ctx, q, by, idOrCode); err != nil {
		return v, err
	}
	v.Until, v.Open = open(v.Order, t.Now())
	if v.Messages, err = t.messages(ctx, q, v.Order, v.Side); err != nil {
		return v, err
	}
	waiting, err := unread(ctx, q, v.Side, v.Order.ID)
	if err != nil {
		return v, err
	}
	v.Unread = waiting[v.Order.ID]
	v.Masking = hides(v.Order)
	v.Reported, err = reported(ctx, q, v.Order.ID, v.Side)
	return v, err
}

func (t *Talks) messages(ctx context.Context, q *gorm.DB, o order.Order, reader Side) ([]Message, error) {
	var rows []message
	err := q.WithContext(ctx).Where("order_id = ? AND created_at > ?", o.ID, t.Now().Add(-Keep)).Order("created_at, id").Find(&rows).Error
	out := make([]Message, 0, len(rows))
	for _, r := range rows {
		text, e := t.Keys.Open(purpose, r.TextSealed)
		if e != nil {
			return nil, e
		}
		m := Message{ID: r.ID, Author: r.Author, Text: text, At: r.CreatedAt}
		if r.Author != reader && hides(o) {
			m.Text, m.Masked = Mask(text)
		}
		out = append(out, m)
	}
	return out, err
}

// Seen says that by's side has read everything up to an instant, that of the last message
// that was shown: what came since is unread. It refuses like Read, and with "talk.later" an
// instant that is still to come.
func (t *Talks) Seen(ctx context.Context, by actor.Actor, idOrCode string, until clock.Instant) error {
	if until > t.Now() {
		return fault.New(fault.Invalid, "talk.later").On("until")
	}
	return t.DB.Tx(ctx, func(tx *gorm.DB) error {
		o, at, err := side(ctx, tx, by, idOrCode)
		if err != nil || until <= 0 {
			return err
		}
		return tx.WithContext(ctx).Exec(`INSERT INTO conversation_sides (order_id, side, written, read_until) VALUES (?, ?, 0, ?)
			ON CONFLICT (order_id, side) DO UPDATE SET read_until = excluded.read_until WHERE conversation_sides.read_until < excluded.read_until`, o.ID, at, until).Error
	})
}

// unread counts by order what a side has not read.
func unread(ctx context.Context, q *gorm.DB, reader Side, orderIDs ...string) (map[string]int, error) {
	out := map[string]int{}
	if len(orderIDs) == 0 {
		return out, nil
	}
	var rows []struct {
		OrderID string
		N       int
	}
	err := q.WithContext(ctx).Raw(`SELECT m.order_id, COUNT(*) AS n FROM conversation_messages m
		LEFT JOIN conversation_sides s ON s.order_id = m.order_id AND s.side = ?
		WHERE m.order_id IN ? AND m.author <> ? AND m.created_at > COALESCE(s.read_until, 0) GROUP BY m.order_id`, reader, orderIDs, reader).Scan(&rows).Error
	for _, r := range rows {
		out[r.OrderID] = r.N
	}
	return out, err
}

// UnreadOf returns at most limit orders of a seller, of those about which one may write at
// now, whose buyer wrote what nobody of the seller has read: the longest waiting first.
func UnreadOf(ctx context.Context, q *gorm.DB, sellerID string, now clock.Instant, limit int) ([]order.Order, error) {
	var orders []order.Order
	err := q.WithContext(ctx).Raw(`SELECT o.* FROM orders o JOIN (
		SELECT m.order_id, MIN(m.created_at) AS at FROM conversation_messages m JOIN orders mine ON mine.id = m.order_id
		LEFT JOIN conversation_sides s ON s.order_id = m.order_id AND s.side = 'seller'
		WHERE mine.seller_id = ? AND (mine.ended_at = 0 OR mine.ended_at > ?) AND m.author = 'buyer' AND m.created_at > COALESCE(s.read_until, 0) GROUP BY m.order_id) AS w ON w.order_id = o.id
		ORDER BY w.at, o.id LIMIT ?`, sellerID, now.Add(-OpenAfter), limit).Scan(&orders).Error
	return orders, err
}

// FirstUnread is the id of the first message that a side has not read, if there is one.
func FirstUnread(ctx context.Context, q *gorm.DB, orderID string, reader Side) (id string, found bool, err error) {
	err = q.WithContext(ctx).Raw(`SELECT m.id FROM conversation_messages m LEFT JOIN conversation_sides s ON s.order_id = m.order_id AND s.side = ?
		WHERE m.order_id = ? AND m.author <> ? AND m.created_at > COALESCE(s.read_until, 0) ORDER BY m.created_at, m.id LIMIT 1`, reader, orderID, reader).Scan(&id).Error
	return id, id != "", err
}
