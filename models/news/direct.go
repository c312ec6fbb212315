package news

import (
	"context"
	"errors"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
)

// claimed tells a seller that a buyer says the transfer was sent: nobody but they can see
// whether it is there. What was confirmed meanwhile is not asked about.
func (n *News) claimed(ctx context.Context, note outbox.Note) error {
	var body payment.PaidNote
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	p, err := payment.FindByID(ctx, q, body.PaymentID)
	if err != nil || p.Status == payment.Paid || !p.Direct() {
		return err
	}
	code, err := n.codeOf(ctx, q, p)
	if err != nil {
		return err
	}
	return n.tellStall(ctx, q, note.ID, note.Type, *p.CollectorID, actor.HandleMoney, []string{"orders", code, "received"}, args{"code": code, "amount": p.Missing()})
}

// refundedDirect tells the seller who collected that money is to be paid back, and the buyer
// that it was, or who pays it.
func (n *News) refundedDirect(ctx context.Context, q *gorm.DB, note outbox.Note, p payment.Payment, g order.Group, r payment.Refund) error {
	with := args{"code": g.Code, "amount": r.Amount, "link": n.link("orders", g.Code)}
	if note.Type == refund(payment.RefundDone) {
		return n.tell(ctx, note.ID+"/buyer", note.Type, buyer(g), with)
	}
	if r.Status == payment.RefundDone {
		return nil
	}
	code, err := n.codeOf(ctx, q, p)
	if err != nil {
		return err
	}
	err = n.tellStall(ctx, q, note.ID, "refund.seller", *p.CollectorID, actor.HandleMoney, []string{"orders", code, "refunds", r.ID}, args{"code": code, "amount": r.Amount})
	if note.Type == refund(payment.RefundSending) || slices.Contains(toldOf, r.CauseKind) { // the account is known; what happened to the order has asked where to
		return err
	}
	return errors.Join(err, n.tell(ctx, note.ID+"/buyer", "refund.direct", buyer(g), with))
}

// codeOf is the code of the one order that a payment to a seller is for.
func (n *News) codeOf(ctx context.Context, q *gorm.DB, p payment.Payment) (string, error) {
	parts, err := payment.Allocations(ctx, q, p.ID)
	if err != nil || len(parts) == 0 {
		return "", err
	}
	codes, err := order.Codes(ctx, q, parts[0].OrderID)
	return codes[parts[0].OrderID], err
}
