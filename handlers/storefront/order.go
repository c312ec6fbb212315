package storefront

import (
	"context"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// purchase is one order with what its page tells.
type purchase struct {
	order.Order
	group   order.Group
	pay     payment.Payment
	part    payment.Allocation
	lines   []order.Line
	moves   []order.Move
	refused string // what the seller said on refusing
	refunds []payment.Refund
	cash    bool // taken at the door, so the market has not all of it
}

// bought is an order of the buyer's, by its code; another's is "order.unknown".
func (s *shop) bought(c *fiber.Ctx, code string) (p purchase, err error) {
	ctx := c.UserContext()
	q := s.DB.Read(ctx)
	if p.Order, err = order.FindAny(ctx, q, code); err != nil {
		return p, err
	}
	if p.group, err = order.FindGroup(ctx, q, p.GroupID); err != nil {
		return p, err
	}
	if who := session.Who(c); !p.group.BelongsTo(who.PersonID, who.PhoneID) {
		return p, fault.New(fault.NotFound, "order.unknown")
	}
	if p.pay, p.part, err = payment.OfOrder(ctx, q, p.ID); err != nil {
		return p, err
	}
	if p.PayableAt == order.Door {
		if _, p.cash, err = collection.OfOrder(ctx, q, p.ID); err != nil {
			return p, err
		}
	}
	if p.lines, err = order.Lines(ctx, q, p.ID); err != nil {
		return p, err
	}
	if p.moves, err = order.History(ctx, q, p.ID); err != nil {
		return p, err
	}
	said, err := order.Refusals(ctx, q, p.ID)
	if err != nil {
		return p, err
	}
	p.refused = said[p.ID]
	all, err := payment.RefundsOf(ctx, q, p.pay.ID)
	p.refunds = slices.DeleteFunc(all, func(r payment.Refund) bool { return r.OrderID != nil && *r.OrderID != p.ID })
	return p, err
}

func (s *shop) orderPage(c *fiber.Ctx) error {
	return s.showOrder(c, nil, func(*pages.OrderPage) {})
}

// showOrder shows an order; typed puts back what was typed into a form that was refused.
func (s *shop) showOrder(c *fiber.Ctx, refused error, typed func(*pages.OrderPage)) error {
	o, err := s.bought(c, c.Params("code"))
	if fault.Has(err, "order.unknown") {
		if at := s.asSeller(c); at != "" {
			return goOn(c, at)
		}
		return s.groupPage(c, err)
	}
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	f := s.form(c, "orders")
	f.Title, f.Path = f.T("order.title")+" "+o.Code, view.OrderPath(o.Code)
	p := pages.OrderPage{
		Code: o.Code, PlacedAt: o.CreatedAt, Steps: stepsOf(f, o), Now: nowOf(f, o), Money: moneyOf(f, o), Sums: billOf(f, o),
		CanCancel: o.Status == order.Placed || o.Status == order.Confirmed, CanReceive: o.Status == order.Shipped && o.part.Funded,
		Problems: problemsOf(f.Lang, refused),
	}
	for _, reason := range aftersale.CancelReasons {
		p.CancelReasons = append(p.CancelReasons, view.Option{Value: reason, Label: f.T(reason)})
	}
	if o.pay.Status.Open() && o.Status == order.Placed && !o.pay.AtDoor {
		p.PayURL, p.Checking = view.PayPath(o.pay.Code), o.pay.Status == payment.Checking
	}
	for _, fill := range []func(context.Context, *view.Frame, purchase, *pages.OrderPage) error{
		s.fillSeller, s.fillPlace, s.fillLines, s.fillTracking, s.fillSiblings, s.fillWeight, s.fillDoor, s.fillInvoice,
	} {
		if err := fill(ctx, f, o, &p); err != nil {
			return err
		}
	}
	if err := s.fillComplaints(c, f, o, &p); err != nil {
		return err
	}
	v, err := s.Talks.Read(ctx, conversation.Buyer(buyer(c)), o.ID)
	if err != nil {
		return err
	}
	p.Unread = v.Unread
	if p.Refund, err = s.refundOf(ctx, f, o); err != nil {
		return err
	}
	if o.Direct() {
		p.Direct = f.T("direct.buyer")
	}
	typed(&p)
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.Order(f, p))
}

// asSeller is where a member of the seller, or their helper, works on the order of the
// address: the code on a parcel names the buyer's page, and whoever packs it scans the same.
// Empty for all others.
func (s *shop) asSeller(c *fiber.Ctx) string {
	ctx := c.UserContext()
	q := s.DB.Read(ctx)
	who, err := session.Seller(c)
	if err != nil {
		return ""
	}
	o, err := order.FindAny(ctx, q, c.Params("code"))
	if err != nil {
		return ""
	}
	if _, err := seller.Member(ctx, q, o.SellerID, who); err != nil {
		return ""
	}
	card, err := seller.CardOf(ctx, q, o.SellerID)
	if err != nil {
		return ""
	}
	return view.PathPortal + "/s/" + card.Slug + "/orders/" + o.Code
}

// groupPage leads from the code of a purchase, as gateways and messages carry it, to its
// payment or its only order.
func (s *shop) groupPage(c *fiber.Ctx, unknown error) error {
	ctx := c.UserContext()
	q := s.DB.Read(ctx)
	group, err := order.FindGroup(ctx, q, c.Params("code"))
	if err != nil {
		return err
	}
	if who := session.Who(c); !group.BelongsTo(who.PersonID, who.PhoneID) {
		return unknown
	}
	pays, err := payment.OfGroup(ctx, q, group.ID)
	if err != nil {
		return err
	}
	orders, err := order.OfGroup(ctx, q, group.ID)
	switch {
	case err != nil:
		return err
	case len(orders) > 0 && len(pays) > 0 && pays[0].AtDoor, len(orders) == 1 && (len(pays) == 0 || !pays[0].Status.Open()):
		return goOn(c, view.OrderPath(orders[0].Code))
	case len(pays) > 0:
		return goOn(c, view.PayPath(pays[0].Code))
	}
	return unknown
}

func (s *shop) fillSeller(ctx context.Context, _ *view.Frame, o purchase, p *pages.OrderPage) error {
	card, err := seller.CardOf(ctx, s.DB.Read(ctx), o.SellerID)
	p.Seller = s.sellerCard(card)
	return err
}

func (s *shop) fillPlace(_ context.Context, _ *view.Frame, o purchase, p *pages.OrderPage) error {
	d, err := s.Checkout.Open(o.group)
	if err != nil {
		return err
	}
	p.Where, p.Phone = []string{d.Recipient, s.Places.Line(d.Address)}, maskPhone(d.Phone)
	if d.Address.Note != "" {
		p.Where = append(p.Where, d.Address.Note)
	}
	return nil
}

func (s *shop) fillLines(ctx context.Context, f *view.Frame, o purchase, p *pages.OrderPage) error {
	ids := make([]string, len(o.lines))
	for i, l := range o.lines {
		ids[i] = l.VariantID
	}
	sales, err := catalog.SellableVariants(ctx, s.DB.Read(ctx), ids)
	if err != nil {
		return err
	}
	for _, l := range o.lines {
		sale, unit := sales[l.VariantID], catalog.UnitIn(string(f.Lang), l.Unit)
		line := pages.OrderLine{
			Name: inLang(f.Lang, l.NameVI, l.NameEN), Variant: inLang(f.Lang, l.VariantVI, l.VariantEN), Kind: drawingOf(sale.Kind),
			Photo: photoOf(sale.PhotoKey, 0, 0, l.NameVI), Ordered: f.Quantity(l.Basis, l.Quantity, unit), Sum: l.Amount,
		}
		if sale.Buyable {
			line.Slug = sale.ProductSlug
		}
		if l.Basis == measure.Gram {
			unit = catalog.Kilogram
		}
		line.Price = f.Money(l.Price) + " / " + unit
		if o.Packed() && l.PackedQuantity != order.Unpacked {
			line.Sum = l.PackedAmount
			if l.PackedQuantity != l.Quantity {
				line.Packed, line.Less = f.Quantity(l.Basis, l.PackedQuantity, unit), l.Amount.Sub(l.PackedAmount)
			}
		}
		p.Lines = append(p.Lines, line)
	}
	return nil
}

func (s *shop) fillSiblings(ctx context.Context, f *view.Frame, o purchase, p *pages.OrderPage) error {
	links, err := s.orderLinks(ctx, f, o.GroupID)
	for _, l := range links {
		if l.URL != view.OrderPath(o.Code) {
			p.Siblings = append(p.Siblings, l)
		}
	}
	return err
}

func (s *shop) fillWeight(ctx context.Context, f *view.Frame, o purchase, p *pages.OrderPage) error {
	asked, found, err := fulfillment.QuestionOf(ctx, s.DB.Read(ctx), o.Order)
	if err != nil || !found {
		return err
	}
	packed, err := asked.Packed()
	if err != nil {
		return err
	}
	text := ""
	for _, l := range o.lines {
		if less, unit := packed[l.ID], catalog.UnitIn(string(f.Lang), l.Unit); less < l.Quantity {
			text += f.T("weight.line", "name", l.Name(string(f.Lang)), "ordered", f.Quantity(l.Basis, l.Quantity, unit), "packed", f.Quantity(l.Basis, less, unit)) + " "
		}
	}
	p.Weight = &pages.WeightQuestion{Text: text, Back: asked.Less, Until: asked.AnswerBy}
	return nil
}

func (s *shop) fillComplaints(c *fiber.Ctx, f *view.Frame, o purchase, p *pages.OrderPage) error {
	ctx := c.UserContext()
	tickets, err := complaint.OfOrders(ctx, s.DB.Read(ctx), o.ID)
	if err != nil {
		return err
	}
	for _, t := range tickets {
		p.Complaints = append(p.Complaints, view.Link{
			Label: f.T("complaint.link", "code", t.Code, "state", f.T("complaint.state."+string(t.State))), URL: view.ComplaintPath(t.Code),
		})
	}
	w, err := s.Aftersale.MayComplain(ctx, aftersale.Buyer(buyer(c)), o.ID)
	p.CanComplain, p.ComplainUntil = len(w.Reasons) > 0, w.Until
	return err
}

// stepsOf are the stages of an order with the moments at which it reached them.
func stepsOf(f *view.Frame, o purchase) []view.Step {
	at := map[order.Status]clock.Instant{}
	for _, m := range o.moves {
		at[m.ToStatus] = m.CreatedAt
	}
	var out []view.Step
	for _, st := range []order.Status{order.Placed, order.Confirmed, order.Packed, order.Shipped, order.Delivered, order.Completed} {
		step := view.Step{Name: f.T("order.step." + string(st)), At: at[st], State: view.Next}
		switch {
		case st == o.Status && st == order.Completed, !step.At.IsZero() && (st != o.Status):
			step.State = view.Done
		case st == o.Status:
			step.State = view.Now
		}
		if o.Status == order.Cancelled || o.Status == order.Returned {
			if step.At.IsZero() {
				continue // what will never come is not promised
			}
			step.State = view.Done
		}
		out = append(out, step)
	}
	if o.Status == order.Cancelled || o.Status == order.Returned {
		step := view.Step{Name: f.T("order.status." + string(o.Status)), At: at[o.Status], State: view.Failed}
		if len(o.moves) > 0 {
			step.Note = reasonText(f, o.moves[len(o.moves)-1].Reason)
		}
		out = append(out, step)
	}
	return out
}
