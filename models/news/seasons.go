package news

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/seller"
)

// mostBuyers is how many of last year's buyers are told that a stall wakes, the latest first;
// lastYear is how long ago their order may be.
const (
	mostBuyers = 500
	lastYear   = 400 * 24 * time.Hour
)

// wakesSoon reminds a stall's members and the helper of its ward that the season begins. A
// stall that is awake meanwhile needs no reminder.
func (n *News) wakesSoon(ctx context.Context, note outbox.Note) error {
	q := n.DB.Read(ctx)
	s, err := stallAbout(ctx, q, note)
	if err != nil || !s.Asleep || s.WakesOn == "" {
		return err
	}
	with := args{"stall": s.Name, "day": s.WakesOn, "link": n.stallLink(s)}
	to, err := everybody(ctx, q, s.ID)
	if err != nil {
		return err
	}
	all := n.tell(ctx, note.ID+"/seller", note.Type, to, with)
	if to, err = nearby(ctx, q, s); err != nil {
		return errors.Join(all, err)
	}
	return errors.Join(all, n.tell(ctx, note.ID+"/near", note.Type+".near", to, with))
}

// woke tells last year's buyers who agreed to notices that a stall sells again, once, with
// where they can end such messages. Nobody else hears of it.
func (n *News) woke(ctx context.Context, note outbox.Note) error {
	q := n.DB.Read(ctx)
	s, err := stallAbout(ctx, q, note)
	if err != nil || s.Resting() || s.State != seller.Active {
		return err
	}
	to, err := buyersOf(ctx, q, s.ID, n.Now().Add(-lastYear))
	if err != nil {
		return err
	}
	return n.tell(ctx, note.ID+"/buyers", note.Type, to, args{"stall": s.Name, "link": n.link("s", s.Slug), "stop": n.link("account", "data")})
}

func stallAbout(ctx context.Context, q *gorm.DB, note outbox.Note) (*seller.Seller, error) {
	var body seller.Note
	if err := note.Decode(&body); err != nil {
		return nil, err
	}
	return seller.Find(ctx, q, body.SellerID)
}

// buyersOf are the phones of people whose order of a seller was completed since, and whose
// agreement to notices stands: the latest buyers first, at most mostBuyers.
func buyersOf(ctx context.Context, q *gorm.DB, sellerID string, since clock.Instant) ([]person, error) {
	var found []person
	err := q.WithContext(ctx).Raw(`SELECT p.phone_id, MIN(p.locale) AS locale FROM orders o JOIN order_groups g ON g.id = o.group_id JOIN people p ON p.id = g.person_id
		WHERE o.seller_id = ? AND o.status = 'completed' AND o.created_at >= ? AND p.state = 'active'
			AND EXISTS (SELECT 1 FROM consents c WHERE c.person_id = p.id AND c.purpose = ? AND c.withdrawn_at = 0)
		GROUP BY p.phone_id ORDER BY MAX(o.created_at) DESC, p.phone_id LIMIT ?`, sellerID, since, account.Notices, mostBuyers).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("news: buyers: %w", err)
	}
	return found, nil
}
