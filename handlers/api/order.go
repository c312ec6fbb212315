package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

func (a *api) orderRoutes() chapter {
	return chapter{"Orders", []*route{
		on(a, "GET", "/orders", "listOrders", "What the buyer has ordered, newest first", a.groups),
		on(a, "GET", "/orders/{group}", "getOrder", "What was ordered at one moment: an order for each seller, how far each is, and the money", a.group),
		on(a, "POST", "/orders/{group}/refund-account", "nameRefundAccount", "Say where refunds by transfer go", a.refundAccount).need("bank_bin", "number", "holder"),
		on(a, "POST", "/orders/{group}/parts/{order}/cancel", "cancelOrder", "Cancel an order before it is packed", a.cancel).need("reason").
			says("While nothing is paid, all orders of the payment end. Reasons: " + oneOf(aftersale.CancelReasons) + "."),
		on(a, "POST", "/orders/{group}/parts/{order}/received", "confirmReceived", "Say that the goods have come", a.received),
		on(a, "POST", "/orders/{group}/parts/{order}/less", "answerWeight", "Take less than ordered, or not", a.answerWeight).need("take").
			says("Not taking it cancels the order, and all its money goes back."),
		on(a, "GET", "/orders/{group}/parts/{order}/invoices", "listInvoicesOfOrder", "The invoice of an order, with its corrections", a.invoicesOf),
		on(a, "PUT", "/orders/{group}/parts/{order}/invoice", "askInvoice", "Ask for an invoice, or state anew who it is made out to", a.askInvoice).need("kind", "name", "address", "email").
			says("Until the order is completed; once it is handed over it does not change. An organisation has a tax code (10 digits, or 10-3 of a branch), a budget unit its code of 7 digits, a person may leave the number out."),
		on(a, "GET", "/orders/{group}/parts/{order}/complaints", "listComplaintsOfOrder", "What may be complained of now, and the complaints about an order", a.complaintsOf),
		on(a, "POST", "/orders/{group}/parts/{order}/complaints", "openComplaint", "Complain about an order", a.complain).once().made().need("reason", "text"),
		on(a, "GET", "/complaints/{complaint}", "getComplaint", "A complaint of the buyer's", a.complaint),
		on(a, "POST", "/complaints/{complaint}/messages", "writeToComplaint", "Say more, with photos", a.buyerSays).once().need("text"),
		on(a, "POST", "/complaints/{complaint}/accept", "acceptOffer", "Take what the seller offers", a.acceptOffer),
		on(a, "POST", "/complaints/{complaint}/insist", "insistOnComplaint", "Call the market's desk", a.insist),
		on(a, "POST", "/complaints/{complaint}/withdraw", "withdrawComplaint", "Let it be", a.letBe),
		on(a, "GET", "/complaints/{complaint}/photos/{photo}", "getComplaintPhoto", "A picture of a complaint", a.complaintPhoto).gives("image/jpeg"),
	}}
}

// ownGroup is a group of the buyer's; somebody else's does not exist.
func (a *api) ownGroup(c *fiber.Ctx, by orderer, idOrCode string) (order.Group, error) {
	ctx := c.UserContext()
	g, err := order.FindGroup(ctx, a.DB.Read(ctx), idOrCode)
	if err == nil && !g.BelongsTo(by.PersonID, by.PhoneID) {
		g, err = order.Group{}, fault.New(fault.NotFound, "order.unknown")
	}
	return g, err
}

type groupCard struct {
	ID        string        `json:"id"`
	Code      string        `json:"code"`
	Orders    []orderCard   `json:"orders"`
	CreatedAt clock.Instant `json:"created_at"`
}

// orderCard is an order as lists show it.
type orderCard struct {
	ID        string        `json:"id"`
	Code      string        `json:"code"`
	SellerID  string        `json:"seller_id"`
	Status    order.Status  `json:"status"`
	Goods     money.VND     `json:"goods"`
	Shipping  money.VND     `json:"shipping"`
	Total     money.VND     `json:"total" doc:"as agreed"`
	Due       money.VND     `json:"due" doc:"what it comes to now: with the packed goods once they are weighed"`
	ConfirmBy clock.Instant `json:"confirm_by"`
	PackBy    clock.Instant `json:"pack_by"`
	CreatedAt clock.Instant `json:"created_at"`
}

func orderCardOf(o order.Order) orderCard {
	return orderCard{o.ID, o.Code, o.SellerID, o.Status, o.Goods, o.Shipping, o.Total(), o.Due(), o.ConfirmBy, o.PackBy, o.CreatedAt}
}

func (a *api) groups(c *fiber.Ctx, by orderer, in paging) (list[groupCard], error) {
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	groups, next, err := rowsOf(in, func(after db.Cursor, limit int) ([]order.Group, error) {
		return order.GroupsOf(ctx, q, by.PersonID, by.PhoneID, behind(after), limit)
	}, func(g order.Group) db.Cursor { return db.Cursor{At: g.CreatedAt, ID: g.ID} })
	if err != nil {
		return list[groupCard]{}, err
	}
	orders, err := order.OfGroups(ctx, q, each(groups, func(g order.Group) string { return g.ID })...)
	if err != nil {
		return list[groupCard]{}, err
	}
	return list[groupCard]{Next: next, Items: each(groups, func(g order.Group) groupCard {
		out := groupCard{ID: g.ID, Code: g.Code, Orders: []orderCard{}, CreatedAt: g.CreatedAt}
		for _, o := range orders {
			if o.GroupID == g.ID {
				out.Orders = append(out.Orders, orderCardOf(o))
			}
		}
		return out
	})}, nil
}

// groupOut is what was ordered at one moment, as its buyer sees it.
type groupOut struct {
	ID           string          `json:"id"`
	Code         string          `json:"code"`
	TermsVersion string          `json:"terms_version"`
	Destination  *destinationOut `json:"destination,omitempty"`
	Orders       []orderOut      `json:"orders"`
	Payments     []paymentOut    `json:"payments"`
	Refunds      []refundOut     `json:"refunds"`
	CreatedAt    clock.Instant   `json:"created_at"`
}

type refundOut struct {
	ID           string               `json:"id"`
	OrderID      string               `json:"order_id,omitempty"`
	Amount       money.VND            `json:"amount"`
	Status       payment.RefundStatus `json:"status"`
	NeedsAccount bool                 `json:"needs_account" doc:"it is transferred: say where to"`
	CreatedAt    clock.Instant        `json:"created_at"`
	DoneAt       clock.Instant        `json:"done_at"`
}

func refundOf(r payment.Refund) refundOut {
	out := refundOut{ID: r.ID, Amount: r.Amount, Status: r.Status, NeedsAccount: r.Status == payment.RefundNeedsAccount && r.AccountSealed == "",
		CreatedAt: r.CreatedAt, DoneAt: r.DoneAt}
	if r.OrderID != nil {
		out.OrderID = *r.OrderID
	}
	return out
}

func (a *api) group(c *fiber.Ctx, by orderer, _ none) (groupOut, error) {
	return a.groupByID(c, by, c.Params("group"))
}

func (a *api) groupByID(c *fiber.Ctx, by orderer, idOrCode string) (groupOut, error) {
	g, err := a.ownGroup(c, by, idOrCode)
	if err != nil {
		return groupOut{}, err
	}
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	orders, err := order.OfGroup(ctx, q, g.ID)
	if err != nil {
		return groupOut{}, err
	}
	with, err := a.aroundOf(c, orders)
	if err != nil {
		return groupOut{}, err
	}
	all, err := payment.OfGroup(ctx, q, g.ID)
	if err != nil {
		return groupOut{}, err
	}
	return a.showGroup(c, g, orders, with, all)
}

// showGroup shows a group that was read, or that was just made: both look alike.
func (a *api) showGroup(c *fiber.Ctx, g order.Group, orders []order.Order, with around, all []payment.Payment) (groupOut, error) {
	out := groupOut{ID: g.ID, Code: g.Code, TermsVersion: g.TermsVersion, Payments: []paymentOut{}, Refunds: []refundOut{}, CreatedAt: g.CreatedAt}
	var err error
	if out.Destination, err = a.destination(g); err != nil {
		return out, err
	}
	if out.Orders, err = a.showOrders(c, orders, with); err != nil {
		return out, err
	}
	ctx := c.UserContext()
	for _, p := range all {
		out.Payments = append(out.Payments, a.paymentOf(c, p))
		if !p.Received.Positive() {
			continue
		}
		refunds, err := payment.RefundsOf(ctx, a.DB.Read(ctx), p.ID)
		if err != nil {
			return out, err
		}
		out.Refunds = append(out.Refunds, each(refunds, refundOf)...)
	}
	return out, nil
}

func (a *api) refundAccount(c *fiber.Ctx, by orderer, in checkout.RefundAccount) (none, error) {
	return none{}, a.Checkout.NameRefundAccount(c.UserContext(), by, c.Params("group"), in, a.KnowsBank)
}

// part is the order that the address names inside its group.
func (a *api) part(c *fiber.Ctx, by orderer) (string, error) {
	g, err := a.ownGroup(c, by, c.Params("group"))
	if err != nil {
		return "", err
	}
	ctx := c.UserContext()
	o, err := order.FindAny(ctx, a.DB.Read(ctx), c.Params("order"))
	if err == nil && o.GroupID != g.ID {
		err = fault.New(fault.NotFound, "order.unknown")
	}
	return o.ID, err
}

type whyIn struct {
	Reason string `json:"reason"`
}

func (a *api) cancel(c *fiber.Ctx, by orderer, in whyIn) (groupOut, error) {
	id, err := a.part(c, by)
	if err == nil {
		_, err = a.Aftersale.Cancel(c.UserContext(), aftersale.Buyer(by), id, in.Reason)
	}
	if err != nil {
		return groupOut{}, err
	}
	return a.group(c, by, none{})
}

func (a *api) received(c *fiber.Ctx, by orderer, _ none) (groupOut, error) {
	id, err := a.part(c, by)
	if err == nil {
		_, err = a.Fulfillment.ConfirmReceived(c.UserContext(), fulfillment.Buyer(by), id)
	}
	if err != nil {
		return groupOut{}, err
	}
	return a.group(c, by, none{})
}

type weightAnswer struct {
	Take bool `json:"take" doc:"true takes what was weighed, false cancels the order"`
}

func (a *api) answerWeight(c *fiber.Ctx, by orderer, in weightAnswer) (groupOut, error) {
	id, err := a.part(c, by)
	if err != nil {
		return groupOut{}, err
	}
	answer := a.Fulfillment.DeclineLess
	if in.Take {
		answer = a.Fulfillment.TakeLess
	}
	if _, err := answer(c.UserContext(), fulfillment.Buyer(by), id); err != nil {
		return groupOut{}, err
	}
	return a.group(c, by, none{})
}
