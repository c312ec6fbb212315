package portal

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/onboarding"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

type sold struct {
	Unit  string `form:"unit"`
	Price string `form:"price"`
	Seen  int64  `form:"seen"`
}

// sellPage asks the unit and the price, with what is left of it.
func (w *portal) sellPage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	in := sold{Unit: w.firstUnit(c, g)}
	if v, ok := g.selling(); ok && v.Price.Positive() {
		in = sold{Unit: v.Unit, Price: v.Price.String(), Seen: v.Price.Dong()}
	}
	return w.askSold(c, s, g, in, nil, nil)
}

// firstUnit is the unit that is ticked first: that of the product this one is like, or the
// one that its kind or its name tells.
func (w *portal) firstUnit(c *fiber.Ctx, g good) string {
	if id := c.Query("like"); id != "" {
		likes, err := catalog.Similar(c.UserContext(), w.DB.Read(c.UserContext()), g.Product, mostOffered)
		for _, l := range likes {
			if err == nil && l.ID == id && l.Unit != "" {
				return l.Unit
			}
		}
	}
	if k, ok := catalog.KindOf(g.Kind); ok && g.Class != catalog.Raw {
		return k.Units()[0]
	}
	return catalog.RawUnit(g.NameVI)
}

func (w *portal) askSold(c *fiber.Ctx, s stall, g good, in sold, clash *pages.Clash, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.sell", "products"), g.at(s), "portal.back_product")
	p := pages.SellPage{
		Unit: in.Unit, Step: g.step("sell"), Action: g.at(s, "sell") + newMark, Name: g.Name(string(sh.Lang)), Price: in.Price,
		Seen: strconv.FormatInt(in.Seen, 10), Clash: clash, Problems: ps,
	}
	k, _ := catalog.KindOf(g.Kind)
	usual := k.Units()
	if in.Unit != "" {
		usual = append([]string{in.Unit}, slices.DeleteFunc(usual, func(u string) bool { return u == in.Unit })...)
	}
	for _, u := range usual {
		p.Units = append(p.Units, pages.UnitChoice{Value: u, Said: said(sh, u)})
	}
	rest := []string{catalog.Kilogram}
	for _, u := range catalog.Units {
		rest = append(rest, u.VI)
	}
	for _, u := range rest {
		if !slices.Contains(usual, u) {
			p.Others = append(p.Others, pages.UnitChoice{Value: u, Said: said(sh, u)})
		}
	}
	typed, err := money.Parse(in.Price)
	if err != nil || typed.Negative() || typed.Cmp(catalog.MaxPrice) > 0 {
		typed = money.VND{}
	}
	if p.Net, err = w.liveNet(c, sh, s, g, typed); err != nil {
		return err
	}
	if typed.Positive() {
		p.Words = amountInWords(sh, typed)
	}
	return show(c, pages.Sell(sh, p))
}

func said(sh *pages.Shell, unit string) string {
	if unit == catalog.Kilogram {
		return sh.T("portal.words.kilo")
	}
	return unitOf(sh, unit)
}

// inWords reads a price out: "hai mươi lăm nghìn đồng một ký".
func inWords(sh *pages.Shell, v money.VND, unit string) string {
	return sh.T("portal.words", "amount", amountInWords(sh, v), "unit", said(sh, unit))
}

func amountInWords(sh *pages.Shell, v money.VND) string {
	if sh.Lang == "en" {
		return v.WordsEN()
	}
	return v.Words()
}

func (w *portal) sell(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	in, err := session.Bind[sold](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	var price money.VND
	if err == nil {
		wrong := fault.List{}
		price = amount(&wrong, in.Price, "price")
		err = wrong.Err()
	}
	if err == nil {
		_, err = w.Onboarding.Sell(c.UserContext(), g.Product.ID, onboarding.Selling{Unit: in.Unit, Price: price, Seen: money.Of(in.Seen)}, key, s.by)
	}
	if err == nil {
		if g, err = w.goodOf(c, s); err != nil {
			return err
		}
		return done(c, w.next(s, g, true), "")
	}
	ps, ok := mendable(c, session.Language(c), err)
	if !ok {
		return err
	}
	var clash *pages.Clash
	if v, on := g.selling(); on && fault.Has(err, "price.moved") {
		in.Seen = v.Price.Dong()
		clash = w.priceClash(c, v, in.Unit, price, w.next(s, g, true))
	}
	return w.askSold(c, s, g, in, clash, ps)
}

// priceClash puts the price that holds beside the one that was typed on an older page.
func (w *portal) priceClash(c *fiber.Ctx, v catalog.Variant, unit string, typed money.VND, keep string) *pages.Clash {
	sh := w.frame(c, "portal.price")
	return &pages.Clash{Keep: keep, Rows: []pages.ClashRow{{
		Label: sh.T("portal.product.price"), Now: sh.Money(v.Price) + " / " + unitOf(sh, v.Unit), Yours: sh.Money(typed) + " / " + unitOf(sh, unit),
	}}}
}

type weighed struct {
	Weight string `form:"weight"`
	Of     string `form:"of"`
	Seen   int64  `form:"version"`
}

// weighPage asks what one piece holds, as its label says, or what it weighs.
func (w *portal) weighPage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	return w.askWeight(c, s, g, weighed{Of: liquidFirst(g), Seen: g.Version}, nil)
}

// liquidFirst is in what goods of a kind are filled.
func liquidFirst(g good) string {
	switch g.Kind {
	case "honey", "spirits", "oil", "drink":
		return "ml"
	}
	return "g"
}

func (w *portal) askWeight(c *fiber.Ctx, s stall, g good, in weighed, ps view.Problems) error {
	v, ok := g.selling()
	if !ok {
		return done(c, g.at(s, "sell")+newMark, "")
	}
	sh := back(w.shell(c, s, "portal.weigh", "products"), g.at(s, "sell")+newMark, "portal.back")
	return show(c, pages.Weigh(sh, pages.WeighPage{
		Step: g.step("weigh"), Action: g.at(s, "weigh") + newMark, Name: g.Name(string(sh.Lang)), Unit: unitOf(sh, v.Unit), Label: g.labelled(),
		Version: strconv.FormatInt(in.Seen, 10), Weight: in.Weight, Of: in.Of, Problems: ps,
	}))
}

// labelled reports whether the law asks for what the label says one piece holds.
func (g good) labelled() bool { return g.Class == catalog.Packed || g.Class == catalog.Alcohol }

func (w *portal) weigh(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	v, ok := g.selling()
	if !ok {
		return done(c, g.at(s, "sell")+newMark, "")
	}
	in, err := session.Bind[weighed](c)
	if err == nil {
		n := catalog.NewVariant{
			NameVI: v.NameVI, NameEN: v.NameEN, Unit: v.Unit, Step: v.Step, Minimum: v.Minimum, NetGrams: v.NetGrams, NetML: v.NetML, ShipGrams: v.ShipGrams,
		}
		wrong := fault.List{}
		switch {
		case !g.labelled():
			n.ShipGrams = quantity(&wrong, measure.Gram, in.Weight, "weight")
		case in.Of == "ml":
			n.NetML, n.NetGrams = quantity(&wrong, measure.Piece, in.Weight, "weight"), 0
		default:
			n.NetGrams, n.NetML = quantity(&wrong, measure.Piece, in.Weight, "weight"), 0
		}
		if len(wrong) == 0 && n.NetGrams == 0 && n.NetML == 0 && n.ShipGrams == 0 {
			wrong.Add(fault.New(fault.Invalid, "product.weigh").On("weight"))
		}
		if err = wrong.Err(); err == nil {
			err = onField(w.Onboarding.EditForm(c.UserContext(), v.ID, in.Seen, n, s.by), "weight")
		}
	}
	if err == nil {
		if g, err = w.goodOf(c, s); err != nil {
			return err
		}
		return done(c, w.next(s, g, true), "")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		in.Seen = g.Version // what another phone changed stands in the sentence: the next press is meant
		return w.askWeight(c, s, g, in, ps)
	}
	return err
}
