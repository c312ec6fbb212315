package portal

import (
	"context"
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/shipping"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// harvestsShown is how many harvests the list shows: one a form and season.
const harvestsShown = 50

// harvestsAsked is of how many harvests the first page of a stall asks at once.
const harvestsAsked = 3

// reaping is a harvest with the form that it is of.
type reaping struct {
	harvest.View
	form *catalog.Variant
	name string
}

// harvestsPage lists what is ordered ahead and what may be.
func (w *portal) harvestsPage(c *fiber.Ctx, s stall) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	sh := back(w.shell(c, s, "portal.harvests", "stall"), s.path("stall"), "portal.tab.stall")
	all, err := harvest.List(ctx, q, s.ID, db.Cursor{}, harvestsShown)
	if err != nil {
		return err
	}
	p := pages.HarvestsPage{Products: s.path("products")}
	taken := map[string]bool{}
	for _, v := range all {
		r, err := w.reaped(ctx, sh, v)
		if err != nil {
			return err
		}
		way := pages.Way{URL: s.path("harvests", v.Harvest.ID), Icon: "calendar", Label: r.name, Hint: stateOfHarvest(sh, v)}
		if v.Waiting > 0 {
			way.Count = sh.N("portal.harvest.orders", v.Waiting)
		}
		taken[v.Harvest.VariantID] = taken[v.Harvest.VariantID] || v.Awaited()
		if v.Awaited() {
			p.Awaited = append(p.Awaited, way)
		} else {
			p.Past = append(p.Past, way)
		}
	}
	if err := w.askWhich(c, sh, s, taken, &p); err != nil {
		return err
	}
	return show(c, pages.Harvests(sh, p))
}

func stateOfHarvest(sh *pages.Shell, v harvest.View) string {
	return sh.T("portal.harvest.state."+string(v.State), "from", v.StartsOn, "to", v.EndsOn)
}

// reaped reads the form of a harvest, and names it in the language of the page.
func (w *portal) reaped(ctx context.Context, sh *pages.Shell, v harvest.View) (reaping, error) {
	form, product, err := catalog.FindVariant(ctx, w.DB.Read(ctx), v.Harvest.VariantID)
	if err != nil {
		return reaping{}, err
	}
	return reaping{v, form, product.Name(string(sh.Lang)) + ", " + formName(sh, good{}, *form)}, nil
}

// dueHarvests asks of each harvest whose days have come whether it is here; where they are
// over it says until when that may be said. Who may only look at orders is not asked.
func (w *portal) dueHarvests(ctx context.Context, sh *pages.Shell, s stall) ([]pages.Way, error) {
	if !s.may(actor.EditProducts) {
		return nil, nil
	}
	today := w.Now().Date()
	due, err := harvest.DueOf(ctx, w.DB.Read(ctx), s.ID, today, harvestsAsked)
	if err != nil {
		return nil, err
	}
	var out []pages.Way
	for _, v := range due {
		r, err := w.reaped(ctx, sh, v)
		if err != nil {
			return nil, err
		}
		way := pages.Way{URL: s.path("harvests", v.Harvest.ID), Icon: "leaf", Label: sh.T("portal.harvest.due", "name", r.name), Hint: sh.T("portal.harvest.due_hint")}
		if today > v.EndsOn {
			way.Icon, way.Hint = "alert", sh.T("portal.harvest.late", "day", v.Decide().AddDays(-1))
		}
		if v.Waiting > 0 {
			way.Count = sh.N("portal.harvest.orders", v.Waiting)
		}
		out = append(out, way)
	}
	return out, nil
}

// foretold is what was answered of a harvest so far. Every question is a page of its own, and
// its answer is in the address of the next.
type foretold struct {
	Most  string     `form:"most"`
	From  clock.Date `form:"from"`
	To    clock.Date `form:"to"`
	Until clock.Date `form:"until"`
	Asked string     `form:"asked"` // the question that was just answered
	Again string     `form:"again"` // one to ask again, though it was answered
}

// again asks a question once more, with all that was answered.
func (in foretold) again(question string) string {
	q := url.Values{"most": {in.Most}, "from": {string(in.From)}, "to": {string(in.To)}, "until": {string(in.Until)}, "again": {question}}
	return "?" + q.Encode()
}

// announcement reads the answers. The faults of questions that were not asked yet are there
// as well.
func (in foretold) announcement(form catalog.Variant, today clock.Date) (harvest.Announcement, error) {
	var wrong fault.List
	a := harvest.Announcement{VariantID: form.ID, From: in.From, To: in.To, Until: in.Until, Most: quantity(&wrong, form.Basis, in.Most, "most")}
	if key := form.Rule().Refuse(a.Most); key != "" && len(wrong) == 0 {
		wrong.Add(fault.New(fault.Invalid, key).On("most").With("minimum", form.Basis.Format(form.Minimum)).With("step", form.Basis.Format(form.Step)))
	}
	wrong = append(wrong, fault.All(a.Check(today))...)
	return a, wrong.Err()
}

// questions are the pages of an announcement and the fields that each asks for.
var questions = []struct {
	name   string
	fields []string
}{{"most", []string{"most"}}, {"days", []string{"from", "to"}}, {"until", []string{"until"}}}

// newHarvestPage asks the first question that is not answered, or answered wrongly; at the
// end it shows all answers.
func (w *portal) newHarvestPage(c *fiber.Ctx, s stall) error {
	in, err := session.Query[foretold](c)
	if err != nil {
		return err
	}
	return w.askHarvest(c, s, in, nil)
}

func (w *portal) askHarvest(c *fiber.Ctx, s stall, in foretold, refused error) error {
	form, product, err := catalog.FindVariant(c.UserContext(), w.DB.Read(c.UserContext()), c.Params("form"))
	if err == nil && product.SellerID != s.ID {
		err = fault.New(fault.NotFound, "variant.unknown")
	}
	if err != nil {
		return err
	}
	today := w.Now().Date()
	sh := back(w.shell(c, s, "portal.harvest.new", "stall"), s.path("harvests"), "portal.harvests")
	p := pages.NewHarvestPage{
		Action: s.path("harvests", "new", form.ID), Name: product.Name(string(sh.Lang)) + ", " + formName(sh, good{}, *form), Weighed: form.Basis == measure.Gram,
		Unit: unitOf(sh, form.Unit), Most: in.Most, From: string(in.From), To: string(in.To), Until: string(in.Until), Last: today.AddDays(harvest.Horizon).Format(),
	}
	_, wrong := in.announcement(*form, today)
	all := view.ProblemsOf(sh.Lang, wrong)
	for _, q := range questions {
		p.Change = append(p.Change, p.Action+in.again(q.name))
		if in.Again == q.name {
			p.Question = q.name
			return show(c, pages.NewHarvest(sh, p))
		}
		for _, field := range q.fields {
			if all.On(field) == "" {
				continue
			}
			p.Question = q.name
			if in.Asked == q.name { // answered, and wrongly
				p.Problems = slices.DeleteFunc(all, func(one view.Problem) bool { return !slices.Contains(q.fields, one.Field) })
			}
			return show(c, pages.NewHarvest(sh, p))
		}
	}
	if refused != nil {
		ps, ok := mendable(c, sh.Lang, refused)
		if !ok {
			return refused
		}
		p.Problems = ps
	}
	a, _ := in.announcement(*form, today)
	p.Amount = sh.Quantity(form.Basis, a.Most, p.Unit)
	goes, err := w.goes(c.UserContext(), s, *form, a.From)
	if err != nil {
		return err
	}
	if !goes {
		p.NoWay, p.Delivery = sh.T("portal.harvest.no_way_text", "amount", sh.Quantity(form.Basis, form.Minimum, p.Unit)), s.path("delivery")
	}
	return show(c, pages.NewHarvest(sh, p))
}

// goes reports whether the least that is sold of a form, sent on a day, has a way to anybody;
// the household hears it before it takes orders.
func (w *portal) goes(ctx context.Context, s stall, form catalog.Variant, day clock.Date) (bool, error) {
	q := w.DB.Read(ctx)
	found, err := catalog.SellableVariants(ctx, q, []string{form.ID})
	if err != nil {
		return false, err
	}
	sale := found[form.ID]
	grams := sale.Rule.Min
	if sale.Rule.Basis == measure.Piece {
		grams *= sale.ShipGrams
	}
	return shipping.Reaches(ctx, q, w.Carriers, shipping.Parcel{
		SellerID: s.ID, From: shipping.Place{Scheme: sale.SellerScheme, Ward: sale.SellerWard}, Grams: grams, ShelfLifeDays: sale.ShelfLifeDays, Classes: []string{string(sale.Class)},
	}, day)
}

func (w *portal) announce(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[foretold](c)
	if err != nil {
		return err
	}
	form, _, err := catalog.FindVariant(c.UserContext(), w.DB.Read(c.UserContext()), c.Params("form"))
	if err != nil {
		return err
	}
	a, err := in.announcement(*form, w.Now().Date())
	if err == nil {
		var v harvest.View
		if v, err = w.Harvests.Announce(c.UserContext(), s.ID, a, s.by); err == nil {
			return done(c, s.path("harvests", v.Harvest.ID), "saved")
		}
	}
	return w.askHarvest(c, s, in, err)
}

// ofHarvest is a harvest of the stall's, by the address.
func (w *portal) ofHarvest(c *fiber.Ctx, s stall, title string) (*pages.Shell, reaping, error) {
	sh := back(w.shell(c, s, title, "stall"), s.path("harvests"), "portal.harvests")
	v, err := harvest.Find(c.UserContext(), w.DB.Read(c.UserContext()), s.ID, c.Params("harvest"))
	if err != nil {
		return sh, reaping{}, err
	}
	r, err := w.reaped(c.UserContext(), sh, v)
	return sh, r, err
}

func (w *portal) harvestPage(c *fiber.Ctx, s stall) error { return w.showHarvest(c, s, nil) }

func (w *portal) showHarvest(c *fiber.Ctx, s stall, ps view.Problems) error {
	sh, r, err := w.ofHarvest(c, s, "portal.harvest")
	if err != nil {
		return err
	}
	unit := unitOf(sh, r.form.Unit)
	p := pages.HarvestPage{
		Name: r.name, State: view.Notice{Tone: view.Plain, Text: stateOfHarvest(sh, r.View)}, Problems: ps,
	}
	if r.Awaited() {
		p.Facts = []pages.Pair{
			{Name: sh.T("portal.harvest.until"), Value: r.OrdersUntil.Format()},
			{Name: sh.T("portal.harvest.held"), Value: sh.Quantity(r.form.Basis, r.Held, unit) + " / " + sh.Quantity(r.form.Basis, r.Most, unit)},
			{Name: sh.T("portal.harvest.waiting"), Value: sh.N("portal.harvest.orders", r.Waiting)},
		}
		today, at := w.Now().Date(), func(step string) string { return s.path("harvests", r.Harvest.ID, step) }
		if today > r.EndsOn {
			p.State = view.Notice{Tone: view.Care, Text: sh.T("portal.harvest.late", "day", r.Decide().AddDays(-1))}
		}
		p.Here, p.Fail = at("here"), at("fail")
		if !r.Moved {
			p.Move = at("move")
		}
		if r.State == harvest.Open {
			p.Stop = at("stop")
		}
	}
	if r.State == harvest.Here {
		p.Orders = s.path()
	}
	return show(c, pages.Harvest(sh, p))
}

func (w *portal) stopHarvest(c *fiber.Ctx, s stall) error {
	v, err := w.Harvests.Stop(c.UserContext(), s.ID, c.Params("harvest"), s.by)
	return w.harvestDone(c, s, v, err, "saved", w.showHarvest)
}

// harvestDone leads back to the harvest, or to the form with what is wrong.
func (w *portal) harvestDone(c *fiber.Ctx, s stall, v harvest.View, err error, word string, ask func(*fiber.Ctx, stall, view.Problems) error) error {
	if err == nil {
		return done(c, s.path("harvests", v.Harvest.ID), word)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return ask(c, s, ps)
	}
	return err
}

// typedHarvest is what was typed of one.
type typedHarvest struct {
	Quantity string     `form:"quantity"`
	From     clock.Date `form:"from"`
	To       clock.Date `form:"to"`
}

func (w *portal) harvestHerePage(c *fiber.Ctx, s stall) error { return w.askHere(c, s, nil) }

func (w *portal) askHere(c *fiber.Ctx, s stall, ps view.Problems) error {
	sh, r, err := w.ofHarvest(c, s, "portal.harvest.here")
	if err != nil {
		return err
	}
	p := pages.HarvestHerePage{
		Action: s.path("harvests", r.Harvest.ID, "here"), Name: r.name, Weighed: r.form.Basis == measure.Gram, Unit: unitOf(sh, r.form.Unit),
		Held: sh.Quantity(r.form.Basis, r.Held, unitOf(sh, r.form.Unit)), Problems: ps,
	}
	if ps != nil {
		p.Quantity = c.FormValue("quantity")
	}
	return show(c, pages.HarvestHere(sh, p))
}

func (w *portal) harvestHere(c *fiber.Ctx, s stall) error {
	_, r, err := w.ofHarvest(c, s, "portal.harvest.here")
	if err != nil {
		return err
	}
	in, err := session.Bind[typedHarvest](c)
	v := harvest.View{}
	if err == nil {
		var wrong fault.List
		n := quantity(&wrong, r.form.Basis, in.Quantity, "quantity")
		if err = wrong.Err(); err == nil {
			v, err = w.Harvests.Arrive(c.UserContext(), s.ID, r.Harvest.ID, n, s.by)
		}
	}
	return w.harvestDone(c, s, v, err, "harvest_here", w.askHere)
}

func (w *portal) moveHarvestPage(c *fiber.Ctx, s stall) error { return w.askMove(c, s, nil) }

func (w *portal) askMove(c *fiber.Ctx, s stall, ps view.Problems) error {
	sh, r, err := w.ofHarvest(c, s, "portal.harvest.move")
	if err != nil {
		return err
	}
	p := pages.MoveHarvestPage{
		Action: s.path("harvests", r.Harvest.ID, "move"), Name: r.name, From: string(r.StartsOn), To: string(r.EndsOn), Last: r.LatestEnd().Format(), Problems: ps,
	}
	if ps != nil {
		p.From, p.To = c.FormValue("from"), c.FormValue("to")
	}
	return show(c, pages.MoveHarvest(sh, p))
}

func (w *portal) moveHarvest(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[typedHarvest](c)
	v := harvest.View{}
	if err == nil {
		v, err = w.Harvests.Move(c.UserContext(), s.ID, c.Params("harvest"), harvest.Days{From: in.From, To: in.To}, s.by)
	}
	return w.harvestDone(c, s, v, err, "harvest_moved", w.askMove)
}

func (w *portal) failHarvestPage(c *fiber.Ctx, s stall) error { return w.askFail(c, s, nil) }

func (w *portal) askFail(c *fiber.Ctx, s stall, ps view.Problems) error {
	sh, r, err := w.ofHarvest(c, s, "portal.harvest.fail")
	if err != nil {
		return err
	}
	return show(c, pages.FailHarvest(sh, pages.FailHarvestPage{
		Action: s.path("harvests", r.Harvest.ID, "fail"), Back: s.path("harvests", r.Harvest.ID), Name: r.name, Orders: sh.N("portal.harvest.orders", r.Waiting), Problems: ps,
	}))
}

func (w *portal) failHarvest(c *fiber.Ctx, s stall) error {
	v, err := w.Harvests.Fail(c.UserContext(), s.ID, c.Params("harvest"), s.by)
	return w.harvestDone(c, s, v, err, "harvest_failed", w.askFail)
}
