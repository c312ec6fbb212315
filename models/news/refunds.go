package news

import (
	"context"
	"errors"
	"slices"

	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
)

// toldOf are the reasons whose own message says that the money comes back, and asks where to.
var toldOf = []string{payment.CauseCancelled, payment.CauseReturned, payment.CauseWeight, payment.CauseComplaint}

// refunded tells the buyer that money came back, or that we must know where to; and, when
// it could not be given back, the desk too.
func (n *News) refunded(ctx context.Context, note outbox.Note) error {
	var body payment.RefundNote
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	r, err := payment.FindRefund(ctx, q, body.RefundID)
	if err != nil {
		return err
	}
	p, err := payment.FindByID(ctx, q, r.PaymentID)
	if err != nil {
		return err
	}
	g, err := order.GroupByID(ctx, q, p.GroupID)
	if err != nil {
		return err
	}
	if p.Direct() {
		return n.refundedDirect(ctx, q, note, p, g, r)
	}
	code := g.Code
	if r.OrderID != nil {
		// Where the account is named is said on the page of the order, to which the code of a
		// purchase from several sellers does not lead.
		o, err := order.Find(ctx, q, *r.OrderID)
		if err != nil {
			return err
		}
		code = o.Code
	}
	with := args{"code": code, "amount": r.Amount, "link": n.link("orders", code)}
	switch {
	case note.Type == refund(payment.RefundDone):
		return n.tell(ctx, note.ID+"/buyer", note.Type, buyer(g), with)
	case note.Type == refund(payment.RefundSending):
		return nil // the market sends it: a matter of seconds
	case r.Status != payment.RefundNeedsAccount:
		return nil // the account was named, or the money is there
	case r.Failure == "" && slices.Contains(toldOf, r.CauseKind):
		return nil // asked for with what happened to the order
	case r.Failure == "":
		return n.tell(ctx, note.ID+"/buyer", note.Type, buyer(g), with)
	}
	to, err := desk(ctx, q, "")
	if err != nil {
		return err
	}
	return errors.Join(
		n.tell(ctx, note.ID+"/desk", "refund.failed.desk", to, args{"code": p.Code, "amount": r.Amount, "link": n.link("portal/desk/money")}),
		n.tell(ctx, note.ID+"/buyer", "refund.failed", buyer(g), with),
	)
}
