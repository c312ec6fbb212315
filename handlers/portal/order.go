package portal

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// sale is an order of the stall with all that its page tells.
type sale struct {
	order.Order
	lines  []order.Line
	group  order.Group
	to     checkout.Destination
	parcel shipping.Shipment
	paid   bool      // its money is there
	cash   bool      // what is due at its door may be paid in notes and coins
	due    money.VND // at the door
}

// saleOf finds the order of the address; another stall's is "order.unknown".
func (w *portal) saleOf(c *fiber.Ctx, s stall) (sale, error) {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	o, err := order.OfSeller(ctx, q, s.ID, c.Params("order"))
	if err != nil {
		return sale{}, err
	}
	one := sale{Order: o}
	if one.lines, err = order.Lines(ctx, q, o.ID); err != nil {
		return one, err
	}
	if one.group, err = order.FindGroup(ctx, q, o.GroupID); err != nil {
		return one, err
	}
	if one.to, err = w.Checkout.Open(one.group); err != nil {
		return one, err
	}
	if one.parcel, _, err = shipping.ShipmentOf(ctx, q, o.ID); err != nil || o.PayableAt != order.Door && !o.Waits() {
		return one, err
	}
	_, part, err := payment.OfOrder(ctx, q, o.ID)
	if one.paid = part.Funded; err != nil || one.paid {
		return one, err
	}
	at, found, err := w.Checkout.AtDoor(ctx, o)
	one.cash, one.due = found && at.Cash && at.Known, at.Due
	return one, err
}

func (w *portal) orderPage(c *fiber.Ctx, s stall) error {
	o, err := w.saleOf(c, s)
	if err != nil {
		return err
	}
	return w.showOrder(c, s, o, nil)
}

// showOrder shows an order, with what was refused about it.
func (w *portal) showOrder(c *fiber.Ctx, s stall, o sale, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	sh := back(w.shell(c, s, "order.title", "orders"), s.path("orders"), "portal.orders")
	sh.Title += " " + o.Code
	p := pages.OrderPage{
		URL: s.path("orders", o.Code), Code: o.Code, PlacedAt: o.CreatedAt, Tone: toneOf(o.Status), State: sh.T(stateKey(o.Order)),
		Next: sh.T("portal.next." + nextKey(o)), Until: deadline(o.Order), Where: w.whereTo(sh.Lang, o.to.Recipient, o.to.Address, o.Status.AddressKnown()),
		Way: w.wayOf(ctx, sh, o), Tracking: o.parcel.TrackingNo, Problems: ps,
	}
	if o.Status == order.Delivered {
		p.Until = o.CompleteAfter
	}
	if o.Status.AddressKnown() {
		p.Note = o.to.Address.Note
		if p.Phone = account.LocalPhone(o.to.Phone); !o.Status.PhoneKnown() {
			p.Phone, p.Masked = "", crypt.MaskPhone(p.Phone)
		}
		p.Slip = s.path("orders", o.Code, "slip")
	}
	if s.may(actor.HandleOrders) {
		p.Steps = w.steps(sh, s, o)
	}
	collecting, err := w.directSteps(ctx, sh, s, o.Order)
	if err != nil {
		return err
	}
	p.Steps = append(collecting, p.Steps...)
	asked, found, err := fulfillment.QuestionOf(ctx, q, o.Order)
	if err != nil {
		return err
	}
	if found {
		p.Ask, p.Next, p.Until = asked.Less, sh.T("portal.next.asked"), asked.AnswerBy
		for i := range p.Steps {
			if p.Steps[i].Class == "main" { // to pack again is for who has found the rest
				p.Steps[i].Class, p.Steps[i].Label = "", sh.T("portal.do.repack")
			}
		}
	}
	if p.Lines, err = w.linesOf(ctx, sh, o.lines); err != nil {
		return err
	}
	if p.Paid, err = w.paid(ctx, sh, o.Order, toSeller); err != nil {
		return err
	}
	p.Sums = sums(sh, o.Order, toSeller)
	moves, err := order.History(ctx, q, o.ID)
	if err != nil {
		return err
	}
	p.History = history(sh, o.Order, moves)
	said, err := order.Refusals(ctx, q, o.ID)
	if err != nil {
		return err
	}
	if words := said[o.ID]; words != "" && len(p.History) > 0 {
		last := &p.History[len(p.History)-1]
		last.Note = sh.T("portal.refuse.said", "reason", last.Note, "words", words)
	}
	if s.may(actor.HandleOrders) {
		v, err := w.Talks.Read(ctx, s.by, o.ID)
		if err != nil {
			return err
		}
		if v.Open || len(v.Messages) > 0 {
			p.Talk = &pages.Way{URL: s.path("orders", o.Code, "talk"), Icon: "chat", Label: sh.T("talk.with_buyer"), Count: count(v.Unread)}
		}
	}
	tickets, err := complaint.OfOrders(ctx, q, o.ID)
	if err != nil {
		return err
	}
	for _, t := range tickets {
		if t.State.Live() && o.Status == order.Delivered {
			p.Next, p.Until = sh.T("portal.next.complained"), 0 // its end starts the three days anew
		}
		p.Tickets = append(p.Tickets, pages.Way{
			URL: s.path("complaints", t.Code), Icon: "chat", Label: sh.T("complaint.reason." + string(t.Reason)), Hint: sh.T("complaint.state." + string(t.State)),
		})
	}
	wanted, err := invoice.OfOrders(ctx, q, o.ID)
	if err != nil {
		return err
	}
	for _, v := range wanted[o.ID] {
		if s.may(actor.HandleOrders) {
			p.Tickets = append(p.Tickets, pages.Way{URL: s.path("invoices", v.ID), Icon: "copy", Label: sh.T("portal.invoice"), Hint: sh.T("invoice.state." + string(v.State))})
		}
	}
	return show(c, pages.Order(sh, p))
}

// nextKey says in a word what is to be done now.
func nextKey(o sale) string {
	switch {
	case o.Waits() && o.paid && o.Status == order.Placed:
		return "ahead"
	case !waits(o.Order) && o.Direct():
		return "unpaid_direct"
	case !waits(o.Order):
		return "unpaid"
	case o.PayableAt == order.Door && o.Status == order.Placed:
		return "placed_door"
	case o.cash && o.Status == order.Shipped:
		return "shipped_cash"
	case o.PayableAt == order.Door && !o.paid && (o.Status == order.Packed || o.Status == order.Shipped):
		return string(o.Status) + "_door"
	case o.Carrier == shipping.PickupCode && (o.Status == order.Packed || o.Status == order.Shipped):
		return string(o.Status) + "_pickup"
	}
	return string(o.Status)
}

// steps are the buttons of now.
func (w *portal) steps(sh *pages.Shell, s stall, o sale) []pages.Step {
	at := func(verb string) string { return s.path("orders", o.Code, verb) }
	fetched := o.Carrier == shipping.PickupCode
	var taken []pages.Step
	if o.cash {
		taken = []pages.Step{{URL: at("cash"), Icon: "money", Label: sh.T("portal.do.cash", "amount", o.due)}}
	}
	switch o.Status {
	case order.Placed:
		if o.Waits() && o.paid {
			return []pages.Step{{URL: at("refuse"), Icon: "close", Label: sh.T("portal.do.refuse"), Ask: true}}
		}
		if !waits(o.Order) {
			return nil
		}
		return []pages.Step{
			{URL: at("confirm"), Icon: "check", Label: sh.T("portal.do.confirm"), Class: "main"},
			{URL: at("refuse"), Icon: "close", Label: sh.T("portal.do.refuse"), Ask: true},
		}
	case order.Confirmed:
		return []pages.Step{
			{URL: at("pack"), Icon: "scale", Label: sh.T("portal.do.pack"), Class: "main", Ask: true},
			{URL: at("refuse"), Icon: "close", Label: sh.T("portal.do.refuse"), Ask: true},
		}
	case order.Packed:
		if fetched {
			return append(taken,
				pages.Step{URL: at("ship"), Icon: "pin", Label: sh.T("portal.do.wait"), Class: "main"},
				pages.Step{URL: at("deliver"), Icon: "check", Label: sh.T("portal.do.fetched")},
			)
		}
		return []pages.Step{{URL: at("ship"), Icon: "truck", Label: sh.T("portal.do.ship"), Class: "main", Ask: true}}
	case order.Shipped:
		label := "portal.do.deliver"
		if fetched {
			label = "portal.do.fetched"
		}
		all := append(taken, pages.Step{URL: at("deliver"), Icon: "check", Label: sh.T(label), Class: "main"})
		if !fetched {
			all = append(all, pages.Step{URL: at("retrack"), Icon: "edit", Label: sh.T("portal.retrack"), Ask: true})
		}
		return append(all, pages.Step{URL: at("return"), Icon: "return", Label: sh.T("portal.do.return"), Ask: true})
	}
	return nil
}

// wayOf says how an order goes to its buyer, and when it is promised.
func (w *portal) wayOf(ctx context.Context, sh *pages.Shell, o sale) string {
	text := sh.T("carrier." + o.Carrier)
	if o.PickupID != "" {
		if p, err := shipping.FindPoint(ctx, w.DB.Read(ctx), o.PickupID); err == nil {
			text += ": " + p.Name
		}
	}
	if o.PromisedTo != "" {
		text += ". " + sh.T("portal.promised", "from", o.PromisedFrom, "to", o.PromisedTo)
	}
	return text
}

// reader is whom a sentence about money is said to: the seller, whose it is, or the desk.
type reader string

const (
	toSeller reader = ""
	toDesk   reader = ".desk"
)

// paid says where the buyer's money is.
func (w *portal) paid(ctx context.Context, sh *pages.Shell, o order.Order, to reader) (view.Notice, error) {
	p, part, err := payment.OfOrder(ctx, w.DB.Read(ctx), o.ID)
	if err != nil {
		return view.Notice{}, err
	}
	cash, found, err := collection.OfOrder(ctx, w.DB.Read(ctx), o.ID)
	if err != nil {
		return view.Notice{}, err
	}
	switch {
	case found && cash.State == collection.Kept:
		return view.Notice{Tone: view.Good, Title: sh.T("portal.paid.cash"), Text: sh.T("portal.paid.cash_text", "amount", cash.Amount)}, nil
	case found && cash.State == collection.Held:
		return view.Notice{Tone: view.Care, Title: sh.T("portal.paid.courier"), Text: sh.T("portal.paid.courier_text", "amount", cash.Amount)}, nil
	case p.AtDoor && p.Status.Open():
		return view.Notice{Tone: view.Care, Title: sh.T("portal.paid.door"), Text: sh.T("portal.paid.door_text", "amount", p.Missing())}, nil
	case part.Refunded.Positive() && part.Left().IsZero():
		return view.Notice{Tone: view.Bad, Title: sh.T("portal.paid.back")}, nil
	case p.Direct() && p.Status == payment.Paid:
		return view.Notice{Tone: view.Good, Title: sh.T("portal.paid.direct" + string(to)), Text: sh.T("portal.paid.direct_text" + string(to))}, nil
	case p.Direct():
		return view.Notice{Tone: view.Plain, Title: sh.T("portal.paid.not"), Text: sh.T("portal.paid.direct_text" + string(to))}, nil
	case p.Status == payment.Paid && o.Status == order.Completed:
		return view.Notice{Tone: view.Good, Title: sh.T("portal.paid.earned" + string(to))}, nil
	case p.Status == payment.Paid:
		return view.Notice{Tone: view.Good, Title: sh.T("portal.paid.held"), Text: sh.T("portal.paid.held_text" + string(to))}, nil
	}
	return view.Notice{Tone: view.Plain, Title: sh.T("portal.paid.not")}, nil
}

// sums are what the buyer pays, goods as packed once they are.
func sums(sh *pages.Shell, o order.Order, to reader) []view.Sum {
	out := []view.Sum{{Name: sh.T("sum.goods"), Amount: o.Goods}}
	if o.Packed() {
		if less := o.Goods.Sub(o.PackedGoods); less.Positive() {
			out = append(out, view.Sum{Name: sh.T("sum.weighed"), Amount: less.Neg()})
		}
	}
	name := "portal.sum.delivery_carrier"
	if o.ShippingEarner == order.EarnedBySeller {
		name = "portal.sum.delivery_seller" + string(to)
	}
	return append(out, view.Sum{Name: sh.T(name), Amount: o.Shipping}, view.Sum{Name: sh.T("portal.sum.total"), Amount: o.Due(), Total: true})
}

// history is what has happened to an order.
func history(sh *pages.Shell, o order.Order, moves []order.Move) []view.Step {
	out := make([]view.Step, 0, len(moves))
	for i, m := range moves {
		st := view.Step{Name: sh.T("order.status." + string(m.ToStatus)), At: m.CreatedAt, State: view.Done}
		if m.Reason != "" {
			st.Note = reasonOf(sh, m.Reason)
		}
		switch {
		case m.ToStatus == order.Cancelled || m.ToStatus == order.Returned:
			st.State = view.Failed
		case i == len(moves)-1 && !o.Status.Ended():
			st.State = view.Now
		}
		out = append(out, st)
	}
	return out
}
