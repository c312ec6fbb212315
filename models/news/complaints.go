package news

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
)

// dispute is what a note about a complaint is about.
type dispute struct {
	note complaint.Note
	t    complaint.Ticket
	g    order.Group
	last complaint.Move // that brought it to the state of the note
}

func (n *News) disputed(ctx context.Context, note outbox.Note) (q *gorm.DB, d dispute, err error) {
	if err = note.Decode(&d.note); err != nil {
		return q, d, err
	}
	q = n.DB.Read(ctx)
	if d.t, err = complaint.Find(ctx, q, d.note.TicketID); err != nil {
		return q, d, err
	}
	if d.g, err = order.GroupByID(ctx, q, d.t.GroupID); err != nil {
		return q, d, err
	}
	all, err := complaint.History(ctx, q, d.t.ID)
	for _, m := range all {
		if note.Type == ticket(m.ToState) {
			d.last = m
		}
	}
	return q, d, err
}

func (n *News) tellBuyer(ctx context.Context, happening, template string, d dispute, with args) error {
	with["code"], with["link"] = d.t.Code, n.link("complaints", d.t.Code)
	return n.tell(ctx, happening+"/buyer", template, buyer(d.g), with)
}

func (n *News) tellSeller(ctx context.Context, q *gorm.DB, happening, template string, d dispute, with args) error {
	with["code"] = d.t.Code
	return n.tellStall(ctx, q, happening, template, d.t.SellerID, actor.HandleOrders, []string{"complaints", d.t.Code}, with)
}

// complained tells the seller that a buyer complains, and until when to answer.
func (n *News) complained(ctx context.Context, note outbox.Note) error {
	q, d, err := n.disputed(ctx, note)
	if err != nil || d.t.State != complaint.Open {
		return err
	}
	o, err := order.Find(ctx, q, d.t.OrderID)
	if err != nil {
		return err
	}
	return n.tellSeller(ctx, q, note.ID, note.Type, d, args{"order": o.Code, "until": d.t.DueAt})
}

// answered tells the buyer what the seller offers, and until when to take it or not. Each
// offer is told once.
func (n *News) answered(ctx context.Context, note outbox.Note) error {
	q, d, err := n.disputed(ctx, note)
	if err != nil || d.t.State != complaint.Answered {
		return err
	}
	offer, found, err := complaint.LastOffer(ctx, q, d.t.ID)
	if err != nil || !found {
		return err
	}
	template := note.Type
	switch {
	case offer.No():
		template += ".no"
	case offer.Total.IsZero():
		template += ".again"
	}
	return n.tellBuyer(ctx, "offer/"+offer.ID, template, d, args{"amount": offer.Total, "until": d.t.DueAt})
}

// escalated tells the desk that it decides, and until when; the seller; and the buyer who
// did not ask for it.
func (n *News) escalated(ctx context.Context, note outbox.Note) error {
	q, d, err := n.disputed(ctx, note)
	if err != nil || d.t.State != complaint.Escalated {
		return err
	}
	to, err := desk(ctx, q, "")
	if err != nil {
		return err
	}
	all := errors.Join(
		n.tell(ctx, note.ID+"/desk", note.Type+".desk", to, args{"code": d.t.Code, "until": d.t.DueAt, "link": n.link("portal/desk/complaints", d.t.Code)}),
		n.tellSeller(ctx, q, note.ID, note.Type+".seller", d, args{"until": d.t.DueAt}),
	)
	if byBuyer(d.last.ActorKind) {
		return all
	}
	return errors.Join(all, n.tellBuyer(ctx, note.ID, note.Type+".buyer", d, args{"until": d.t.DueAt}))
}

// decided tells both sides how a complaint ended, and until when they may still write; not
// the side that ended it.
func (n *News) decided(ctx context.Context, note outbox.Note) error {
	q, d, err := n.disputed(ctx, note)
	if err != nil || d.last.Reason == complaint.OrderCancelled || d.last.Reason == complaint.OrderReturned {
		return err // its order ended, and that is told
	}
	b, err := goesBack(ctx, q, d.t.OrderID, payment.Reason{Kind: payment.CauseComplaint, ID: d.t.ID})
	if err != nil {
		return err
	}
	with := args{"amount": b.sum, "until": d.last.CreatedAt.Add(complaint.KeepOpen).Date()}
	var all error
	if !bySeller(d.last.ActorKind) {
		template := note.Type + ".seller"
		if b.sum.Positive() {
			template += ".back"
		}
		all = n.tellSeller(ctx, q, note.ID, template, d, maps.Clone(with))
	}
	switch {
	case b.where:
		// Where to is said on the page of the order.
		return errors.Join(all, n.tell(ctx, note.ID+"/buyer", note.Type+".account", buyer(d.g), args{
			"code": d.t.Code, "amount": b.sum, "link": n.link("orders", d.g.Code),
		}))
	case byBuyer(d.last.ActorKind):
		return all
	}
	return errors.Join(all, n.tellBuyer(ctx, note.ID, note.Type+b.ending(), d, with))
}

// closed tells the seller that a buyer has taken a complaint back. That the week after the
// end is over is told to nobody: the end itself said when.
func (n *News) closed(ctx context.Context, note outbox.Note) error {
	q, d, err := n.disputed(ctx, note)
	if err != nil || d.t.Outcome != complaint.OutcomeWithdrawn {
		return err
	}
	return n.tellSeller(ctx, q, note.ID, note.Type, d, args{})
}

// pause is how long somebody who goes on writing is told of as once.
const pause = time.Hour

// wrote tells the other side that somebody wrote: the desk's words both sides.
func (n *News) wrote(ctx context.Context, note outbox.Note) error {
	q, d, err := n.disputed(ctx, note)
	if err != nil {
		return err
	}
	talk, err := complaint.Talk(ctx, q, d.t.ID)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(talk, func(m complaint.Message) bool { return m.ID == d.note.MessageID })
	if at < 0 {
		return nil
	}
	m := talk[at]
	if at > 0 && talk[at-1].Author == m.Author && m.CreatedAt.Sub(talk[at-1].CreatedAt) < pause {
		return nil // the one before was told, or what it came with
	}
	var all error
	if m.Author != complaint.BySeller {
		all = n.tellSeller(ctx, q, note.ID, note.Type+".seller", d, args{})
	}
	if m.Author == complaint.ByBuyer {
		return all
	}
	return errors.Join(all, n.tellBuyer(ctx, note.ID, note.Type+".buyer", d, args{}))
}
