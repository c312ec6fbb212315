package news

import (
	"context"
	"maps"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
)

// paid tells each seller of orders that are paid, or will be at the door, that one waits, and
// until when. On a market day
// many come at once: what is to be known is read for all notes together, and who was told
// is written down together.
func (n *News) paid(ctx context.Context, notes []outbox.Note) error {
	failed := outbox.Failed{}
	payments := make(map[string]string, len(notes)) // notes by payment
	for _, note := range notes {
		var body payment.PaidNote
		if err := note.Decode(&body); err != nil {
			failed[note.ID] = err
			continue
		}
		payments[body.PaymentID] = note.ID
	}
	letters, err := n.waiting(ctx, n.DB.Read(ctx), payments)
	if err != nil {
		return err
	}
	if err := n.post(ctx, letters, failed); err != nil {
		return err
	}
	if len(failed) > 0 {
		return failed
	}
	return nil
}

// waiting writes the letters about the orders of payments that wait for an answer: four
// statements.
func (n *News) waiting(ctx context.Context, q *gorm.DB, payments map[string]string) (letters []letter, err error) {
	ids := slices.Collect(maps.Keys(payments))
	var parts []payment.Allocation
	if err := q.Where("payment_id IN ?", ids).Find(&parts).Error; err != nil {
		return nil, err
	}
	paidBy := make(map[string]string, len(parts))
	for _, a := range parts {
		paidBy[a.OrderID] = a.PaymentID
	}
	// By ids alone, and judged here: asked for those that wait as well, PostgreSQL walks all
	// orders that do, of which its statistics know few.
	var orders []order.Order
	err = q.Where("id IN ?", slices.Collect(maps.Keys(paidBy))).Order("created_at, id").Find(&orders).Error
	// Answered, or ended, before the message went out: then it waits no more.
	orders = slices.DeleteFunc(orders, func(o order.Order) bool { return o.Status != order.Placed })
	if err != nil || len(orders) == 0 {
		return nil, err
	}
	sellers := make([]string, len(orders))
	for i, o := range orders {
		sellers[i] = o.SellerID
	}
	var stalls []seller.Seller
	if err := q.Where("id IN ?", sellers).Find(&stalls).Error; err != nil {
		return nil, err
	}
	slugs := map[string]*seller.Seller{}
	for i := range stalls {
		slugs[stalls[i].ID] = &stalls[i]
	}
	to, err := membersOf(ctx, q, sellers, actor.HandleOrders)
	for _, o := range orders {
		note, template := payments[paidBy[o.ID]], "order.paid"
		if o.PayableAt == order.Door {
			template = "order.door"
		}
		if o.Waits() {
			template = "order.ahead"
		}
		for _, p := range to[o.SellerID] {
			letters = append(letters, letter{note: note, happening: note + "/" + o.ID + "/seller", template: template, to: p, with: args{
				"code": o.Code, "amount": o.Total(), "until": o.ConfirmBy, "link": n.stallLink(slugs[o.SellerID], "orders", o.Code),
			}})
		}
	}
	return letters, err
}

// tellStall tells the members of a seller who have a right, with a link among the stall's
// own pages.
func (n *News) tellStall(ctx context.Context, q *gorm.DB, happening, template, sellerID string, right actor.Right, path []string, with args) error {
	return n.tellStallUntil(ctx, q, 0, happening, template, sellerID, right, path, with)
}

// tellStallUntil is tellStall of what is of no use after an instant.
func (n *News) tellStallUntil(ctx context.Context, q *gorm.DB, until clock.Instant, happening, template, sellerID string, right actor.Right, path []string, with args) error {
	s, err := seller.Find(ctx, q, sellerID)
	if err != nil {
		return err
	}
	to, err := membersOf(ctx, q, []string{sellerID}, right)
	if err != nil {
		return err
	}
	with["link"] = n.stallLink(s, path...)
	return n.tellUntil(ctx, until, happening+"/seller", template, to[sellerID], with)
}

// stallLink is an address among a stall's own pages.
func (n *News) stallLink(s *seller.Seller, path ...string) string {
	return n.link(append([]string{"portal/s", s.Slug}, path...)...)
}
