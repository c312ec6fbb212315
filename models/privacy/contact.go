package privacy

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
)

// ContactReasons are why the desk may see who bought: message keys, written down.
var ContactReasons = []string{"contact.delivery", "contact.money", "contact.complaint", "contact.authority"}

// Contact is who bought an order, by the number that a code has proved, and who receives it.
type Contact struct {
	Order order.Order
	Phone string
	To    checkout.Destination
}

// Contact shows the desk whom to call about an order, for one of ContactReasons, and writes
// that down before anything is shown. It refuses with "order.unknown", with
// "contact.reason", and with "contact.erased" where the buyer was erased.
func (p *Privacy) Contact(ctx context.Context, by actor.Admin, idOrCode, reason string) (Contact, error) {
	var c Contact
	err := p.DB.Tx(ctx, func(tx *gorm.DB) (err error) {
		if c.Order, err = order.FindAny(ctx, tx, idOrCode); err != nil {
			return err
		}
		if !slices.Contains(ContactReasons, reason) {
			return fault.New(fault.Invalid, "contact.reason").On("reason")
		}
		g, err := order.GroupByID(ctx, tx, c.Order.GroupID)
		if err != nil {
			return err
		}
		if g.Forgotten() {
			return fault.New(fault.Conflict, "contact.erased").On("reason")
		}
		if c.Phone, err = p.Accounts.PhoneNumber(ctx, tx, g.PhoneID); err != nil {
			return err
		}
		if c.To, err = p.Checkout.Open(g); err != nil {
			return err
		}
		entry := audit.Entry{By: by.Stamp(), Verb: "order.contact", Subject: audit.Subject{Kind: "order", ID: c.Order.ID}, Reason: reason}
		return audit.Write(ctx, tx, entry, p.Now())
	})
	if err != nil {
		return Contact{}, err
	}
	return c, nil
}
