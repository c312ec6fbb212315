package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

// Publish puts a product on the shelf. It refuses with everything that is missing at once,
// each on its field; with "product.seller_inactive" while the seller may not sell; with
// "product.food_safety" packed food while the seller's food-safety paper, or why none is
// needed, is not accepted; with "product.taken_down" when the desk or an officer took it down and a member asks.
func Publish(ctx context.Context, tx *gorm.DB, productID string, by actor.Actor, now clock.Instant) error {
	p, err := editable(ctx, tx, productID, by)
	if err != nil {
		return err
	}
	if p.State == Published {
		return nil
	}
	vs, err := Variants(ctx, tx, p.ID)
	if err != nil {
		return err
	}
	l := Missing(*p, vs)
	if p.SellerID != "" {
		selling, err := active(ctx, tx, p.SellerID)
		if err != nil {
			return err
		}
		if !selling {
			l.Add(fault.New(fault.Conflict, "product.seller_inactive").On("seller"))
		}
		safe, err := foodSafe(ctx, tx, p.SellerID, p.Class)
		if err != nil {
			return err
		}
		if !safe {
			l.Add(fault.New(fault.Conflict, "product.food_safety").On("seller"))
		}
	}
	if err := l.Err(); err != nil {
		return err
	}
	if err := refuseTakenDown(ctx, tx, p, by); err != nil {
		return err
	}
	return move(ctx, tx, p, Published, "", by, now)
}

func active(ctx context.Context, q *gorm.DB, sellerID string) (bool, error) {
	var n int64
	err := q.WithContext(ctx).Table("sellers").Where("id = ? AND state = 'active'", sellerID).Count(&n).Error
	return n == 1, err
}

// foodSafe reports whether a seller may publish food of the class: what is packed waits for
// the food-safety paper that models/requirement asks.
func foodSafe(ctx context.Context, q *gorm.DB, sellerID string, c Class) (bool, error) {
	if !c.PackedFood() {
		return true, nil
	}
	return PackedFood(ctx, q, sellerID)
}

// PackedFood reports whether nothing that packed food waits for is still asked of a seller.
func PackedFood(ctx context.Context, q *gorm.DB, sellerID string) (bool, error) {
	var n int64
	err := q.WithContext(ctx).Table("requirements").Where("seller_id = ? AND blocks = 'packed' AND state NOT IN ('accepted', 'waived')", sellerID).Count(&n).Error
	return n == 0, err
}

// refuseTakenDown keeps a seller from putting back what the market took off the shelf.
func refuseTakenDown(ctx context.Context, q *gorm.DB, p *Product, by actor.Actor) error {
	if _, desk := by.(actor.Admin); desk || p.State != Hidden {
		return nil
	}
	var last Move
	err := q.WithContext(ctx).Where("product_id = ? AND to_state = ?", p.ID, Hidden).
		Order("created_at DESC, id DESC").Limit(1).Find(&last).Error
	if err == nil && (last.ActorKind == actor.KindAdmin || last.ActorKind == actor.KindOfficer) {
		return fault.New(fault.Forbidden, "product.taken_down")
	}
	return err
}

// Hide takes a product off the shelf, or puts a draft aside. The desk must say why: the
// seller reads it. Hiding twice changes nothing.
func Hide(ctx context.Context, tx *gorm.DB, productID, reason string, by actor.Actor, now clock.Instant) error {
	p, err := editable(ctx, tx, productID, by)
	if err != nil {
		return err
	}
	if p.State == Hidden {
		return nil
	}
	var l fault.List
	tidy(&l, "reason", &reason, maxLine, true)
	if _, desk := by.(actor.Admin); desk && reason == "" {
		l.Add(fault.New(fault.Invalid, "product.reason").On("reason"))
	}
	if err := l.Err(); err != nil {
		return err
	}
	if err := move(ctx, tx, p, Hidden, reason, by, now); err != nil || p.SellerID == "" || ofSeller(p.SellerID, by) {
		return err
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: TakenDownNote, Version: 1, Subject: p.ID, Body: ListingNote{SellerID: p.SellerID, ProductID: p.ID}})
}
