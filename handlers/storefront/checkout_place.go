package storefront

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// placeForm is the second step of the checkout. Delivery names a quote by key of the part.
type placeForm struct {
	Step          string            `form:"step"`
	Delivery      map[string]string `form:"delivery"`
	Gateway       string            `form:"gateway"`
	ExpectedTotal money.VND         `form:"expected_total"`
	TermsVersion  string            `form:"terms_version"`
	OfAge         bool              `form:"of_age"`
	WantInvoice   bool              `form:"want_invoice"`
	Invoice       invoice.Buyer     `form:"invoice"`
}

// wanted is who invoices are made out to, if the buyer wants any.
func (in placeForm) wanted() *invoice.Buyer {
	if !in.WantInvoice {
		return nil
	}
	return &in.Invoice
}

func (in placeForm) choices() (out []shipping.Choice) {
	for key, named := range in.Delivery {
		part := strings.SplitN(named, "|", 3)
		if len(part) == 3 {
			out = append(out, shipping.ChoiceOf(key, shipping.Quote{Carrier: part[0], Service: part[1], PickupID: part[2]}))
		}
	}
	return out
}

// quoteCode names a quote in the form.
func quoteCode(q shipping.Quote) string { return q.Carrier + "|" + q.Service + "|" + q.PickupID }

func (s *shop) placePage(c *fiber.Ctx) error {
	d, ok := kept[destination](c, s, "destination")
	if !ok || session.Who(c).PhoneID == "" {
		return goOn(c, view.PathCheckout)
	}
	return s.showPlace(c, d, placeForm{}, nil)
}

func (s *shop) showPlace(c *fiber.Ctx, d destination, in placeForm, refused error) error {
	offer, err := s.Checkout.Show(c.UserContext(), session.Shopper(c), d.place(), in.choices())
	if err != nil {
		return err
	}
	if len(offer.Plan.Parts) == 0 || offer.Plan.Problems() != nil {
		return goOn(c, view.PathCart) // the basket says what is wrong with it
	}
	f := s.form(c, "cart")
	f.Title, f.Path = f.T("checkout.bill"), view.PathCheckoutPlace
	p := pages.CheckoutPlacePage{
		Who: d.Recipient, Where: s.Places.Line(d.Address), Total: offer.Total, TermsVersion: offer.Terms, Terms: in.TermsVersion == offer.Terms,
		Adult: offer.Plan.Alcohol, AdultTicked: in.OfAge, Gateway: in.Gateway, Problems: problemsOf(f.Lang, refused),
		Gateways: gatewaysOf(f, offer.Gateways), WantInvoice: in.WantInvoice, Invoice: invoiceForm(f, "invoice.", in.Invoice),
	}
	if offer.Direct {
		p.Direct = f.T("direct.buyer")
	}
	if offer.Door.Why != nil {
		p.NoDoor = locale.Fault(f.Lang, offer.Door.Why)
	}
	if p.Gateway == "" && len(p.Gateways) > 0 {
		p.Gateway = p.Gateways[0].Code
	}
	p.Sums = []view.Sum{{Name: f.T("sum.goods"), Amount: offer.Plan.Goods}}
	for _, part := range offer.Plan.Parts {
		p.Groups = append(p.Groups, groupOf(f, part, offer))
		if q, ok := offer.Chosen[part.Key()]; ok {
			name := "sum.delivery_of"
			if part.Ahead.Taking() {
				name = "sum.delivery_of_ahead"
			}
			p.Sums = append(p.Sums, view.Sum{Name: f.T(name, "seller", part.SellerName), Amount: q.Fee})
		}
	}
	p.Sums = append(p.Sums, view.Sum{Name: f.T("sum.total"), Amount: offer.Total, Total: true})
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.CheckoutPlace(f, p))
}

func groupOf(f *view.Frame, part checkout.Part, offer checkout.Offer) pages.CheckoutGroup {
	g := pages.CheckoutGroup{Key: part.Key(), Seller: part.SellerName, Ahead: parcelAhead(f, part.Ahead), Goods: part.Goods, Chosen: quoteCode(offer.Chosen[part.Key()])}
	for _, l := range part.Lines {
		name := inLang(f.Lang, l.Sale.NameVI, l.Sale.NameEN)
		if variant := inLang(f.Lang, l.Sale.VariantNameVI, l.Sale.VariantNameEN); variant != "" {
			name += " · " + variant
		}
		g.Lines = append(g.Lines, pages.CheckoutLine{
			Name: name, Amount: f.Quantity(l.Sale.Rule.Basis, l.Quantity, catalog.UnitIn(string(f.Lang), l.Sale.Unit)), Sum: l.Amount,
			Weighed: l.Sale.Rule.Basis == measure.Gram,
		})
	}
	for _, q := range offer.Quotes[part.Key()] {
		label := f.T("delivery." + q.Carrier + "." + q.Service)
		if q.Label != "" {
			label += ": " + q.Label
		}
		hint := f.T("delivery.window", "from", q.From, "to", q.To)
		if q.From == q.To {
			hint = f.T("delivery.day", "day", q.From)
		}
		if q.Note != "" {
			hint += ". " + f.T(q.Note)
		}
		g.Options = append(g.Options, view.Option{Value: quoteCode(q), Label: label, Hint: hint, End: f.Money(q.Fee)})
	}
	if len(g.Options) == 0 {
		g.None = f.T("fault.checkout.no_delivery", "seller", part.SellerName)
	}
	return g
}

// gatewaysOf are ways to pay in the reader's words.
func gatewaysOf(f *view.Frame, all []payments.Gateway) []pages.Gateway {
	out := make([]pages.Gateway, len(all))
	for i, g := range all {
		icon, caps := "bank", g.Capabilities()
		switch {
		case caps.Door:
			icon = "truck"
		case caps.ByBankCredit:
			icon = "qr"
		}
		out[i] = pages.Gateway{Code: g.Code(), Name: f.T("gateway." + g.Code()), Hint: hintOf(f, g), Icon: icon}
	}
	return out
}

// hintOf says in a few words how one pays; at the door it depends on what is taken there.
func hintOf(f *view.Frame, g payments.Gateway) string {
	key := "gateway." + g.Code() + ".hint"
	if g.Capabilities().DoorCash {
		key += "_cash"
	}
	return f.T(key)
}

func (s *shop) place(c *fiber.Ctx) error {
	d, ok := kept[destination](c, s, "destination")
	if !ok || session.Who(c).PhoneID == "" {
		return goOn(c, view.PathCheckout)
	}
	in, err := session.Bind[placeForm](c)
	if err != nil {
		return s.showPlace(c, d, in, err)
	}
	if in.Step == "recount" {
		return s.showPlace(c, d, in, nil)
	}
	key, err := session.Key(c)
	if err != nil {
		return s.showPlace(c, d, in, err)
	}
	ctx, by := c.UserContext(), buyer(c)
	groupID, err := s.Checkout.Place(ctx, by, checkout.PlaceOrder{
		Recipient: d.Recipient, Phone: d.Phone, Address: d.Address, Deliveries: in.sorted(), Gateway: in.Gateway,
		ExpectedTotal: in.ExpectedTotal, TermsVersion: in.TermsVersion, OfAge: in.OfAge, Locale: string(session.Language(c)),
		Invoice: in.wanted(),
	}, key)
	switch {
	case err == nil && s.payAtDoor(in.Gateway):
		return s.thanks(c, groupID)
	case err == nil:
		return s.begin(c, by, groupID, "", in.Gateway)
	case fault.Has(err, "cart.spent"), fault.Has(err, "checkout.empty"):
		return goOn(c, view.PathOrders) // another window was faster
	case len(fault.All(err)) == 0, fault.Is(err, fault.Unauthenticated):
		return err
	}
	return s.showPlace(c, d, in, err)
}

// sorted are the choices in one order, so that the same form is the same request.
func (in placeForm) sorted() []shipping.Choice {
	out := in.choices()
	slices.SortFunc(out, func(a, b shipping.Choice) int { return strings.Compare(a.Key(), b.Key()) })
	return out
}

// payAtDoor reports whether a gateway takes the money when the goods arrive.
func (s *shop) payAtDoor(gateway string) bool {
	g, on := s.Gateways.Door()
	return on && g.Code() == gateway
}

// thanks leads to the first order of a purchase for which nothing is paid now.
func (s *shop) thanks(c *fiber.Ctx, groupID string) error {
	orders, err := order.OfGroup(c.UserContext(), s.DB.Read(c.UserContext()), groupID)
	if err != nil || len(orders) == 0 {
		return goOn(c, view.PathOrders)
	}
	s.flash(c, "placed_at_door")
	return goOn(c, view.OrderPath(orders[0].Code))
}

// begin starts to pay and leads the buyer to the gateway, or to the page that says what
// to do next. The order stands whatever the gateway says.
func (s *shop) begin(c *fiber.Ctx, by checkout.Buyer, groupID, paymentID, gateway string) error {
	ctx := c.UserContext()
	step, err := s.Checkout.Pay(ctx, by, groupID, checkout.PayNow{Gateway: gateway, Payment: paymentID}, session.Address(c))
	if err != nil {
		if len(fault.All(err)) == 0 {
			s.Log.ErrorContext(ctx, "paying could not begin", "group", groupID, "error", err)
		}
		p, found := s.paymentOf(ctx, groupID)
		if !found {
			return err
		}
		if !fault.Has(err, "payment.closed") {
			s.flash(c, "payment_failed")
		}
		return goOn(c, view.PayPath(p.Code))
	}
	if !step.Checking && step.Next.Kind == payments.NextRedirect && (step.Next.Method == "" || step.Next.Method == fiber.MethodGet) && s.letsOn(step.Next.URL) {
		return goOn(c, step.Next.URL)
	}
	return goOn(c, view.PayPath(step.Payment.Code))
}

// letsOn reports whether a browser that posted a form of ours lets itself be sent on to
// address (CSP form-action). Where it does not, the page of the payment has a link.
func (s *shop) letsOn(address string) bool {
	to, err := url.Parse(address)
	if err != nil {
		return false
	}
	origin := to.Scheme + "://" + to.Host
	return origin == s.Market.BaseURL || slices.Contains(s.Gateways.FormActions(), origin)
}

// paymentOf is what the group owes.
func (s *shop) paymentOf(ctx context.Context, groupID string) (payment.Payment, bool) {
	group, err := order.FindGroup(ctx, s.DB.Read(ctx), groupID)
	if err != nil {
		return payment.Payment{}, false
	}
	all, err := payment.OfGroup(ctx, s.DB.Read(ctx), group.ID)
	if err != nil || len(all) == 0 {
		return payment.Payment{}, false
	}
	return all[0], true
}
