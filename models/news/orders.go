package news

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
)

// of reads what a note about an order is about.
func (n *News) of(ctx context.Context, note outbox.Note) (q *gorm.DB, o order.Order, g order.Group, err error) {
	var body order.Note
	if err = note.Decode(&body); err != nil {
		return q, o, g, err
	}
	q = n.DB.Read(ctx)
	if o, err = order.Find(ctx, q, body.OrderID); err == nil {
		g, err = order.GroupByID(ctx, q, o.GroupID)
	}
	return q, o, g, err
}

// came is the last move that brought an order to a status.
func came(ctx context.Context, q *gorm.DB, orderID string, to order.Status) (last order.Move, err error) {
	all, err := order.History(ctx, q, orderID)
	for _, m := range all {
		if m.ToStatus == to {
			last = m
		}
	}
	return last, err
}

// byBuyer and bySeller say on which side somebody acted: who did it knows it.
func byBuyer(k actor.Kind) bool  { return k == actor.KindBuyer || k == actor.KindGuest }
func bySeller(k actor.Kind) bool { return k == actor.KindMember || k == actor.KindHelper }

// moved tells the buyer how far an order is.
func (n *News) moved(ctx context.Context, note outbox.Note) error {
	q, o, g, err := n.of(ctx, note)
	if err != nil {
		return err
	}
	if note.Type != status(o.Status) {
		return nil // it is further on, and that is told
	}
	if o.Status == order.Delivered {
		m, err := came(ctx, q, o.ID, order.Delivered)
		if err != nil || byBuyer(m.ActorKind) {
			return err // it was the buyer who said so
		}
	}
	return n.tell(ctx, note.ID+"/buyer", note.Type, buyer(g), args{
		"code": o.Code, "from": o.PromisedFrom, "to": o.PromisedTo, "link": n.link("orders", o.Code),
	})
}

// revived tells the buyer that late money found the goods still there: orders that were
// cancelled go on, those of one moment together.
func (n *News) revived(ctx context.Context, note outbox.Note) error {
	q, o, g, err := n.of(ctx, note)
	if err != nil || o.Status != order.Placed {
		return err // it is further on, and that is told
	}
	m, err := came(ctx, q, o.ID, order.Placed)
	if err != nil {
		return err
	}
	return n.tell(ctx, fmt.Sprintf("revived/%s/%d/buyer", g.ID, m.CreatedAt), note.Type, buyer(g), args{"code": g.Code, "link": n.link("orders", g.Code)})
}

// completed tells the buyer until when a complaint is still heard. Where a complaint
// completed the order, its end was told.
func (n *News) completed(ctx context.Context, note outbox.Note) error {
	q, o, g, err := n.of(ctx, note)
	if err != nil {
		return err
	}
	m, err := came(ctx, q, o.ID, order.Completed)
	if err != nil || m.Reason == aftersale.AgreedReason {
		return err
	}
	return n.tell(ctx, note.ID+"/buyer", note.Type, buyer(g), args{
		"code": o.Code, "until": o.DeliveredAt.Add(aftersale.ClaimWithin).Date(), "link": n.link("orders", o.Code),
	})
}

// cancelled tells the buyer that an order ended and what becomes of the money, and the
// seller not to send it. Orders that ended in one moment are told of as one.
func (n *News) cancelled(ctx context.Context, note outbox.Note) error {
	q, o, g, err := n.of(ctx, note)
	if err != nil || o.Status != order.Cancelled {
		return err // late money has revived it: that is told
	}
	m, err := came(ctx, q, o.ID, order.Cancelled)
	if err != nil || m.Reason == aftersale.AgreedReason {
		return err // the end of its complaint was told
	}
	var all error
	if !bySeller(m.ActorKind) && !byHarvest(m.Reason) {
		all = n.dontSend(ctx, q, note, o)
	}
	sum, first, err := together(ctx, q, o)
	if err == nil && first && byHarvest(m.Reason) {
		note.Type = "harvest.nothing"
	}
	if err == nil && first {
		err = n.ended(ctx, note, g, g.Code, sum)
	}
	return errors.Join(all, err)
}

// together is what goes back for the orders of a group that were cancelled in one moment;
// the first of them tells of all.
func together(ctx context.Context, q *gorm.DB, o order.Order) (sum back, first bool, err error) {
	all, err := order.OfGroup(ctx, q, o.GroupID)
	if err != nil {
		return sum, false, err
	}
	for _, other := range all {
		if other.Status != order.Cancelled || other.EndedAt != o.EndedAt {
			continue
		}
		if other.ID < o.ID {
			return sum, false, nil
		}
		b, err := goesBack(ctx, q, other.ID, payment.Reason{Kind: payment.CauseCancelled, ID: other.ID})
		if err != nil {
			return sum, false, err
		}
		sum = sum.with(b)
	}
	return sum, true, nil
}

// dontSend tells the seller of an order that was to be sent.
func (n *News) dontSend(ctx context.Context, q *gorm.DB, note outbox.Note, o order.Order) error {
	_, part, err := payment.OfOrder(ctx, q, o.ID)
	if err != nil || !part.Funded && o.PayableAt != order.Door {
		return err // an order that was never paid never waited for the seller
	}
	return n.tellStall(ctx, q, note.ID, "order.cancelled.seller", o.SellerID, actor.HandleOrders, []string{"orders", o.Code}, args{"code": o.Code})
}

// returned tells the buyer that the parcel went back, and what becomes of the money.
func (n *News) returned(ctx context.Context, note outbox.Note) error {
	q, o, g, err := n.of(ctx, note)
	if err != nil {
		return err
	}
	m, err := came(ctx, q, o.ID, order.Returned)
	if err != nil || m.Reason == aftersale.AgreedReason {
		return err // the end of its complaint was told
	}
	b, err := goesBack(ctx, q, o.ID, payment.Reason{Kind: payment.CauseReturned, ID: o.ID})
	if err != nil {
		return err
	}
	return n.ended(ctx, note, g, o.Code, b)
}

// ended tells the buyer of an end, of an order or of a whole purchase, with the money that
// comes back for it.
func (n *News) ended(ctx context.Context, note outbox.Note, g order.Group, code string, b back) error {
	return n.tell(ctx, note.ID+"/buyer", note.Type+b.ending(), buyer(g), args{"code": code, "amount": b.sum, "link": n.link("orders", code)})
}

// back is the money that goes back for one reason.
type back struct {
	sum   money.VND
	where bool // the buyer must say where to
}

func (b back) with(c back) back { return back{b.sum.Add(c.sum), b.where || c.where} }

// ending is the end of a template: nothing, money, or money that needs an account.
func (b back) ending() string {
	switch {
	case b.where:
		return ".account"
	case b.sum.Positive():
		return ".back"
	}
	return ""
}

// goesBack is what one reason gives back of an order. A refund that failed is told of by
// itself.
func goesBack(ctx context.Context, q *gorm.DB, orderID string, why payment.Reason) (b back, err error) {
	all, err := payment.RefundsFor(ctx, q, orderID, why)
	for _, r := range all {
		b = b.with(back{r.Amount, r.Status == payment.RefundNeedsAccount && r.Failure == ""})
	}
	return b, err
}
