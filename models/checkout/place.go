package checkout

import (
	"context"
	"encoding/json"
	"reflect"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/once"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/stock"
)

// PlaceOrder is what a buyer says to order the cart. ExpectedTotal is the sum on the
// screen: it decides nothing but whether to refuse.
type PlaceOrder struct {
	Recipient     string            `json:"recipient" form:"recipient"`
	Phone         string            `json:"phone" form:"phone"` // of who receives it
	Address       division.Address  `json:"address" form:"address"`
	Deliveries    []shipping.Choice `json:"deliveries" form:"deliveries"`
	Gateway       string            `json:"gateway" form:"gateway"` // what the buyer means to pay with; may change
	ExpectedTotal money.VND         `json:"expected_total" form:"expected_total"`
	TermsVersion  string            `json:"terms_version" form:"terms_version"`
	OfAge         bool              `json:"of_age" form:"of_age"` // needed where there is alcohol
	Locale        string            `json:"locale" form:"locale"`
}

// Destination is the sealed part of a group: only seller, courier and buyer see it.
type Destination struct {
	Recipient string           `json:"recipient"`
	Phone     string           `json:"phone"`
	Address   division.Address `json:"address"`
}

// Buyer is who orders: the shopper, and the phone that a code has proved.
type Buyer struct {
	actor.Shopper
	PersonID string // "" for a guest
	PhoneID  string
}

// Place turns the buyer's cart into one order per seller, holds the stock and says what is
// to be paid until when. It calls no gateway. Placing again with the same key, or placing
// the same cart, gives the first group.
//
// It refuses, all at once, what is wrong with the input; with "checkout.empty" an empty
// cart; with the lines' own reasons what cannot be bought; with "checkout.total_changed"
// (args: total) when the sum differs from the one shown; with "stock.short" when somebody
// was faster. Nothing is written then.
func (c *Checkout) Place(ctx context.Context, by Buyer, in PlaceOrder, key string) (groupID string, err error) {
	if by.PhoneID == "" {
		return "", fault.New(fault.Unauthenticated, "checkout.phone_unproved")
	}
	if err := c.check(&in); err != nil {
		return "", err
	}
	claim := once.Key{Actor: owner(by), Operation: "checkout.place", Key: key, RequestHash: once.Hash(in)}
	seen, err := plan(ctx, c.DB.Read(ctx), by)
	if err != nil {
		return "", err
	}
	to := shipping.Place{Scheme: in.Address.Scheme, Ward: in.Address.WardCode}
	var quotes map[string][]shipping.Quote
	if len(seen.Parts) > 0 {
		if quotes, err = c.quote(ctx, seen, to); err != nil {
			return "", err
		}
	}
	sealed, err := c.seal(in)
	if err != nil {
		return "", err
	}
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := c.Now()
		id, done, err := once.Claim(ctx, tx, claim, now)
		if err != nil || done {
			groupID = id
			return err
		}
		p, err := plan(ctx, tx, by)
		if err != nil {
			return err
		}
		chosen, err := c.agree(p, seen, quotes, in)
		if err != nil {
			return err
		}
		groupID, err = c.write(ctx, tx, by, in, p, chosen, sealed, now)
		if err != nil {
			return err
		}
		return once.Store(ctx, tx, claim, groupID)
	})
	return groupID, err
}

// check judges what can be judged without the cart, all at once.
func (c *Checkout) check(in *PlaceOrder) error {
	var l fault.List
	in.Recipient = clean(in.Recipient)
	if n := len([]rune(in.Recipient)); n < 2 || n > 80 {
		l.Add(fault.New(fault.Invalid, "checkout.recipient").On("recipient"))
	}
	phone, err := account.NormalPhone(in.Phone)
	if err != nil {
		l = append(l, fault.All(err)...)
	}
	in.Phone = phone
	address, err := c.Places.Check(in.Address, "address")
	if err != nil {
		l = append(l, fault.All(err)...)
	}
	in.Address = address
	if in.TermsVersion != c.Terms {
		l.Add(fault.New(fault.Invalid, "checkout.terms").On("terms_version"))
	}
	if in.Gateway != "" {
		if _, err := c.Gateways.Gateway(in.Gateway); err != nil {
			l.Add(fault.New(fault.Invalid, "checkout.gateway").On("gateway"))
		}
	}
	if !in.ExpectedTotal.Positive() {
		l.Add(fault.New(fault.Invalid, "checkout.expected_total").On("expected_total"))
	}
	return l.Err()
}

// agree judges the cart inside the transaction against what was quoted and shown.
func (c *Checkout) agree(p, seen Plan, quotes map[string][]shipping.Quote, in PlaceOrder) (map[string]shipping.Quote, error) {
	if len(p.Parts) == 0 {
		return nil, fault.New(fault.Conflict, "checkout.empty")
	}
	if err := p.Problems(); err != nil {
		return nil, err
	}
	if p.Alcohol && !in.OfAge {
		return nil, fault.New(fault.Invalid, "checkout.of_age").On("of_age")
	}
	if !sameParcels(p, seen) {
		return nil, fault.New(fault.Conflict, "checkout.cart_changed")
	}
	chosen, err := choose(p, quotes, in.Deliveries)
	if err != nil {
		return nil, err
	}
	total := p.Total(chosen)
	if total != in.ExpectedTotal {
		return nil, fault.New(fault.Conflict, "checkout.total_changed").On("expected_total").With("total", total.String())
	}
	if total.Dong() > money.Max {
		return nil, fault.New(fault.Invalid, "checkout.amount").On("expected_total")
	}
	return chosen, nil
}

// sameParcels reports whether the fees that were quoted still fit the cart.
func sameParcels(a, b Plan) bool {
	if len(a.Parts) != len(b.Parts) {
		return false
	}
	for i := range a.Parts {
		x, y := a.Parts[i].Parcel, b.Parts[i].Parcel
		if !reflect.DeepEqual(x, y) {
			return false
		}
	}
	return true
}

func (c *Checkout) write(ctx context.Context, tx *gorm.DB, by Buyer, in PlaceOrder, p Plan, chosen map[string]shipping.Quote, sealed string, now clock.Instant) (string, error) {
	if err := cart.Spend(ctx, tx, p.CartID); err != nil {
		return "", err
	}
	terms, err := charge.Terms(ctx, tx, now.Date())
	if err != nil {
		return "", err
	}
	g := order.Group{
		ID: db.NewID(), Code: code.New(), CartID: p.CartID, PhoneID: by.PhoneID, Locale: language(in.Locale), TermsVersion: in.TermsVersion,
		Scheme: in.Address.Scheme, WardCode: in.Address.WardCode, AddressSealed: sealed, CreatedAt: now,
	}
	if by.PersonID != "" {
		g.PersonID = &by.PersonID
	}
	drafts := make([]order.Draft, len(p.Parts))
	var wants []stock.Want
	for i, part := range p.Parts {
		drafts[i] = draft(g.ID, part, chosen[part.SellerID], terms, now)
		for _, l := range part.Lines {
			wants = append(wants, stock.Want{VariantID: l.Sale.VariantID, Holder: drafts[i].Order.ID, Quantity: l.Quantity})
		}
	}
	if err := stock.TakeAll(ctx, tx, wants, now); err != nil {
		return "", err
	}
	if err := order.Create(ctx, tx, g, drafts, by.Shopper, now); err != nil {
		return "", err
	}
	return g.ID, c.owe(ctx, tx, g, drafts, in.Gateway, now)
}

func draft(groupID string, part Part, q shipping.Quote, terms charge.Rates, now clock.Instant) order.Draft {
	o := order.Order{
		ID: db.NewID(), GroupID: groupID, Code: code.New(), SellerID: part.SellerID, Status: order.Placed, Goods: part.Goods, Shipping: q.Fee,
		CommissionBP: terms.CommissionBP, VATBP: terms.VATBP, ShippingEarner: q.Earner, Carrier: q.Carrier, Service: q.Service, PickupID: q.PickupID,
		PromisedFrom: q.From, PromisedTo: q.To, PayableAt: order.Online, CreatedAt: now,
	}
	lines := make([]order.Line, len(part.Lines))
	for i, l := range part.Lines {
		n := order.NewLine(o.ID, i+1)
		s := l.Sale
		n.ProductID, n.VariantID, n.NameVI, n.NameEN, n.VariantVI, n.VariantEN = s.ProductID, s.VariantID, s.NameVI, s.NameEN, s.VariantNameVI, s.VariantNameEN
		n.Unit, n.Basis, n.Price, n.Quantity, n.Amount, n.ShipGrams = s.Unit, s.Rule.Basis, s.Price, l.Quantity, l.Amount, l.shipGrams()
		n.Class, n.TaxClass, n.TaxEntity, n.Residency, n.Sample = string(s.Class), s.TaxClass, s.SellerTaxEntity, s.SellerResidency, s.Sample
		lines[i] = n
	}
	return order.Draft{Order: o, Lines: lines}
}

// owe writes the one payment of the group and what it covers.
func (c *Checkout) owe(ctx context.Context, tx *gorm.DB, g order.Group, drafts []order.Draft, gateway string, now clock.Instant) error {
	p := payment.Payment{ID: db.NewID(), Code: code.New(), GroupID: g.ID, Status: payment.Due, CreatedAt: now}
	p.DueAt, p.HoldUntil = deadlines(c.Gateways, gateway, now)
	parts := make([]payment.Allocation, len(drafts))
	for i, d := range drafts {
		parts[i] = payment.Allocation{PaymentID: p.ID, OrderID: d.Order.ID, Goods: d.Order.Goods, Shipping: d.Order.Shipping}
		p.Amount = p.Amount.Add(d.Order.Total())
	}
	return payment.Create(ctx, tx, p, parts)
}

func (c *Checkout) seal(in PlaceOrder) (string, error) {
	b, err := json.Marshal(Destination{Recipient: in.Recipient, Phone: in.Phone, Address: in.Address})
	if err != nil {
		return "", err
	}
	return c.Keys.Seal("order.destination", string(b)), nil
}

// Open reads the destination of a group that the caller may see.
func (c *Checkout) Open(g order.Group) (d Destination, err error) {
	text, err := c.Keys.Open("order.destination", g.AddressSealed)
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal([]byte(text), &d)
}

func owner(by Buyer) string {
	personID, token := by.Owner()
	return personID + token
}

func language(locale string) string {
	if locale == "en" {
		return "en"
	}
	return "vi"
}
