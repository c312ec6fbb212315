package api

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
)

// What a phone takes along of one stall at most, the newest of each.
const (
	mostOrdersAlong = 100
	mostGoodsAlong  = 200
)

type workOut struct {
	At     clock.Instant `json:"at"`
	Stalls []stallWork   `json:"stalls"`
	Kinds  []kindAlong   `json:"kinds"`
	Units  []unitAlong   `json:"units"`
}

type kindAlong struct {
	Slug       string        `json:"slug"`
	Name       string        `json:"name"`
	Class      catalog.Class `json:"class"`
	Group      int           `json:"ocop_group"`
	TaxClasses []string      `json:"tax_classes" doc:"as which its products may be taxed; where there are two, the grower says which"`
	Units      []string      `json:"units" doc:"by which its products are usually sold, the likeliest first"`
}

type unitAlong struct {
	Value string `json:"value"`
	Name  string `json:"name"`
}

type stallWork struct {
	sellerRef
	Scheme   string          `json:"scheme"`
	WardCode string          `json:"ward_code"`
	Handles  bool            `json:"handles_orders"`
	Edits    bool            `json:"edits_products"`
	Orders   []orderAlong    `json:"orders" doc:"those that wait to be confirmed or packed"`
	Products []productsAlong `json:"products" doc:"drafts and what is on sale"`
}

type orderAlong struct {
	Code   string        `json:"code"`
	Status order.Status  `json:"status"`
	By     clock.Instant `json:"by" doc:"until when the next step is to be done"`
	Door   bool          `json:"door" doc:"paid when it arrives"`
	Lines  []lineAlong   `json:"lines"`
}

type lineAlong struct {
	ID       string        `json:"id"`
	Position int           `json:"position"`
	Name     string        `json:"name"`
	Variant  string        `json:"variant,omitempty"`
	Basis    measure.Basis `json:"basis"`
	Unit     string        `json:"unit"`
	Quantity int64         `json:"quantity"`
	Price    money.VND     `json:"price" doc:"of one piece or kilogram"`
	Amount   money.VND     `json:"amount" doc:"as ordered"`

	Packing *catalog.PackingGuide `json:"packing,omitempty" doc:"how it is packed, as the stall keeps it"`
}

type productsAlong struct {
	ID    string        `json:"id"`
	Name  string        `json:"name"`
	State catalog.State `json:"state"`
	Forms []formAlong   `json:"forms"`
}

type formAlong struct {
	ID     string        `json:"id"`
	Name   string        `json:"name,omitempty"`
	Basis  measure.Basis `json:"basis"`
	Unit   string        `json:"unit"`
	Price  money.VND     `json:"price"`
	OnHand int64         `json:"on_hand"`
	Held   int64         `json:"held"`
}

func (a *api) work(c *fiber.Ctx, by actor.Buyer, _ none) (workOut, error) {
	ctx, lang := c.UserContext(), string(session.Language(c))
	out := workOut{
		At: a.Now(), Stalls: []stallWork{},
		Kinds: each(catalog.Kinds(), func(k catalog.Kind) kindAlong {
			return kindAlong{k.Slug, named(lang, k.VI, k.EN), k.Class, k.Group, k.Class.TaxClasses(), k.Units()}
		}),
		Units: each(catalog.Units, func(u catalog.Unit) unitAlong { return unitAlong{u.VI, catalog.UnitIn(lang, u.VI)} }),
	}
	stalls, err := seller.MembershipsOf(ctx, a.DB.Read(ctx), by.PersonID)
	if err != nil {
		return out, err
	}
	for _, s := range stalls {
		one, err := a.along(ctx, s, lang)
		if err != nil {
			return out, err
		}
		if one.Handles || one.Edits {
			out.Stalls = append(out.Stalls, one)
		}
	}
	return out, nil
}

// along is what a phone takes along of one stall.
func (a *api) along(ctx context.Context, s seller.Stall, lang string) (stallWork, error) {
	out := stallWork{
		sellerRef: sellerRef{s.SellerID, s.Slug, s.Name}, Handles: s.Rights.Has(actor.HandleOrders), Edits: s.Rights.Has(actor.EditProducts),
		Orders: []orderAlong{}, Products: []productsAlong{},
	}
	q := a.DB.Read(ctx)
	at, err := seller.Find(ctx, q, s.SellerID)
	if err != nil {
		return out, err
	}
	out.Scheme, out.WardCode = at.Scheme, at.WardCode
	if out.Handles {
		if out.Orders, err = a.ordersAlong(ctx, s.SellerID, lang); err != nil {
			return out, err
		}
	}
	if !out.Edits {
		return out, nil
	}
	cards, err := catalog.List(ctx, q, catalog.Filter{SellerID: s.SellerID, AnyState: true, IncludeAlcohol: true}, a.Now().Date(), db.Cursor{}, mostGoodsAlong)
	for _, card := range cards {
		if card.State == catalog.Hidden {
			continue
		}
		out.Products = append(out.Products, productsAlong{card.ID, named(lang, card.NameVI, card.NameEN), card.State, each(card.Variants, func(f catalog.Form) formAlong {
			return formAlong{f.ID, named(lang, f.NameVI, f.NameEN), f.Basis, catalog.UnitIn(lang, f.Unit), f.Price, f.OnHand, f.Held}
		})})
	}
	return out, err
}

func (a *api) ordersAlong(ctx context.Context, sellerID, lang string) ([]orderAlong, error) {
	q := a.DB.Read(ctx)
	open, err := order.ForSeller(ctx, q, sellerID, []order.Status{order.Placed, order.Confirmed}, order.After{}, mostOrdersAlong)
	if err != nil || len(open) == 0 {
		return []orderAlong{}, err
	}
	lines, err := order.Lines(ctx, q, each(open, func(o order.Order) string { return o.ID })...)
	if err != nil {
		return nil, err
	}
	guides, err := catalog.PackingGuides(ctx, q, each(lines, func(l order.Line) string { return l.ProductID })...)
	of := map[string][]lineAlong{}
	for _, l := range lines {
		var how *catalog.PackingGuide
		if g, ok := guides[l.ProductID]; ok {
			how = &g
		}
		of[l.OrderID] = append(of[l.OrderID], lineAlong{
			l.ID, l.Position, l.Name(lang), named(lang, l.VariantVI, l.VariantEN), l.Basis, catalog.UnitIn(lang, l.Unit), l.Quantity, l.Price, l.Amount, how,
		})
	}
	out := []orderAlong{}
	for _, o := range open {
		if waits(o) {
			out = append(out, orderAlong{o.Code, o.Status, max(o.ConfirmBy, o.PackBy), o.PayableAt == order.Door, of[o.ID]})
		}
	}
	return out, err
}

// named is a text in the reader's language, Vietnamese where the other is not given.
func named(lang, vi, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return vi
}
