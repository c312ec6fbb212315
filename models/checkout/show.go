package checkout

import (
	"context"
	"slices"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/payments"
)

// Offer is what the checkout page shows: the plan, the ways to bring each part to a ward,
// and what it comes to with the chosen ways (the first where none was chosen).
type Offer struct {
	Plan     Plan
	Quotes   map[string][]shipping.Quote // by key of the part; empty while no ward is known
	Chosen   map[string]shipping.Quote
	Total    money.VND
	Complete bool               // every part has a way to come, and the total can be paid
	Gateways []payments.Gateway // that take it now, and the door last where it may be paid there
	Door     DoorOffer
	Direct   bool // each seller is paid by itself, into their own account
	Terms    string
}

// DoorOffer says whether a purchase may be paid where it arrives; Why is the fault for which
// it may not, or nil where the market knows no such way.
type DoorOffer struct {
	Offered bool
	Why     *fault.Fault
}

// Show reads the shopper's cart as it would be ordered now, to a ward if one is named. It
// writes nothing and holds nothing.
func (c *Checkout) Show(ctx context.Context, who actor.Shopper, to shipping.Place, choices []shipping.Choice) (Offer, error) {
	p, err := plan(ctx, c.DB.Read(ctx), who)
	if err != nil {
		return Offer{}, err
	}
	if _, err := c.collectable(ctx, c.DB.Read(ctx), &p); err != nil {
		return Offer{}, err
	}
	o := Offer{Plan: p, Direct: c.Direct, Terms: c.Terms, Chosen: map[string]shipping.Quote{}}
	if to.Ward != "" && len(p.Parts) > 0 {
		if o.Quotes, err = c.quote(ctx, p, to); err != nil {
			return Offer{}, err
		}
	}
	o.Complete = len(p.Parts) > 0 && p.Problems() == nil
	for _, part := range p.Parts {
		quotes := o.Quotes[part.Key()]
		if len(quotes) == 0 {
			o.Complete = false
			continue
		}
		o.Chosen[part.Key()] = quotes[0]
		if q, ok := pick(choices, part.Key(), quotes); ok {
			o.Chosen[part.Key()] = q
		}
	}
	o.Total = p.Total(o.Chosen)
	o.Gateways = c.offered(p, o.Chosen)
	if err := c.offerDoor(ctx, who, &o); err != nil {
		return Offer{}, err
	}
	o.Complete = o.Complete && len(o.Gateways) > 0
	return o, nil
}

// offered are the ways to pay that take a plan: its total at once or, where sellers collect,
// what each of them gets.
func (c *Checkout) offered(p Plan, chosen map[string]shipping.Quote) []payments.Gateway {
	if !c.Direct {
		return c.Gateways.Offer(p.Total(chosen))
	}
	return slices.DeleteFunc(c.Gateways.All(), func(g payments.Gateway) bool {
		caps := g.Capabilities()
		return !caps.PayTo || slices.ContainsFunc(p.Parts, func(part Part) bool { return caps.Accepts(part.Goods.Add(chosen[part.Key()].Fee)) != nil })
	})
}

// offerDoor adds the door to the ways to pay, or why it is none.
func (c *Checkout) offerDoor(ctx context.Context, who actor.Shopper, o *Offer) error {
	g, on := c.Gateways.Door()
	if !on || !o.Complete {
		return nil
	}
	err := c.doorTakes(o.Plan, o.Chosen)
	if personID, _ := who.Owner(); err == nil && personID != "" {
		// Of a guest's phone nobody knows before it is proved: placing asks once more.
		q := c.DB.Read(ctx)
		var phoneID string
		if err := q.Raw("SELECT phone_id FROM people WHERE id = ?", personID).Scan(&phoneID).Error; err != nil {
			return err
		}
		err = c.doorBar(ctx, q, phoneID, len(o.Plan.Parts), c.Now())
	}
	switch refused := fault.All(err); {
	case err == nil:
		o.Door.Offered = true
		o.Gateways = append(o.Gateways, g)
	case len(refused) == 0:
		return err
	default:
		o.Door.Why = refused[0]
	}
	return nil
}

// quote asks the carriers, outside any transaction.
func (c *Checkout) quote(ctx context.Context, p Plan, to shipping.Place) (map[string][]shipping.Quote, error) {
	parcels := make([]shipping.Parcel, len(p.Parts))
	for i, part := range p.Parts {
		parcels[i] = part.Parcel
		parcels[i].To = to
	}
	return shipping.Quotes(ctx, c.DB.Read(ctx), c.Carriers, parcels, today(c.Now))
}

func today(now clock.Clock) clock.Date { return now().Date() }

func pick(choices []shipping.Choice, key string, quotes []shipping.Quote) (shipping.Quote, bool) {
	for _, ch := range choices {
		if ch.Key() != key {
			continue
		}
		for _, q := range quotes {
			if ch.Names(q) {
				return q, true
			}
		}
	}
	return shipping.Quote{}, false
}

// choose finds the quote that the buyer named for every part. It refuses with
// "checkout.delivery" on the sellers for which none, or none that exists, was named.
func choose(p Plan, quotes map[string][]shipping.Quote, choices []shipping.Choice) (map[string]shipping.Quote, error) {
	chosen := map[string]shipping.Quote{}
	var l fault.List
	for _, part := range p.Parts {
		q, ok := pick(choices, part.Key(), quotes[part.Key()])
		if !ok {
			key := "checkout.delivery"
			if len(quotes[part.Key()]) == 0 {
				key = "checkout.no_delivery"
			}
			l.Add(fault.New(fault.Invalid, key).On("deliveries").With("seller", part.SellerName))
			continue
		}
		chosen[part.Key()] = q
	}
	return chosen, l.Err()
}
