package portal

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/stock"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// productStates are what the list of goods can be narrowed to.
var productStates = []catalog.State{catalog.Published, catalog.Draft, catalog.Hidden}

// productsPage lists the goods of a stall.
func (w *portal) productsPage(c *fiber.Ctx, s stall) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	sh := w.shell(c, s, "portal.products", "products")
	list, chosen, text := s.path("products"), c.Query("state"), strings.TrimSpace(c.Query("q"))
	f := catalog.Filter{SellerID: s.ID, AnyState: true, IncludeAlcohol: true, Text: text}
	p := pages.ProductsPage{New: s.path("products", "new"), Claim: s.path("products", "claim"), Action: list, Query: text}
	p.Filters = append(p.Filters, pages.Filter{URL: list, Label: sh.T("portal.all"), On: true})
	for _, st := range productStates {
		on := chosen == string(st)
		if on {
			f.State, f.AnyState, p.Filters[0].On = st, false, false
		}
		p.Filters = append(p.Filters, pages.Filter{URL: list + "?state=" + string(st), Label: sh.T("portal.product." + string(st)), On: on})
	}
	cards, err := catalog.List(c.UserContext(), w.DB.Read(c.UserContext()), f, w.Now().Date(), at, perPage+1)
	if err != nil {
		return err
	}
	cards, next := cut(cards, catalog.Card.Cursor)
	for _, one := range cards {
		p.Rows = append(p.Rows, productRow(sh, s, one))
	}
	if p.Unfinished, err = w.unfinished(c, sh, s, chosen); err != nil {
		return err
	}
	q := url.Values{}
	if !p.Filters[0].On {
		q.Set("state", chosen)
	}
	if text != "" {
		q.Set("q", text)
	}
	if len(q) > 0 {
		list += "?" + q.Encode()
	}
	p.Pager = pager(c, list, next)
	return show(c, pages.Products(sh, p))
}

// mostUnfinished is how many drafts stand above the list.
const mostUnfinished = 5

// unfinished are the drafts that somebody works on, each with the way to its next question;
// none where the list shows them anyway.
func (w *portal) unfinished(c *fiber.Ctx, sh *pages.Shell, s stall, chosen string) ([]pages.Way, error) {
	if chosen != "" || c.Query("q") != "" || c.Query("after") != "" {
		return nil, nil
	}
	cards, err := catalog.List(c.UserContext(), w.DB.Read(c.UserContext()), catalog.Filter{SellerID: s.ID, State: catalog.Draft, IncludeAlcohol: true}, w.Now().Date(), db.Cursor{}, mostUnfinished)
	var out []pages.Way
	for _, one := range cards {
		out = append(out, pages.Way{URL: s.path("products", one.ID, "next"), Icon: "edit", Label: one.Name(string(sh.Lang)), Hint: sh.T("portal.unfinished.on")})
	}
	return out, err
}

func productRow(sh *pages.Shell, s stall, one catalog.Card) pages.ProductRow {
	r := pages.ProductRow{
		URL: s.path("products", one.ID), Name: one.Name(string(sh.Lang)), Kind: drawingOf(one.Kind), Tone: productTone(one.State),
		State: sh.T("portal.product." + string(one.State)), Out: one.State == catalog.Published && one.SoldOut(),
	}
	if one.PhotoID != "" {
		r.Photo = media.URL(one.PhotoID, 320)
	}
	if form, ok := one.Cheapest(); ok {
		r.Price = sh.Money(form.Price) + " / " + unitOf(sh, form.Unit)
	}
	for i, form := range one.Variants {
		if i == 3 {
			r.Stock += ", …"
			break
		}
		if i > 0 {
			r.Stock += ", "
		}
		r.Stock += amountOf(sh, form.Basis, form.Free(), form.Unit)
	}
	if r.Stock != "" {
		r.Stock = sh.T("portal.product.left", "amount", r.Stock)
	}
	return r
}

func productTone(st catalog.State) view.Tone {
	switch st {
	case catalog.Published:
		return view.Good
	case catalog.Hidden:
		return view.Bad
	}
	return view.Care
}

// good is a product of the stall with everything that its pages tell.
type good struct {
	*catalog.Page
	forms []catalog.Variant
	stock map[string]stock.Stock
}

// goodOf finds the product of the address; another stall's is "product.unknown".
func (w *portal) goodOf(c *fiber.Ctx, s stall) (good, error) {
	return w.good(c, s, c.Params("product"))
}

func (w *portal) good(c *fiber.Ctx, s stall, id string) (good, error) {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	page, err := catalog.PageOf(ctx, q, id, w.Now().Date())
	if err != nil {
		return good{}, err
	}
	if page.SellerID != s.ID {
		return good{}, fault.New(fault.NotFound, "product.unknown")
	}
	g := good{Page: page}
	if g.forms, err = catalog.Variants(ctx, q, page.Product.ID); err != nil {
		return g, err
	}
	ids := make([]string, len(g.forms))
	for i, v := range g.forms {
		ids[i] = v.ID
	}
	g.stock, err = stock.Find(ctx, q, ids)
	return g, err
}

// formOf is the form of the address; one of another product is "variant.unknown".
func (g good) formOf(c *fiber.Ctx) (catalog.Variant, error) {
	for _, v := range g.forms {
		if v.ID == c.Params("form") {
			return v, nil
		}
	}
	return catalog.Variant{}, fault.New(fault.NotFound, "variant.unknown")
}

// at is an address of the product's own.
func (g good) at(s stall, more ...string) string {
	return s.path(append([]string{"products", g.Product.ID}, more...)...)
}

// formName is how a form is called among its product's.
func formName(sh *pages.Shell, g good, v catalog.Variant) string {
	if v.NameVI != "" {
		if sh.Lang == "en" && v.NameEN != "" {
			return v.NameEN
		}
		return v.NameVI
	}
	if v.Basis == measure.Gram {
		return sh.T("portal.form.by_weight")
	}
	name := unitOf(sh, v.Unit)
	if v.NetGrams > 0 {
		name += " " + sh.Quantity(measure.Gram, v.NetGrams, "")
	} else if v.NetML > 0 {
		name += " " + sh.T("number", "n", v.NetML) + " ml"
	}
	return name
}

func (w *portal) productPage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	return w.showProduct(c, s, g, nil)
}

func (w *portal) showProduct(c *fiber.Ctx, s stall, g good, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	sh := back(w.shell(c, s, "portal.products", "products"), s.path("products"), "portal.products")
	sh.Title = g.Name(string(sh.Lang))
	missing, err := w.lacks(c, sh, s, g)
	if err != nil {
		return err
	}
	p := pages.ProductPage{
		URL: g.at(s), Name: sh.Title, Kind: drawingOf(g.Kind), Tone: productTone(g.State), State: sh.T("portal.product." + string(g.State)),
		AddForm: g.at(s, "forms", "new"), AddPaper: g.at(s, "papers", "new"), Problems: ps, Missing: missing,
		Ways: []pages.Way{
			{URL: g.at(s, "facts"), Icon: "edit", Label: sh.T("portal.facts")},
			{URL: g.at(s, "photos"), Icon: "camera", Label: sh.T("portal.photos"), Count: count(len(g.Photos))},
		},
	}
	if g.State == catalog.Published {
		p.Hide = g.at(s, "hide")
		if g.Public() {
			p.Shop = view.ProductPath(g.Slug)
		}
	} else {
		p.Publish = g.at(s, "look")
	}
	if g.State == catalog.Draft {
		p.Next = g.at(s, "next")
	}
	if g.State == catalog.Hidden {
		moves, err := catalog.Moves(ctx, q, g.Product.ID)
		if err != nil {
			return err
		}
		for _, m := range moves {
			if m.ToState == catalog.Hidden {
				p.Why, p.Taken = m.Reason, m.ActorKind == actor.KindAdmin || m.ActorKind == actor.KindOfficer
			}
		}
	}
	if p.Taken {
		p.Publish = ""
	}
	for _, v := range g.forms {
		at := g.stock[v.ID]
		row := pages.FormRow{
			URL: g.at(s, "forms", v.ID), Name: formName(sh, g, v), Off: !v.Active, Price: sh.T("portal.product.no_price"),
			OnHand: amountOf(sh, v.Basis, at.OnHand, v.Unit),
		}
		if v.Price.Positive() {
			row.Price = sh.Money(v.Price) + " / " + unitOf(sh, v.Unit)
		}
		if at.Held > 0 {
			row.Held = amountOf(sh, v.Basis, at.Held, v.Unit)
		}
		p.Forms = append(p.Forms, row)
	}
	papers, err := catalog.Certificates(ctx, q, g.Product.ID)
	if err != nil {
		return err
	}
	for _, one := range papers {
		p.Papers = append(p.Papers, paperRow(sh, one))
	}
	return show(c, pages.Product(sh, p))
}

func paperRow(sh *pages.Shell, one catalog.Certificate) pages.Paper {
	row := pages.Paper{Name: sh.T("portal.paper." + string(one.Kind)), Number: one.Number, State: sh.T("portal.paper.state." + string(one.State)), Why: one.Reason}
	switch one.State {
	case catalog.Verified:
		row.Tone = view.Good
		if one.LastDay != "" && one.LastDay < "9999" {
			row.Until = sh.T("portal.paper.last_day", "date", one.LastDay)
			if one.LastDay < sh.Now.Date() {
				row.Tone, row.State = view.Bad, sh.T("portal.paper.over")
			}
		}
	case catalog.Refused:
		row.Tone = view.Bad
	case catalog.Claimed:
		row.Tone = view.Care
	default:
		row.Tone = view.Plain
	}
	return row
}

// lacks is what keeps a product off the shelf; each leads to where it is mended: what the
// product does not say, and what the stall itself has not done yet.
func (w *portal) lacks(c *fiber.Ctx, sh *pages.Shell, s stall, g good) ([]pages.Lack, error) {
	var out []pages.Lack
	if g.State != catalog.Published && s.State == seller.Applied {
		out = append(out, pages.Lack{URL: s.path("papers"), Sentence: sh.T("fault.product.seller_inactive")})
	}
	if g.State != catalog.Published && g.Class.PackedFood() {
		safe, err := catalog.PackedFood(c.UserContext(), w.DB.Read(c.UserContext()), s.ID)
		if err != nil {
			return nil, err
		}
		if !safe {
			to := s.path("papers")
			if s.may(actor.EditMembers) {
				to = s.path("papers", string(requirement.FoodSafety))
			}
			out = append(out, pages.Lack{URL: to, Sentence: sh.T("fault.product.food_safety")})
		}
	}
	for _, f := range catalog.Missing(g.Product, g.forms) {
		ps := view.ProblemsOf(sh.Lang, f)
		to := g.at(s, "facts") + "?check=1#f-" + f.Field
		if rest, ok := strings.CutPrefix(f.Field, "variants."); ok {
			n, field, _ := strings.Cut(rest, ".")
			for i, v := range g.forms {
				if number(i) == n {
					to = g.at(s, "forms", v.ID)
					if field == "price" {
						to += "/price"
					}
				}
			}
		} else if f.Field == "variants" {
			to = g.at(s, "forms", "new")
		}
		out = append(out, pages.Lack{URL: to, Sentence: ps[0].Sentence})
	}
	return out, nil
}

// lookPage is the last look: the card, and what the seller receives.
func (w *portal) lookPage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	return w.showLook(c, s, g, nil)
}

func (w *portal) showLook(c *fiber.Ctx, s stall, g good, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.look", "products"), g.at(s), "portal.back_product")
	missing, err := w.lacks(c, sh, s, g)
	if err != nil {
		return err
	}
	p := pages.LookPage{Missing: missing, Problems: ps, Card: w.cardOf(sh, g)}
	if g.State != catalog.Published {
		p.Action = g.at(s, "publish") + mark(c)
	}
	if isNew(c) {
		p.Step = g.step("look")
	}
	for _, v := range g.forms {
		if !v.Active || !v.Price.Positive() {
			continue
		}
		n, err := w.netOf(c, sh, s, g, v)
		if err != nil {
			return err
		}
		p.Nets = append(p.Nets, n)
	}
	return show(c, pages.Look(sh, p))
}

// cardOf is the product as lists will show it.
func (w *portal) cardOf(sh *pages.Shell, g good) view.Card {
	card := view.Card{
		Name: g.Name(string(sh.Lang)), Kind: drawingOf(g.Kind), Seller: g.Seller.Name, Stars: g.Stars,
		Place: w.Places.FullName(g.Scheme, g.WardCode), Adult: g.Class.Adult(), Contact: g.Class.ContactOnly(), InSeason: g.InSeason,
	}
	if g.State == catalog.Published {
		card.Slug = g.Slug // a draft has no page of buyers to lead to
	}
	if card.Place == "" {
		card.Place = g.OriginText
	}
	if len(g.Photos) > 0 {
		id := g.Photos[0].ID
		card.Photo = view.Photo{Small: media.URL(id, 320), Middle: media.URL(id, 640), Large: media.URL(id, 1280), Alt: card.Name}
	}
	var least money.VND
	active := 0
	for _, v := range g.forms {
		if !v.Active || !v.Price.Positive() {
			continue
		}
		active++
		if least.IsZero() || v.Price.Cmp(least) < 0 {
			least = v.Price
			card.Price, card.Unit = v.Price, formName(sh, g, v)
			card.PerKg = money.VND{}
			if v.Basis == measure.Piece {
				card.PerKg = v.PerKg()
			} else {
				card.Unit = unitOf(sh, v.Unit)
			}
		}
	}
	card.From = active > 1
	return card
}

// publish puts the product on the shelf, or shows everything that is missing.
func (w *portal) publish(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	if err = w.Onboarding.Publish(c.UserContext(), g.Product.ID, s.by); err == nil {
		return done(c, g.at(s), "published")
	}
	ps, ok := mendable(c, session.Language(c), err)
	if !ok {
		return err
	}
	if missing, err := w.lacks(c, w.frame(c, "portal.look"), s, g); err != nil {
		return err
	} else if len(missing) > 0 {
		ps = nil // the list of what is missing says the same, with the ways there
	}
	return w.showLook(c, s, g, ps)
}

// hide takes the product off the shelf.
func (w *portal) hide(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	if err = w.Onboarding.Hide(c.UserContext(), g.Product.ID, "", s.by); err == nil {
		return done(c, g.at(s), "hidden")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showProduct(c, s, g, ps)
	}
	return err
}

// claimPage searches the catalogue for entries that nobody has claimed.
func (w *portal) claimPage(c *fiber.Ctx, s stall) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.claim", "products"), s.path("products"), "portal.products")
	list, text := s.path("products", "claim"), strings.TrimSpace(c.Query("q"))
	f := catalog.Filter{Unclaimed: true, IncludeAlcohol: true, Text: text}
	cards, err := catalog.List(c.UserContext(), w.DB.Read(c.UserContext()), f, w.Now().Date(), at, perPage+1)
	if err != nil {
		return err
	}
	cards, next := cut(cards, catalog.Card.Cursor)
	p := pages.ClaimPage{Action: list, Query: text, Asked: true}
	for _, one := range cards {
		where := w.Places.FullName(one.Scheme, one.WardCode)
		if where == "" {
			where = one.OriginText
		}
		p.Rows = append(p.Rows, pages.ClaimRow{Claim: list + "/" + one.ID, Name: one.Name(string(sh.Lang)), Where: where, Kind: drawingOf(one.Kind)})
	}
	if text != "" {
		list += "?" + url.Values{"q": {text}}.Encode()
	}
	p.Pager = pager(c, list, next)
	return show(c, pages.Claim(sh, p))
}

// claim makes a catalogue entry the stall's own draft.
func (w *portal) claim(c *fiber.Ctx, s stall) error {
	id := c.Params("entry")
	if err := w.Onboarding.Claim(c.UserContext(), id, s.by); err != nil {
		return err
	}
	return done(c, s.path("products", id), "claimed")
}
