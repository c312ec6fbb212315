package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/web/locale"
)

func (a *api) checkoutRoutes() chapter {
	return chapter{"Checkout", []*route{
		on(a, "POST", "/checkout/offer", "offerCheckout", "What the cart comes to, with the ways to bring it to a ward", a.offerCheckout).
			says("Writes nothing and holds nothing. Where no way is chosen for a seller, the first one counts."),
		on(a, "POST", "/orders", "placeOrder", "Order what is in the cart", a.place).once().made().
			need("recipient", "phone", "address", "deliveries", "expected_total", "terms_version").
			says("Holds the stock and says until when to pay. A total that differs from expected_total is refused with the one that holds now."),
		on(a, "POST", "/orders/{group}/payment", "payOrder", "Begin to pay, and learn what the buyer does next", a.pay).once().need("gateway").
			says("While an attempt with the gateway stands, every call gives the same step. What is paid at the door is not paid here. Where sellers collect there is a payment for each order; name the one meant."),
		on(a, "GET", "/orders/{group}/payment", "getPayment", "How far the payment is, and what the buyer does next", a.payment),
	}}
}

type offerIn struct {
	Scheme     string            `json:"scheme"`
	WardCode   string            `json:"ward_code"`
	Deliveries []shipping.Choice `json:"deliveries"`
}

type offerOut struct {
	Cart       cartOut            `json:"cart"`
	Deliveries []sellerDeliveries `json:"deliveries" doc:"empty while no ward is named"`
	Total      money.VND          `json:"total" doc:"with the chosen ways: the expected_total of an order"`
	Complete   bool               `json:"complete" doc:"every part has a way to come, and it can be ordered"`
	Gateways   []gatewayOut       `json:"gateways" doc:"ways to pay that take the total; the one for the door only where it may be paid there"`
	Door       doorOffer          `json:"door" doc:"whether it may be paid where it arrives"`
	Direct     string             `json:"direct,omitempty" doc:"where each seller is paid by itself, into their own account: what the market then does not do"`
	Terms      string             `json:"terms_version"`
}

type doorOffer struct {
	Offered bool   `json:"offered"`
	Why     string `json:"why,omitempty" doc:"why it may not"`
}

func doorOf(lang locale.Lang, d checkout.DoorOffer) doorOffer {
	out := doorOffer{Offered: d.Offered}
	if d.Why != nil {
		out.Why = locale.Fault(lang, d.Why)
	}
	return out
}

type sellerDeliveries struct {
	SellerID  string     `json:"seller_id"`
	HarvestID string     `json:"harvest_id,omitempty" doc:"of what is ordered ahead: it is an order of its own"`
	Quotes    []quoteOut `json:"quotes"`
}

type quoteOut struct {
	Carrier  string       `json:"carrier"`
	Service  string       `json:"service"`
	PickupID string       `json:"pickup_id" doc:"where the buyer fetches it"`
	Label    string       `json:"label" doc:"the pickup point's own name"`
	Fee      money.VND    `json:"fee"`
	From     clock.Date   `json:"from" doc:"first day of the promised arrival"`
	To       clock.Date   `json:"to"`
	Earner   order.Earner `json:"earner" doc:"whose money the fee is"`
	Door     order.Taker  `json:"door" doc:"who takes the buyer's money where it arrives; empty: it is paid before"`
	Note     string       `json:"note,omitempty" doc:"what the buyer must know"`
	Chosen   bool         `json:"chosen"`
}

type gatewayOut struct {
	Code string    `json:"code"`
	Name string    `json:"name"`
	Min  money.VND `json:"min"`
	Max  money.VND `json:"max"`
}

func gatewaysOf(lang locale.Lang, all []payments.Gateway) []gatewayOut {
	return each(all, func(g payments.Gateway) gatewayOut {
		caps := g.Capabilities()
		return gatewayOut{g.Code(), locale.Raw(lang, "gateway."+g.Code()), caps.Min, caps.Max}
	})
}

func (a *api) offerCheckout(c *fiber.Ctx, by actor.Shopper, in offerIn) (offerOut, error) {
	to := shipping.Place{Scheme: in.Scheme, Ward: in.WardCode}
	if to.Ward != "" {
		if to.Scheme == "" {
			to.Scheme = division.Current
		}
		if d, ok := a.Places.Lookup(to.Scheme, to.Ward); !ok || d.Level != division.Ward || to.Scheme != division.Current {
			return offerOut{}, fault.New(fault.Invalid, "address.ward").On("ward_code")
		}
	}
	o, err := a.Checkout.Show(c.UserContext(), by, to, in.Deliveries)
	if err != nil {
		return offerOut{}, err
	}
	lang := session.Language(c)
	out := offerOut{
		Cart: cartOf(c, o.Plan), Deliveries: []sellerDeliveries{}, Total: o.Total, Complete: o.Complete, Gateways: gatewaysOf(lang, o.Gateways), Door: doorOf(lang, o.Door),
		Terms: o.Terms,
	}
	if o.Direct {
		out.Direct = locale.Raw(lang, "direct.buyer")
	}
	for _, part := range o.Plan.Parts {
		if to.Ward == "" {
			break
		}
		out.Deliveries = append(out.Deliveries, sellerDeliveries{part.SellerID, part.Ahead.HarvestID, each(o.Quotes[part.Key()], func(q shipping.Quote) quoteOut {
			note := ""
			if q.Note != "" {
				note = locale.Raw(lang, q.Note)
			}
			chosen := o.Chosen[part.Key()]
			return quoteOut{q.Carrier, q.Service, q.PickupID, q.Label, q.Fee, q.From, q.To, q.Earner, q.Door, note,
				chosen.Carrier == q.Carrier && chosen.Service == q.Service && chosen.PickupID == q.PickupID}
		})})
	}
	return out, nil
}

func (a *api) place(c *fiber.Ctx, by orderer, in checkout.PlaceOrder) (groupOut, error) {
	if in.Locale == "" {
		in.Locale = string(session.Language(c))
	}
	r, err := a.Checkout.Order(c.UserContext(), by, in, key(c))
	if err != nil {
		return groupOut{}, err
	}
	c.Set(fiber.HeaderLocation, prefix+"/orders/"+r.GroupID)
	if r.Before {
		return a.groupByID(c, by, r.GroupID)
	}
	with := around{lines: r.Lines, moves: r.Moves}
	if in.Invoice != nil {
		if with.invoices, err = invoice.OfOrders(c.UserContext(), a.DB.Read(c.UserContext()), each(r.Orders, func(o order.Order) string { return o.ID })...); err != nil {
			return groupOut{}, err
		}
	}
	return a.showGroup(c, r.Group, r.Orders, with, r.Payments)
}

// paymentOut is a payment with what the buyer does next.
type paymentOut struct {
	ID        string         `json:"id"`
	Code      string         `json:"code" doc:"the text of a bank transfer"`
	Status    payment.Status `json:"status"`
	Amount    money.VND      `json:"amount"`
	Received  money.VND      `json:"received"`
	Missing   money.VND      `json:"missing" doc:"what is still to be sent"`
	Refunding money.VND      `json:"refunding"`
	Refunded  money.VND      `json:"refunded"`
	AtDoor    bool           `json:"at_door" doc:"of one order, paid when it arrives: see the order's door"`
	DueAt     clock.Instant  `json:"due_at" doc:"until when to pay"`
	PaidAt    clock.Instant  `json:"paid_at"`
	Gateways  []gatewayOut   `json:"gateways" doc:"ways to pay what is missing"`
	Direct    *directOut     `json:"direct,omitempty" doc:"of one order, paid to its seller and not to the market"`
	Step      *stepOut       `json:"step,omitempty" doc:"what the buyer does now"`
}

type stepOut struct {
	Gateway  string                `json:"gateway"`
	Attempt  int                   `json:"attempt"`
	Status   payment.AttemptStatus `json:"status"`
	Checking bool                  `json:"checking" doc:"nobody knows yet whether money is on its way: do not pay again"`
	Failure  string                `json:"failure,omitempty"`
	Next     payments.Next         `json:"next"`
}

func init() {
	set(payment.AttemptCreating, payment.AttemptOpen, payment.AttemptChecking, payment.AttemptSucceeded, payment.AttemptFailed, payment.AttemptCancelled,
		payment.AttemptExpired)
}

func (a *api) paymentOf(c *fiber.Ctx, p payment.Payment) paymentOut {
	out := paymentOut{
		ID: p.ID, Code: p.Code, Status: p.Status, Amount: p.Amount, Received: p.Received, Missing: p.Missing(), Refunding: p.Refunding, Refunded: p.Refunded,
		AtDoor: p.AtDoor, DueAt: p.DueAt, PaidAt: p.PaidAt, Gateways: []gatewayOut{},
		Direct: directOf(session.Language(c), p),
	}
	if p.Status.Open() && !p.AtDoor {
		out.Gateways = gatewaysOf(session.Language(c), a.Gateways.Offer(p.Missing()))
	}
	return out
}

func stepOf(s checkout.Step) *stepOut {
	return &stepOut{s.Attempt.Gateway, s.Attempt.Number, s.Attempt.Status, s.Checking, s.Attempt.Failure, s.Next}
}

func (a *api) pay(c *fiber.Ctx, by orderer, in checkout.PayNow) (paymentOut, error) {
	s, err := a.Checkout.Pay(c.UserContext(), by, c.Params("group"), in, session.Address(c))
	if err != nil {
		return paymentOut{}, err
	}
	out := a.paymentOf(c, s.Payment)
	out.Step = stepOf(s)
	return out, nil
}

func (a *api) payment(c *fiber.Ctx, by orderer, in paymentQuery) (paymentOut, error) {
	ctx := c.UserContext()
	s, found, err := a.Checkout.Current(ctx, by, c.Params("group"), in.Payment)
	if err != nil {
		return paymentOut{}, err
	}
	out := a.paymentOf(c, s.Payment)
	if found {
		out.Step = stepOf(s)
	}
	return out, nil
}
