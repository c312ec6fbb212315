package storefront

import (
	"errors"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// cartForm is a line as people type it: pieces, or kilograms with a comma.
type cartForm struct {
	VariantID string `form:"variant_id"`
	Quantity  string `form:"quantity"`
}

func (s *shop) cartPage(c *fiber.Ctx) error { return s.showCart(c, nil, cartForm{}) }

// showCart shows the basket, with what was refused beside its line.
func (s *shop) showCart(c *fiber.Ctx, refused error, typed cartForm) error {
	offer, err := s.Checkout.Show(c.UserContext(), session.Shopper(c), shipping.Place{}, nil)
	if err != nil {
		return err
	}
	f := s.form(c, "cart")
	f.Title = f.T("cart.title")
	f.Path = view.PathCart
	p := s.cartOf(f, offer.Plan)
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
		p.Problems = beside(problemsOf(f.Lang, refused), typed.VariantID)
		for g := range p.Groups {
			for l := range p.Groups[g].Lines {
				if line := &p.Groups[g].Lines[l]; line.ID == typed.VariantID {
					line.Typed = typed.Quantity
				}
			}
		}
	}
	return show(c, status, pages.Cart(f, p))
}

// beside puts the problems of one line's form at that line.
func beside(ps view.Problems, variantID string) view.Problems {
	for i := range ps {
		if ps[i].Field == "quantity" || ps[i].Field == "variant_id" {
			ps[i].Field = variantID + ".quantity"
		}
	}
	return ps
}

func (s *shop) cartOf(f *view.Frame, plan checkout.Plan) pages.CartPage {
	p := pages.CartPage{Goods: plan.Goods}
	for _, part := range plan.Parts {
		g := pages.CartGroup{SellerSlug: part.SellerSlug, SellerName: part.SellerName, Ahead: parcelAhead(f, part.Ahead), Goods: part.Goods}
		if ward, ok := s.Places.Lookup(part.Parcel.From.Scheme, part.Parcel.From.Ward); ok {
			g.Place = ward.Name
		}
		for _, l := range part.Lines {
			line := cartLineOf(f, l)
			p.Blocked = p.Blocked || line.Trouble != ""
			g.Lines = append(g.Lines, line)
		}
		p.Groups = append(p.Groups, g)
	}
	return p
}

func cartLineOf(f *view.Frame, l checkout.PlanLine) pages.CartLine {
	sale := l.Sale
	line := pages.CartLine{
		ID: sale.VariantID, Slug: sale.ProductSlug, Name: inLang(f.Lang, sale.NameVI, sale.NameEN),
		Variant: inLang(f.Lang, sale.VariantNameVI, sale.VariantNameEN), Kind: drawingOf(sale.Kind), Rule: sale.Rule,
		Max: min(max(sale.Free(), 0), measure.MaxQuantity), Quantity: l.Quantity, Price: sale.Price, Sum: l.Amount, Sample: sale.Sample,
	}
	line.Photo = photoOf(sale.PhotoKey, 0, 0, line.Name)
	if sale.Rule.Basis == measure.Piece {
		line.Unit = catalog.UnitIn(string(f.Lang), sale.Unit)
	}
	if l.Problem != nil {
		// What can be mended at the field keeps its field; the rest can only be taken out.
		line.Trouble = locale.Fault(f.Lang, l.Problem)
	}
	return line
}

func inLang(lang locale.Lang, vi, en string) string {
	if lang == locale.En && en != "" {
		return en
	}
	return vi
}

func (s *shop) addToCart(c *fiber.Ctx) error {
	in, err := session.Bind[cartForm](c)
	if err != nil {
		return err
	}
	sale, quantity, err := s.amount(c, in)
	if sale.VariantID == "" {
		return err
	}
	if err == nil {
		var key string
		if key, err = session.Key(c); err == nil {
			err = s.Checkout.AddLineOnce(c.UserContext(), session.Shopper(c), in.VariantID, quantity, key)
		}
	}
	if err != nil {
		if len(fault.All(err)) == 0 {
			return err
		}
		return s.showProduct(c, sale.ProductSlug, err, in.VariantID, in.Quantity)
	}
	s.flash(c, "added")
	return goOn(c, view.PathCart)
}

func (s *shop) setInCart(c *fiber.Ctx) error {
	in, err := session.Bind[cartForm](c)
	if err != nil {
		return err
	}
	_, quantity, err := s.amount(c, in)
	if err == nil {
		_, err = s.Checkout.PutLine(c.UserContext(), session.Shopper(c), in.VariantID, quantity)
	}
	if err != nil {
		if len(fault.All(err)) == 0 || fault.Is(err, fault.NotFound) {
			return err
		}
		return s.showCart(c, err, in)
	}
	return goOn(c, view.PathCart)
}

func (s *shop) removeFromCart(c *fiber.Ctx) error {
	in, err := session.Bind[struct {
		VariantID string `form:"variant_id"`
	}](c)
	if err != nil {
		return err
	}
	if err := s.Checkout.RemoveLine(c.UserContext(), session.Shopper(c), in.VariantID); err != nil {
		return err
	}
	return goOn(c, view.PathCart)
}

// amount reads what was typed in the measure of the variant. A variant that does not exist
// is "cart.unknown_variant", and the Sellable is zero.
func (s *shop) amount(c *fiber.Ctx, in cartForm) (catalog.Sellable, int64, error) {
	ctx := c.UserContext()
	sales, err := catalog.SellableVariants(ctx, s.DB.Read(ctx), []string{in.VariantID})
	if err != nil {
		return catalog.Sellable{}, 0, err
	}
	sale, ok := sales[in.VariantID]
	if !ok {
		return sale, 0, fault.New(fault.NotFound, "cart.unknown_variant").On("variant_id")
	}
	quantity, err := typedAmount(sale.Rule.Basis, in.Quantity)
	return sale, quantity, err
}

// typedAmount refuses with "quantity.typed" what is no whole number of pieces, or no
// weight with at most three decimals.
func typedAmount(b measure.Basis, typed string) (int64, error) {
	refused := fault.New(fault.Invalid, "quantity.typed").On("quantity")
	typed = strings.TrimSpace(typed)
	if negative := strings.TrimLeft(typed, "-−"); negative != typed {
		return 0, fault.New(fault.Invalid, "quantity.positive").On("quantity")
	}
	if b == measure.Gram {
		grams, err := measure.ParseKg(typed)
		if err != nil {
			return 0, fault.New(fault.Invalid, "quantity.typed_kg").On("quantity")
		}
		return grams, nil
	}
	n, err := strconv.ParseInt(typed, 10, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, fault.New(fault.Invalid, "quantity.too_much").On("quantity")
	case err != nil:
		return 0, refused
	}
	return n, nil
}

// visitor is the guest whose cart a person takes over when signing in.
func visitor(c *fiber.Ctx) (actor.Guest, bool) {
	if !session.HasVisitor(c) {
		return actor.Guest{}, false
	}
	return actor.Guest{CartToken: session.Visitor(c), PhoneID: session.Who(c).PhoneID, Channel: actor.Page}, true
}
