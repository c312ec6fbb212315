package privacy

import (
	"context"
	"encoding/json"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
)

// chunk is how many groups of orders, or harvests, are read at once.
const chunk = 100

// Export makes a copy of all that the market keeps of the actor; that it was made is kept.
func (p *Privacy) Export(ctx context.Context, by actor.Buyer) (Copy, error) {
	q := p.DB.Read(ctx)
	who, err := account.Person(ctx, q, by.PersonID)
	if err != nil {
		return Copy{}, err
	}
	out := Copy{
		MadeAt: p.Now(), Person: CopiedPerson{ID: who.ID, Name: who.Name, Locale: who.Locale, HasPIN: who.HasPIN},
		Addresses: []CopiedAddress{}, Consents: []CopiedConsent{}, Sessions: []CopiedSession{}, Roles: []CopiedRole{}, Stalls: []CopiedMembership{},
		Cart: []CopiedCartLine{}, Groups: []CopiedGroup{}, Complaints: []CopiedComplaint{}, Reports: []CopiedReport{},
		Checks: []CopiedCheck{}, Appeals: []CopiedAppeal{},
	}
	for _, part := range []func(context.Context, *gorm.DB, actor.Buyer, account.PersonCard, *Copy) error{
		p.person, p.doings, p.bought, p.reports, p.proved,
	} {
		if err := part(ctx, q, by, who, &out); err != nil {
			return Copy{}, err
		}
	}
	return out, p.DB.Tx(ctx, func(tx *gorm.DB) error {
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "person.exported", Subject: audit.Subject{Kind: "person", ID: who.ID}}, p.Now())
	})
}

// person is what account keeps.
func (p *Privacy) person(ctx context.Context, q *gorm.DB, by actor.Buyer, who account.PersonCard, out *Copy) (err error) {
	if out.Person.Phone, err = p.Accounts.PhoneNumber(ctx, q, who.PhoneID); err != nil {
		return err
	}
	addresses, err := p.Accounts.Addresses(ctx, q, by)
	if err != nil {
		return err
	}
	for _, a := range addresses {
		one := CopiedAddress{Recipient: a.Recipient, Phone: a.Phone, CreatedAt: a.CreatedAt}
		if err := json.Unmarshal(a.Place, &one.Address); err != nil {
			return fmt.Errorf("privacy: address %s: not readable", a.ID)
		}
		out.Addresses = append(out.Addresses, one)
	}
	consents, err := account.Consents(ctx, q, by)
	if err != nil {
		return err
	}
	for _, g := range consents {
		out.Consents = append(out.Consents, CopiedConsent{g.Purpose, g.Answer, g.Version, g.Channel, g.AssistedBy, g.CreatedAt, g.WithdrawnAt})
	}
	sessions, err := p.Accounts.Sessions(ctx, q, by)
	for _, s := range sessions {
		out.Sessions = append(out.Sessions, CopiedSession{s.Kind, s.Label, s.CreatedAt, s.LastSeenAt, s.ExpiresAt})
	}
	return err
}

// doings are roles, memberships and the cart.
func (p *Privacy) doings(ctx context.Context, q *gorm.DB, by actor.Buyer, who account.PersonCard, out *Copy) error {
	roles, err := account.Roles(ctx, q, who.ID)
	if err != nil {
		return err
	}
	for _, r := range roles {
		out.Roles = append(out.Roles, CopiedRole{r.Role, r.Scheme, r.Code, r.GrantedAt})
	}
	stalls, err := seller.MembershipsOf(ctx, q, who.ID)
	if err != nil {
		return err
	}
	for _, s := range stalls {
		one := CopiedMembership{s.SellerID, s.Name, s.State, append([]actor.Right{}, s.Rights.List()...), []CopiedHarvest{}}
		if s.Rights.Has(actor.EditProducts) {
			if one.Harvests, err = harvests(ctx, q, s.SellerID); err != nil {
				return err
			}
		}
		out.Stalls = append(out.Stalls, one)
	}
	_, lines, _, err := cart.Find(ctx, q, by)
	for _, l := range lines {
		out.Cart = append(out.Cart, CopiedCartLine{l.VariantID, l.Quantity, l.AddedAt})
	}
	return err
}

// harvests are all that a seller sold ahead.
func harvests(ctx context.Context, q *gorm.DB, sellerID string) ([]CopiedHarvest, error) {
	out := []CopiedHarvest{}
	for after := (db.Cursor{}); ; {
		part, err := harvest.List(ctx, q, sellerID, after, chunk)
		for _, v := range part {
			out = append(out, CopiedHarvest{v.Harvest.VariantID, v.State, v.StartsOn, v.EndsOn, v.OrdersUntil, v.Most, v.CreatedAt, v.EndedAt})
			after = v.Cursor()
		}
		if err != nil || len(part) < chunk {
			return out, err
		}
	}
}

// bought is every order with its money and complaints.
func (p *Privacy) bought(ctx context.Context, q *gorm.DB, _ actor.Buyer, who account.PersonCard, out *Copy) error {
	var after order.After
	for {
		groups, err := order.GroupsOf(ctx, q, who.ID, who.PhoneID, after, chunk)
		if err != nil || len(groups) == 0 {
			return err
		}
		if err := p.groups(ctx, q, groups, out); err != nil {
			return err
		}
		last := groups[len(groups)-1]
		after = order.After{At: last.CreatedAt, ID: last.ID}
	}
}

func (p *Privacy) groups(ctx context.Context, q *gorm.DB, groups []order.Group, out *Copy) error {
	at, ids := map[string]int{}, make([]string, len(groups))
	for i, g := range groups {
		to, err := p.Checkout.Open(g)
		if err != nil {
			return err
		}
		at[g.ID], ids[i] = len(out.Groups), g.ID
		out.Groups = append(out.Groups, CopiedGroup{
			Code: g.Code, CreatedAt: g.CreatedAt, TermsVersion: g.TermsVersion, Recipient: to.Recipient, Phone: to.Phone, Address: to.Address,
			Orders: []CopiedOrder{}, Payments: []CopiedPayment{},
		})
	}
	payments, err := payment.OfGroups(ctx, q, ids...)
	if err != nil {
		return err
	}
	for _, m := range payments {
		g := &out.Groups[at[m.GroupID]]
		g.Payments = append(g.Payments, CopiedPayment{m.Code, m.Status, m.Amount, m.Received, m.Refunded, m.PaidAt})
	}
	orders, err := order.OfGroups(ctx, q, ids...)
	if err != nil || len(orders) == 0 {
		return err
	}
	orderIDs := make([]string, len(orders))
	for i, o := range orders {
		orderIDs[i] = o.ID
	}
	lines, err := order.Lines(ctx, q, orderIDs...)
	if err != nil {
		return err
	}
	moves, err := order.History(ctx, q, orderIDs...)
	if err != nil {
		return err
	}
	invoices, err := invoice.OfOrders(ctx, q, orderIDs...)
	if err != nil {
		return err
	}
	said, err := conversation.SaidBy(ctx, q, p.Accounts.Keys, orderIDs...)
	if err != nil {
		return err
	}
	for _, o := range orders {
		one := CopiedOrder{Code: o.Code, SellerID: o.SellerID, Status: o.Status, Goods: o.Goods, Shipping: o.Shipping, Lines: []CopiedLine{}, History: []CopiedMove{}, Invoices: []CopiedInvoice{}, Said: []CopiedWords{}}
		for _, m := range said[o.ID] {
			one.Said = append(one.Said, CopiedWords{m.Text, m.At})
		}
		for _, v := range invoices[o.ID] {
			to, err := v.Buyer(p.Accounts.Keys)
			if err != nil {
				return err
			}
			one.Invoices = append(one.Invoices, CopiedInvoice{v.State, to, v.Serial, v.Number, v.Total})
		}
		for _, l := range lines {
			if l.OrderID == o.ID {
				one.Lines = append(one.Lines, CopiedLine{l.NameVI, l.NameEN, l.VariantVI, l.Basis, l.Quantity, l.Price, l.Amount})
			}
		}
		for _, m := range moves {
			if m.OrderID == o.ID {
				one.History = append(one.History, CopiedMove{m.ToStatus, m.ActorKind, m.CreatedAt})
			}
		}
		g := &out.Groups[at[o.GroupID]]
		g.Orders = append(g.Orders, one)
	}
	return p.complaints(ctx, q, orderIDs, out)
}

func (p *Privacy) complaints(ctx context.Context, q *gorm.DB, orderIDs []string, out *Copy) error {
	tickets, err := complaint.OfOrders(ctx, q, orderIDs...)
	if err != nil {
		return err
	}
	for _, t := range tickets {
		talk, err := complaint.Talk(ctx, q, t.ID)
		if err != nil {
			return err
		}
		one := CopiedComplaint{Code: t.Code, Reason: t.Reason, Wish: t.Wish, State: t.State, Refund: t.Refund, CreatedAt: t.CreatedAt, Messages: []CopiedMessage{}}
		for _, m := range talk {
			if m.Author == complaint.ByBuyer {
				one.Messages = append(one.Messages, CopiedMessage{m.Text, append([]string{}, m.Photos...), m.CreatedAt})
			}
		}
		out.Complaints = append(out.Complaints, one)
	}
	return nil
}

// proved is what checks found of the person, and what they wrote against suspensions.
func (p *Privacy) proved(ctx context.Context, q *gorm.DB, by actor.Buyer, _ account.PersonCard, out *Copy) error {
	checks, err := identity.OfPerson(ctx, q, by.PersonID)
	if err != nil {
		return err
	}
	for _, a := range checks {
		found, err := a.Result(p.Accounts.Keys)
		if err != nil {
			return err
		}
		out.Checks = append(out.Checks, CopiedCheck{a.Provider, a.State, found.Name, a.Last4, a.Level, a.CheckedAt, a.CreatedAt})
	}
	appeals, err := seller.AppealsBy(ctx, q, by.PersonID)
	if err != nil {
		return err
	}
	for _, a := range appeals {
		words, err := a.Words(p.Accounts.Keys)
		if err != nil {
			return err
		}
		out.Appeals = append(out.Appeals, CopiedAppeal{a.SellerID, words, a.State, a.CreatedAt})
	}
	return nil
}

// reports are the listings that the person reported.
func (p *Privacy) reports(ctx context.Context, q *gorm.DB, by actor.Buyer, _ account.PersonCard, out *Copy) error {
	all, err := moderation.Own(ctx, q, by)
	if err != nil {
		return err
	}
	for _, r := range all {
		words, err := p.Moderation.Words(r)
		if err != nil {
			return err
		}
		out.Reports = append(out.Reports, CopiedReport{r.ProductID, r.Reason, words.Text, words.Phone, r.State, r.CreatedAt})
	}
	return nil
}
