package portal

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/onboarding"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// form is what was typed of a form of a product; weights in kilograms where people think
// in kilograms.
type form struct {
	Name      string `form:"name_vi"`
	NameEN    string `form:"name_en"`
	Basis     string `form:"basis"`
	Unit      string `form:"unit"`
	Price     string `form:"price"`
	Step      string `form:"step"`
	Minimum   string `form:"minimum"`
	NetGrams  string `form:"net_grams"`
	NetML     string `form:"net_ml"`
	ShipGrams string `form:"ship_grams"`
	Version   int64  `form:"version"` // of the product, as it was seen
}

// variant reads the form; what was typed for goods by the piece is left out for goods by
// weight.
func (in form) variant() (catalog.NewVariant, error) {
	wrong := fault.List{}
	v := catalog.NewVariant{NameVI: in.Name, NameEN: in.NameEN, Basis: measure.Basis(in.Basis), Unit: in.Unit}
	if in.Basis == "" {
		wrong.Add(fault.New(fault.Invalid, "measure.basis").On("basis"))
	}
	v.Price = amount(&wrong, in.Price, "price")
	v.Step = quantity(&wrong, v.Basis, in.Step, "step")
	v.Minimum = quantity(&wrong, v.Basis, in.Minimum, "minimum")
	if v.Basis != measure.Gram {
		v.NetGrams = quantity(&wrong, measure.Piece, in.NetGrams, "net_grams")
		v.NetML = quantity(&wrong, measure.Piece, in.NetML, "net_ml")
		v.ShipGrams = quantity(&wrong, measure.Piece, in.ShipGrams, "ship_grams")
	}
	return v, wrong.Err()
}

// quantity reads pieces as a whole number and weights in kilograms; nothing is 0.
func quantity(wrong *fault.List, basis measure.Basis, text, field string) int64 {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0
	}
	if basis == measure.Gram {
		n, err := measure.ParseKg(text)
		if err != nil {
			wrong.Add(fault.New(fault.Invalid, "quantity.weight").On(field))
		}
		return n
	}
	n, err := strconv.ParseInt(strings.ReplaceAll(text, ".", ""), 10, 64)
	if err != nil {
		wrong.Add(fault.New(fault.Invalid, "input.integer").On(field))
	}
	return n
}

// typedQuantity writes a quantity as the field takes it.
func typedQuantity(sh *pages.Shell, basis measure.Basis, n int64) string {
	if basis == measure.Piece {
		return strconv.FormatInt(n, 10)
	}
	text := strconv.FormatInt(n/1000, 10)
	if rest := n % 1000; rest > 0 {
		text += sh.T("number.point") + strings.TrimRight(strconv.FormatInt(1000+rest, 10)[1:], "0")
	}
	return text
}

// newFormPage asks how the product is sold.
func (w *portal) newFormPage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	in := form{Basis: string(measure.Piece)}
	if g.Class == catalog.Raw {
		in.Basis = string(measure.Gram)
	}
	return w.askForm(c, s, g, in, nil, nil)
}

func (w *portal) askForm(c *fiber.Ctx, s stall, g good, in form, old *catalog.Variant, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.form.title", "products"), g.at(s), "portal.back_product")
	p := pages.FormPage{
		Action: g.at(s, "forms", "new"), Version: strconv.FormatInt(in.Version, 10), Problems: ps,
		In: pages.FormFields{Name: in.Name, NameEN: in.NameEN, Basis: in.Basis, Unit: in.Unit, Price: in.Price, Step: in.Step, Minimum: in.Minimum, NetGrams: in.NetGrams, NetML: in.NetML, ShipGrams: in.ShipGrams},
	}
	if old != nil {
		p.Old, p.On, p.Action, p.Active = true, old.Active, g.at(s, "forms", old.ID), g.at(s, "forms", old.ID, "active")
	}
	for _, u := range catalog.Units {
		p.Units = append(p.Units, view.Option{Value: u.VI, Label: unitOf(sh, u.VI)})
	}
	return show(c, pages.Form(sh, p))
}

func (w *portal) addForm(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	in, err := session.Bind[form](c)
	var v catalog.NewVariant
	if err == nil {
		v, err = in.variant()
	}
	if err == nil && v.Price.IsZero() {
		err = fault.New(fault.Invalid, "product.price").On("price")
	}
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	id := ""
	if err == nil {
		id, err = w.Onboarding.AddForm(c.UserContext(), g.Product.ID, onboarding.NewForm{NewVariant: v}, key, s.by)
	}
	if err == nil {
		return done(c, g.at(s, "forms", id, "stock")+"?first=1", "")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askForm(c, s, g, in, nil, ps)
	}
	return err
}

// editFormPage asks what is stated of a form; basis and price are not asked here.
func (w *portal) editFormPage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	v, err := g.formOf(c)
	if err != nil {
		return err
	}
	sh := w.frame(c, "portal.product.edit_form")
	in := form{Name: v.NameVI, NameEN: v.NameEN, Basis: string(v.Basis), Unit: v.Unit, Version: g.Version, Step: typedQuantity(sh, v.Basis, v.Step), Minimum: typedQuantity(sh, v.Basis, v.Minimum)}
	for _, n := range []struct {
		to *string
		n  int64
	}{{&in.NetGrams, v.NetGrams}, {&in.NetML, v.NetML}, {&in.ShipGrams, v.ShipGrams}} {
		if n.n > 0 {
			*n.to = strconv.FormatInt(n.n, 10)
		}
	}
	return w.askForm(c, s, g, in, &v, nil)
}

func (w *portal) editForm(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	old, err := g.formOf(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[form](c)
	in.Basis = string(old.Basis)
	var v catalog.NewVariant
	if err == nil {
		v, err = in.variant()
	}
	if err == nil {
		err = w.Onboarding.EditForm(c.UserContext(), old.ID, in.Version, v, s.by)
	}
	if err == nil {
		return done(c, g.at(s), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askForm(c, s, g, in, &old, ps)
	}
	return err
}

type active struct {
	Active bool `form:"active"`
}

// setActive puts a form on sale or takes it off.
func (w *portal) setActive(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	v, err := g.formOf(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[active](c)
	if err == nil {
		err = w.Onboarding.SetActive(c.UserContext(), v.ID, in.Active, s.by)
	}
	if err == nil {
		return done(c, g.at(s), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showProduct(c, s, g, ps)
	}
	return err
}

type price struct {
	Price string `form:"price"`
	Seen  int64  `form:"seen"` // đồng, as the page showed it
}

func (w *portal) pricePage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	v, err := g.formOf(c)
	if err != nil {
		return err
	}
	typed := ""
	if v.Price.Positive() {
		typed = v.Price.String()
	}
	return w.askPrice(c, s, g, v, typed, nil, nil)
}

func (w *portal) askPrice(c *fiber.Ctx, s stall, g good, v catalog.Variant, typed string, clash *pages.Clash, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.price", "products"), g.at(s), "portal.back_product")
	net, err := w.liveNet(c, sh, s, g, v.Price)
	if err != nil {
		return err
	}
	words := ""
	if v.Price.Positive() {
		words = inWords(sh, v.Price, v.Unit)
	}
	return show(c, pages.Price(sh, pages.PricePage{
		Seen: strconv.FormatInt(v.Price.Dong(), 10), Said: said(sh, v.Unit), Words: words, Net: net, Clash: clash,
		Action: g.at(s, "forms", v.ID, "price"), Name: g.Name(string(sh.Lang)) + ", " + formName(sh, g, v), Unit: unitOf(sh, v.Unit),
		Now: v.Price, Value: typed, Problems: ps,
	}))
}

func (w *portal) setPrice(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	v, err := g.formOf(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[price](c)
	var to money.VND
	if err == nil {
		if to, err = money.Parse(in.Price); err != nil {
			err = fault.New(fault.Invalid, "input.money").On("price")
		}
	}
	if err == nil {
		err = onField(w.Onboarding.Reprice(c.UserContext(), v.ID, money.Of(in.Seen), to, "", s.by), "price")
	}
	if err == nil {
		return done(c, g.at(s), "priced")
	}
	ps, ok := mendable(c, session.Language(c), err)
	if !ok {
		return err
	}
	var clash *pages.Clash
	if fault.Has(err, "price.moved") {
		clash = w.priceClash(c, v, v.Unit, to, g.at(s))
	}
	return w.askPrice(c, s, g, v, in.Price, clash, ps)
}

type counted struct {
	Seen    int64  `form:"seen"`
	Counted string `form:"counted"`
}

// stockPage asks how much is there. The number that the seller saw goes along: a sale
// between the look and the count is not undone.
func (w *portal) stockPage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	v, err := g.formOf(c)
	if err != nil {
		return err
	}
	return w.askStock(c, s, g, v, "", nil, nil)
}

func (w *portal) askStock(c *fiber.Ctx, s stall, g good, v catalog.Variant, typed string, clash *pages.Clash, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.stock", "products"), g.at(s), "portal.back_product")
	now := g.stock[v.ID]
	p := pages.StockPage{
		Action: g.at(s, "forms", v.ID, "stock") + mark(c), Name: g.Name(string(sh.Lang)) + ", " + formName(sh, g, v), Weighed: v.Basis == measure.Gram,
		Unit: unitOf(sh, v.Unit), Seen: strconv.FormatInt(now.OnHand, 10), Now: amountOf(sh, v.Basis, now.OnHand, v.Unit), Value: typed, Clash: clash, Problems: ps,
	}
	if isNew(c) {
		p.Step = g.step("stock")
	}
	if now.Held > 0 {
		p.Held = amountOf(sh, v.Basis, now.Held, v.Unit)
	}
	return show(c, pages.Stock(sh, p))
}

func (w *portal) count(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	v, err := g.formOf(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[counted](c)
	n := int64(0)
	if err == nil {
		wrong := fault.List{}
		n = quantity(&wrong, v.Basis, in.Counted, "counted")
		if strings.TrimSpace(in.Counted) == "" {
			wrong.Add(fault.New(fault.Invalid, "input.integer").On("counted"))
		}
		if err = wrong.Err(); err == nil {
			err = onField(w.Onboarding.Correct(c.UserContext(), v.ID, in.Seen, n, "", s.by), "counted")
		}
	}
	if err == nil {
		return done(c, w.counted(c, s, g), "counted")
	}
	ps, ok := mendable(c, session.Language(c), err)
	if !ok {
		return err
	}
	var clash *pages.Clash
	if fault.Has(err, "stock.moved") {
		sh := w.frame(c, "portal.stock")
		clash = &pages.Clash{Keep: g.at(s), Rows: []pages.ClashRow{{
			Label: sh.T("portal.product.stock"), Now: amountOf(sh, v.Basis, g.stock[v.ID].OnHand, v.Unit), Yours: amountOf(sh, v.Basis, n, v.Unit),
		}}}
	}
	return w.askStock(c, s, g, v, in.Counted, clash, ps)
}

// counted is where a count leads: back to the product, or on to the next question.
func (w *portal) counted(c *fiber.Ctx, s stall, g good) string {
	switch {
	case !isNew(c) || g.State == catalog.Published:
		return g.at(s)
	case g.grown() && len(g.Season.List()) == 0: // a similar product may have told
		return g.at(s, "ask", "season") + newMark
	}
	return w.next(s, g, false)
}

type delivery struct {
	Quantity    string     `form:"quantity"`
	Code        string     `form:"code"`
	HarvestedOn clock.Date `form:"harvested_on"`
	BestBefore  clock.Date `form:"best_before"`
}

// receivePage asks about goods that came in.
func (w *portal) receivePage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	v, err := g.formOf(c)
	if err != nil {
		return err
	}
	return w.askReceive(c, s, g, v, delivery{}, nil)
}

func (w *portal) askReceive(c *fiber.Ctx, s stall, g good, v catalog.Variant, in delivery, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.product.receive", "products"), g.at(s), "portal.back_product")
	return show(c, pages.Receive(sh, pages.ReceivePage{
		Action: g.at(s, "forms", v.ID, "receive"), Name: g.Name(string(sh.Lang)) + ", " + formName(sh, g, v), Unit: unitOf(sh, v.Unit),
		Weighed: v.Basis == measure.Gram, Quantity: in.Quantity, Code: in.Code, Harvested: string(in.HarvestedOn), Best: string(in.BestBefore), Problems: ps,
	}))
}

func (w *portal) receive(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	v, err := g.formOf(c)
	if err != nil {
		return err
	}
	in, err := session.Bind[delivery](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	if err == nil {
		wrong := fault.List{}
		n := quantity(&wrong, v.Basis, in.Quantity, "quantity")
		if err = wrong.Err(); err == nil {
			err = onField(w.Onboarding.Receive(c.UserContext(), v.ID, onboarding.Delivery{Quantity: n, Code: in.Code, HarvestedOn: in.HarvestedOn, BestBefore: in.BestBefore}, key, s.by), "quantity")
		}
	}
	if err == nil {
		return done(c, g.at(s), "counted")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askReceive(c, s, g, v, in, ps)
	}
	return err
}
