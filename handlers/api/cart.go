package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/web/locale"
)

func (a *api) cartRoutes() chapter {
	return chapter{"Cart", []*route{
		on(a, "GET", "/cart", "getCart", "The cart with today's prices, by seller", a.cart),
		on(a, "POST", "/cart/lines", "addLine", "Put more of a variant into the cart", a.addLine).orNothing().need("variant_id", "quantity"),
		on(a, "PUT", "/cart/lines/{variant}", "putLine", "Set the quantity of a variant", a.putLine).orNothing().need("quantity"),
		on(a, "DELETE", "/cart/lines/{variant}", "removeLine", "Take a variant out of the cart", a.removeLine).orNothing(),
	}}
}

type cartOut struct {
	Parts   []partOut `json:"parts" doc:"one for each seller, and one for each harvest that is ordered ahead: each becomes an order of its own"`
	Goods   money.VND `json:"goods" doc:"the sum of the lines that can be bought"`
	Alcohol bool      `json:"has_alcohol" doc:"somebody of age must buy and receive it"`
}

type partOut struct {
	Seller sellerRef  `json:"seller"`
	Ahead  *aheadOut  `json:"ahead,omitempty" doc:"the harvest of which all of it is ordered ahead"`
	Lines  []cartLine `json:"lines"`
	Goods  money.VND  `json:"goods"`
}

type cartLine struct {
	VariantID   string        `json:"variant_id"`
	ProductID   string        `json:"product_id"`
	ProductSlug string        `json:"product_slug"`
	NameVI      string        `json:"name_vi"`
	NameEN      string        `json:"name_en"`
	VariantVI   string        `json:"variant_name_vi"`
	VariantEN   string        `json:"variant_name_en"`
	Class       catalog.Class `json:"class"`
	Basis       measure.Basis `json:"basis"`
	Unit        string        `json:"unit"`
	Step        int64         `json:"step"`
	Minimum     int64         `json:"minimum"`
	Price       money.VND     `json:"price"`
	Quantity    int64         `json:"quantity"`
	Free        int64         `json:"free" doc:"what can still be bought, in pieces or grams"`
	Amount      money.VND     `json:"amount"`
	Sample      bool          `json:"sample"`
	Photo       *picture      `json:"photo,omitempty"`
	Problem     *reason       `json:"problem,omitempty" doc:"why it cannot be bought now; it counts in no sum"`
}

func cartOf(c *fiber.Ctx, p checkout.Plan) cartOut {
	lang := session.Language(c)
	out := cartOut{Parts: []partOut{}, Goods: p.Goods, Alcohol: p.Alcohol}
	for _, part := range p.Parts {
		out.Parts = append(out.Parts, partOut{
			Seller: sellerRef{part.SellerID, part.SellerSlug, part.SellerName}, Ahead: aheadOf(part.Ahead), Goods: part.Goods,
			Lines: each(part.Lines, func(l checkout.PlanLine) cartLine { return lineOf(lang, l) }),
		})
	}
	return out
}

func lineOf(lang locale.Lang, l checkout.PlanLine) cartLine {
	s := l.Sale
	out := cartLine{
		VariantID: s.VariantID, ProductID: s.ProductID, ProductSlug: s.ProductSlug, NameVI: s.NameVI, NameEN: s.NameEN, VariantVI: s.VariantNameVI,
		VariantEN: s.VariantNameEN, Class: s.Class, Basis: s.Rule.Basis, Unit: s.Unit, Step: s.Rule.Step, Minimum: s.Rule.Min, Price: s.Price,
		Quantity: l.Quantity, Free: s.Free(), Amount: l.Amount, Sample: s.Sample, Photo: pictureOf(s.PhotoKey, 0, 0, ""),
	}
	if l.Problem != nil {
		out.Problem = &reason{Field: l.Problem.Field, Key: l.Problem.Key, Detail: locale.Fault(lang, l.Problem), Args: l.Problem.Args}
	}
	return out
}

func (a *api) cart(c *fiber.Ctx, by actor.Shopper, _ none) (cartOut, error) {
	o, err := a.Checkout.Show(c.UserContext(), by, shipping.Place{}, nil)
	return cartOf(c, o.Plan), err
}

// cartNow is the cart after a change, for whoever wants to see it.
func cartNow(c *fiber.Ctx, p checkout.Plan) (cartOut, error) {
	if err := unwanted(c); err != nil {
		return cartOut{}, err
	}
	return cartOf(c, p), nil
}

type newLine struct {
	VariantID string `json:"variant_id"`
	Quantity  int64  `json:"quantity"`
}

func (a *api) addLine(c *fiber.Ctx, by actor.Shopper, in newLine) (cartOut, error) {
	p, err := a.Checkout.AddLine(c.UserContext(), by, in.VariantID, in.Quantity)
	if err != nil {
		return cartOut{}, err
	}
	return cartNow(c, p)
}

type lineQuantity struct {
	Quantity int64 `json:"quantity"`
}

func (a *api) putLine(c *fiber.Ctx, by actor.Shopper, in lineQuantity) (cartOut, error) {
	p, err := a.Checkout.PutLine(c.UserContext(), by, c.Params("variant"), in.Quantity)
	if err != nil {
		return cartOut{}, err
	}
	return cartNow(c, p)
}

func (a *api) removeLine(c *fiber.Ctx, by actor.Shopper, _ none) (cartOut, error) {
	if err := a.Checkout.RemoveLine(c.UserContext(), by, c.Params("variant")); err != nil {
		return cartOut{}, err
	}
	if err := unwanted(c); err != nil {
		return cartOut{}, err
	}
	return a.cart(c, by, none{})
}
