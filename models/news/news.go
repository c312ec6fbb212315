package news

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/notify"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
)

// News turns notes into messages. A channel that is away is tried again by the outbox; the
// order stands meanwhile.
type News struct {
	DB       *db.DB
	Accounts *account.Accounts
	Send     notify.Sender
	BaseURL  string
}

// Listen subscribes to what people are told of.
func (n *News) Listen(d *outbox.Deliverer) {
	d.On(n.paid, "payment.paid")
	d.On(outbox.Each(n.moved), "order.confirmed", "order.shipped", "order.delivered", "order.cancelled")
	d.On(outbox.Each(n.refund), "refund.needs_account", "refund.done")
}

// moved tells the buyer what happened to an order.
func (n *News) moved(ctx context.Context, note outbox.Note) error {
	var body order.Note
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	o, err := order.Find(ctx, q, body.OrderID)
	if err != nil {
		return err
	}
	g, err := order.FindGroup(ctx, q, o.GroupID)
	if err != nil {
		return err
	}
	return n.tell(ctx, q, g.PhoneID, g.Locale, note.Type, note.ID, map[string]any{
		"code": g.Code, "from": o.PromisedFrom, "to": o.PromisedTo, "link": n.BaseURL + "/orders/" + g.Code,
	})
}

// refund tells the buyer that money is coming back, or that we must know where to.
func (n *News) refund(ctx context.Context, note outbox.Note) error {
	var body payment.RefundNote
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	r, err := payment.FindRefund(ctx, q, body.RefundID)
	if err != nil {
		return err
	}
	p, err := payment.Find(ctx, q, r.PaymentID)
	if err != nil {
		return err
	}
	g, err := order.FindGroup(ctx, q, p.GroupID)
	if err != nil {
		return err
	}
	return n.tell(ctx, q, g.PhoneID, g.Locale, note.Type, note.ID, map[string]any{
		"code": g.Code, "amount": r.Amount, "link": n.BaseURL + "/orders/" + g.Code,
	})
}

func (n *News) tell(ctx context.Context, q *gorm.DB, phoneID, locale, template, key string, args map[string]any) error {
	to, err := n.Accounts.PhoneNumber(ctx, q, phoneID)
	if fault.Is(err, fault.NotFound) {
		return nil // erased meanwhile: there is nobody to tell
	}
	if err != nil {
		return err
	}
	return n.Send.Send(ctx, notify.Message{To: to, Template: template, Args: args, Locale: locale, Idempotency: key})
}
