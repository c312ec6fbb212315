package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/once"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
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
	Gateway       string            `json:"gateway" form:"gateway"` // what the buyer means to pay with; may change, but for the door
	ExpectedTotal money.VND         `json:"expected_total" form:"expected_total"`
	TermsVersion  string            `json:"terms_version" form:"terms_version"`
	OfAge         bool              `json:"of_age" form:"of_age"` // needed where there is alcohol
	Locale        string            `json:"locale" form:"locale"`
	Invoice       *invoice.Buyer    `json:"invoice,omitempty" form:"invoice"` // who the invoices are made out to, if the buyer wants any
}

// Buyer is who orders: the shopper, and the phone that a code has proved.
type Buyer struct {
	actor.Shopper
	PersonID string // "" for a guest
	PhoneID  string
}

// Receipt is what ordering a cart made.
type Receipt struct {
	GroupID string
	Before  bool // an earlier request with the same key made it: what follows is empty
	order.Sale
	Payments []payment.Payment // one; of what is paid at the door, or to sellers, one an order
}

// Place is Order for who needs no more than the id of the group.
func (c *Checkout) Place(ctx context.Context, by Buyer, in PlaceOrder, key string) (groupID string, err error) {
	r, err := c.Order(ctx, by, in, key)
	return r.GroupID, err
}

// Order turns the buyer's cart into one order per seller, holds the stock and says what is
// to be paid until when. It calls no gateway. Where in.Gateway is the one that takes money
// at the door, each order goes to its seller at once, and is due by itself when it arrives. Ordering again with the same key gives the
// first group, whatever has changed since; a cart is ordered once, whatever the keys.
//
// It refuses, all at once, what is wrong with the input; with "checkout.empty" an empty
// cart and with "cart.spent" one that was ordered a moment ago; with the lines' own reasons
// what cannot be bought ("checkout.no_collector" of a seller whom nobody can pay, where
// sellers collect); with "checkout.total_changed" (args: total) when the sum differs
// from the one shown; with "stock.short" when somebody was faster; with "checkout.door_way",
// "checkout.door_amount", "checkout.door_many" and "checkout.door_refused" what cannot be
// paid at the door. Nothing is written then.
func (c *Checkout) Order(ctx context.Context, by Buyer, in PlaceOrder, key string) (Receipt, error) {
	switch {
	case by.PhoneID == "":
		return Receipt{}, fault.New(fault.Unauthenticated, "checkout.phone_unproved")
	case owner(by) == "":
		return Receipt{}, fault.New(fault.Unauthenticated, "cart.nobody")
	}
	claim := once.Key{Actor: owner(by), Operation: "checkout.place", Key: key, RequestHash: once.Hash(in)}
	if err := c.check(&in); err != nil {
		return c.placedBefore(ctx, claim, err)
	}
	seen, err := plan(ctx, c.DB.Read(ctx), by)
	if err != nil {
		return Receipt{}, err
	}
	to := shipping.Place{Scheme: in.Address.Scheme, Ward: in.Address.WardCode}
	if _, err := c.collectable(ctx, c.DB.Read(ctx), &seen); err != nil {
		return Receipt{}, err
	}
	var quotes map[string][]shipping.Quote
	if len(seen.Parts) > 0 {
		if quotes, err = c.quote(ctx, seen, to); err != nil {
			return Receipt{}, err
		}
	}
	sealed, err := c.seal(in)
	if err != nil {
		return Receipt{}, err
	}
	g := order.Group{ID: db.NewID(), PhoneID: by.PhoneID, Locale: language(in.Locale), TermsVersion: in.TermsVersion,
		Scheme: in.Address.Scheme, WardCode: in.Address.WardCode, AddressSealed: sealed}
	if by.PersonID != "" {
		g.PersonID = &by.PersonID
	}
	var r Receipt
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := c.Now()
		first, done, err := once.ClaimFor(ctx, tx, claim, g.ID, now)
		if err != nil || done {
			r = Receipt{GroupID: first, Before: done}
			return err
		}
		r, err = c.place(ctx, tx, by, in, g, seen, quotes, now)
		return err
	})
	if err != nil {
		return Receipt{}, err
	}
	return r, nil
}

// placedBefore answers a request that is refused now from what it made when it was
// granted: the terms, the places or the gateways may be others since.
func (c *Checkout) placedBefore(ctx context.Context, claim once.Key, refusal error) (Receipt, error) {
	var groupID string
	err := c.DB.Tx(ctx, func(tx *gorm.DB) error {
		first, _, err := once.ClaimFor(ctx, tx, claim, db.NewID(), c.Now())
		if groupID = first; err != nil {
			return err
		}
		return refusal // and with it the claim of a request that is new
	})
	if groupID != "" {
		return Receipt{GroupID: groupID, Before: true}, nil
	}
	return Receipt{}, err
}

// place does what Order promises, inside its transaction.
func (c *Checkout) place(ctx context.Context, tx *gorm.DB, by Buyer, in PlaceOrder, g order.Group, seen Plan, quotes map[string][]shipping.Quote, now clock.Instant) (Receipt, error) {
	// The cart's row first: nobody changes it while it is judged.
	cartID, err := cart.Spend(ctx, tx, by)
	if err != nil {
		return Receipt{}, err
	}
	if cartID == "" && len(seen.Parts) > 0 {
		return Receipt{}, fault.New(fault.Conflict, "cart.spent")
	}
	var p Plan
	var terms charge.Rates
	err = db.OneTurn(ctx, tx,
		func() error {
			goods, err := cart.Spent(ctx, tx, cartID)
			p = planOf(goods)
			return err
		},
		func() (err error) { terms, err = charge.Terms(ctx, tx, now.Date()); return err })
	if err != nil {
		return Receipt{}, err
	}
	p.inTime(now.Date())
	payees, err := c.collectable(ctx, tx, &p)
	if err != nil {
		return Receipt{}, err
	}
	chosen, err := c.agree(p, seen, quotes, in)
	if err != nil {
		return Receipt{}, err
	}
	g.CartID, g.Code, g.CreatedAt = cartID, code.New(), now
	if c.atDoor(in.Gateway) {
		if err := c.mayAtDoor(ctx, tx, by.PhoneID, len(p.Parts), now); err != nil {
			return Receipt{}, err
		}
	}
	r, err := c.write(ctx, tx, by, in.Gateway, g, p, chosen, terms, payees, now)
	if err != nil || in.Invoice == nil {
		return r, err
	}
	for _, o := range r.Orders {
		if _, err := invoice.Ask(ctx, tx, c.Keys, o, *in.Invoice, by.Shopper, now); err != nil {
			return r, err
		}
	}
	return r, nil
}

func (c *Checkout) write(ctx context.Context, tx *gorm.DB, by Buyer, gateway string, g order.Group, plan Plan, chosen map[string]shipping.Quote, terms charge.Rates, payees map[string]seller.Payee, now clock.Instant) (Receipt, error) {
	drafts := make([]order.Draft, len(plan.Parts))
	var wants []stock.Want
	for i, part := range plan.Parts {
		drafts[i] = draft(g.ID, part, chosen[part.Key()], terms, c.atDoor(gateway), now)
		if c.Direct && !c.atDoor(gateway) {
			drafts[i].Order.Collector = order.SellerCollects
		}
		for _, l := range part.Lines {
			wants = append(wants, stock.Want{VariantID: l.Sale.VariantID, HarvestID: part.Ahead.HarvestID, Holder: drafts[i].Order.ID, Quantity: l.Quantity})
		}
	}
	if err := stock.TakeAll(ctx, tx, wants, now); err != nil {
		return Receipt{}, err
	}
	sale, err := order.Create(ctx, tx, g, drafts, by.Shopper, now)
	if err != nil {
		return Receipt{}, err
	}
	owed, err := c.owe(ctx, tx, g, drafts, payees, gateway, now)
	return Receipt{GroupID: g.ID, Sale: sale, Payments: owed}, err
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
