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
	d.On(outbox.Each(n.paid), "payment.paid")
	d.On(outbox.Each(n.moved), "order.confirmed", "order.shipped", "order.delivered", "order.cancelled")
	d.On(outbox.Each(n.refund), "refund.needs_account", "refund.done")
}

// paid tells each seller of a group that an order waits, and until when.
func (n *News) paid(ctx context.Context, note outbox.Note) error {
	var body payment.PaidNote
	if err := note.Decode(&body); err != nil {
		return err
	}
	q := n.DB.Read(ctx)
	orders, err := order.OfGroup(ctx, q, body.GroupID)
	if err != nil {
		return err
	}
	for _, o := range orders {
		if o.Status != order.Placed {
			continue // answered, or ended, before the message went out
		}
		phones, err := n.sellerPhones(ctx, q, o.SellerID)
		if err != nil {
			return err
		}
		for _, phone := range phones {
			err := n.tell(ctx, q, phone, "vi", "order.paid", note.ID+o.ID, map[string]any{
				"code": o.Code, "amount": o.Total(), "until": o.ConfirmBy, "link": n.BaseURL + "/portal/orders/" + o.Code,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// sellerPhones are those of the members who handle a seller's orders.
func (n *News) sellerPhones(ctx context.Context, q *gorm.DB, sellerID string) ([]string, error) {
	var ids []string
	err := q.WithContext(ctx).Raw(`SELECT DISTINCT p.phone_id FROM seller_members m JOIN people p ON p.id = m.person_id
		WHERE m.seller_id = ? AND m.removed_at = 0 AND p.state = 'active' AND ' ' || m.rights || ' ' LIKE '% handle_orders %'`, sellerID).Scan(&ids).Error
	return ids, err
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
