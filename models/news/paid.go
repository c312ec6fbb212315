package news

import (
	"context"
	"maps"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/notify"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
)

// paid tells the sellers of groups whose money came that an order waits, and until when.
// On a market day many come at once: what is to be known is read for all notes together.
func (n *News) paid(ctx context.Context, notes []outbox.Note) error {
	failed := outbox.Failed{}
	groups := make(map[string]string, len(notes)) // by note
	for _, note := range notes {
		var body payment.PaidNote
		if err := note.Decode(&body); err != nil {
			failed[note.ID] = err
			continue
		}
		groups[note.ID] = body.GroupID
	}
	w, err := n.waiting(ctx, n.DB.Read(ctx), groups)
	if err != nil {
		return err
	}
	for _, note := range notes {
		for _, o := range w.orders[groups[note.ID]] {
			if err := n.tellSeller(ctx, note, o, w); err != nil {
				failed[note.ID] = err
				break
			}
		}
	}
	if len(failed) > 0 {
		return failed
	}
	return nil
}

// waiting is what sellers are told of, and where they are reached.
type waiting struct {
	orders  map[string][]order.Order // by group
	phones  map[string][]string      // ids, by seller
	numbers map[string]string        // by phone; that of an erased one is not there
}

// waiting reads the orders of groups that wait for an answer: three statements.
func (n *News) waiting(ctx context.Context, q *gorm.DB, groups map[string]string) (w waiting, err error) {
	ids := make([]string, 0, len(groups))
	for _, id := range groups {
		ids = append(ids, id)
	}
	orders, err := order.OfGroups(ctx, q, ids...)
	if err != nil {
		return w, err
	}
	w.orders = map[string][]order.Order{}
	var sellers []string
	for _, o := range orders {
		if o.Status != order.Placed {
			continue // answered, or ended, before the message went out
		}
		w.orders[o.GroupID] = append(w.orders[o.GroupID], o)
		sellers = append(sellers, o.SellerID)
	}
	if len(sellers) == 0 {
		return w, nil
	}
	if w.phones, err = sellerPhones(ctx, q, sellers); err != nil {
		return w, err
	}
	w.numbers, err = n.Accounts.PhoneNumbers(ctx, q, slices.Concat(slices.Collect(maps.Values(w.phones))...))
	return w, err
}

// sellerPhones are those of the members who handle sellers' orders, by seller.
func sellerPhones(ctx context.Context, q *gorm.DB, sellers []string) (map[string][]string, error) {
	var rows []struct{ SellerID, PhoneID string }
	err := q.WithContext(ctx).Raw(`SELECT DISTINCT m.seller_id, p.phone_id FROM seller_members m JOIN people p ON p.id = m.person_id
		WHERE m.seller_id IN ? AND m.removed_at = 0 AND p.state = 'active' AND ' ' || m.rights || ' ' LIKE '% handle_orders %'`, sellers).Scan(&rows).Error
	out := map[string][]string{}
	for _, r := range rows {
		out[r.SellerID] = append(out[r.SellerID], r.PhoneID)
	}
	return out, err
}

func (n *News) tellSeller(ctx context.Context, note outbox.Note, o order.Order, w waiting) error {
	for _, phone := range w.phones[o.SellerID] {
		to, ok := w.numbers[phone]
		if !ok {
			continue // erased meanwhile: there is nobody to tell
		}
		err := n.Send.Send(ctx, notify.Message{
			To: to, Template: "order.paid", Locale: "vi", Idempotency: note.ID + o.ID, Args: map[string]any{
				"code": o.Code, "amount": o.Total(), "until": o.ConfirmBy, "link": n.BaseURL + "/portal/orders/" + o.Code,
			}})
		if err != nil {
			return err
		}
	}
	return nil
}
