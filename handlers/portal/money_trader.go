package portal

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/trader"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// perKgPage compares a kilogram here with one at the trader's.
func (w *portal) perKgPage(c *fiber.Ctx, s stall) error {
	ctx := c.UserContext()
	rows, err := w.Cashier.PerKg(ctx, s.by)
	if err != nil {
		return err
	}
	slices.SortStableFunc(rows, func(a, b settlement.PerKg) int { // what can be compared comes first
		switch {
		case a.Trader != nil && b.Trader == nil:
			return -1
		case a.Trader == nil && b.Trader != nil:
			return 1
		}
		return 0
	})
	sh := w.moneyShell(c, s, "portal.perkg")
	p := pages.PerKgPage{}
	for _, r := range rows {
		row, err := w.perKgRow(sh, s, r)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, row)
	}
	notes, err := w.Cashier.TraderPrices(ctx, s.by, db.Cursor{}, 1)
	if len(notes) > 0 {
		p.Notes = s.path("money", "trader")
	}
	if err != nil {
		return err
	}
	return show(c, pages.PerKg(sh, p))
}

func (w *portal) perKgRow(sh *pages.Shell, s stall, r settlement.PerKg) (pages.PerKgRow, error) {
	row := pages.PerKgRow{Name: nameOf(sh, r), PerKg: r.PerKg, Net: r.NetPerKg, Add: s.path("money", "trader", "new") + "?product_id=" + r.ProductID}
	if r.Trader == nil {
		return row, nil
	}
	asked, err := r.Trader.Asked(w.Keys)
	if err != nil {
		return row, err
	}
	row.Trader, row.Asked = r.Trader.Price, r.Trader.Day.Format()
	if asked != "" {
		row.Asked = asked + ", " + row.Asked
	}
	switch more := r.Better(); {
	case more.Positive():
		row.Better = sh.T("portal.perkg.better", "amount", more)
	case more.Negative():
		row.Worse = sh.T("portal.perkg.worse", "amount", more.Neg())
	default:
		row.Better = sh.T("portal.perkg.same")
	}
	return row, nil
}

func nameOf(sh *pages.Shell, r settlement.PerKg) string {
	name, form := r.NameVI, r.FormVI
	if sh.Lang == "en" && r.NameEN != "" {
		name = r.NameEN
	}
	if sh.Lang == "en" && r.FormEN != "" {
		form = r.FormEN
	}
	if form != "" {
		name += " · " + form
	}
	return name
}

// offer is a trader's price as it is typed. Of names "kind/tea" and ids of products only one
// can be chosen.
type offer struct {
	What  string     `form:"product_id"`
	Price string     `form:"price"`
	Day   clock.Date `form:"day"`
	Asked string     `form:"asked"`
}

// ofKind marks the choice of a whole kind of goods.
const ofKind = "kind/"

func (w *portal) newTraderPage(c *fiber.Ctx, s stall) error {
	return w.askTrader(c, s, offer{What: c.Query("product_id"), Day: w.Now().Date()}, nil)
}

func (w *portal) askTrader(c *fiber.Ctx, s stall, in offer, ps view.Problems) error {
	ctx := c.UserContext()
	sh := back(w.shell(c, s, "portal.trader", "money"), s.path("money", "perkg"), "portal.perkg")
	p := pages.TraderPage{Action: s.path("money", "trader"), What: in.What, Price: in.Price, Day: string(in.Day), Asked: in.Asked, Problems: ps}
	cards, err := catalog.List(ctx, w.DB.Read(ctx), catalog.Filter{SellerID: s.ID, AnyState: true}, w.Now().Date(), db.Cursor{}, 200)
	if err != nil {
		return err
	}
	kinds := map[string]bool{}
	for _, card := range cards {
		p.Goods = append(p.Goods, view.Option{Value: card.ID, Label: card.Name(string(sh.Lang))})
		if k, ok := catalog.KindOf(card.Kind); ok && !kinds[k.Slug] {
			kinds[k.Slug] = true
		}
	}
	for _, k := range catalog.Kinds() {
		if kinds[k.Slug] {
			p.Goods = append(p.Goods, view.Option{Value: ofKind + k.Slug, Label: sh.T("portal.trader.kind", "kind", kindIn(sh, k))})
		}
	}
	return show(c, pages.Trader(sh, p))
}

// noteTrader writes down what a trader offered.
func (w *portal) noteTrader(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[offer](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	if err == nil {
		var wrong fault.List
		note := trader.Note{ProductID: in.What, Price: amount(&wrong, in.Price, "price"), Day: in.Day, Asked: in.Asked}
		if kind, ok := strings.CutPrefix(in.What, ofKind); ok {
			note.ProductID, note.Kind = "", kind
		}
		if err = wrong.Err(); err == nil {
			_, err = w.Cashier.NoteTrader(c.UserContext(), note, key, s.by)
		}
	}
	if err == nil {
		return done(c, s.path("money", "perkg"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askTrader(c, s, in, ps)
	}
	return err
}

// traderPage lists the notes.
func (w *portal) traderPage(c *fiber.Ctx, s stall) error {
	ctx := c.UserContext()
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := w.Cashier.TraderPrices(ctx, s.by, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, trader.Price.Cursor)
	sh := back(w.shell(c, s, "portal.trader.notes", "money"), s.path("money", "perkg"), "portal.perkg")
	p := pages.TraderNotesPage{Pager: pager(c, s.path("money", "trader"), next)}
	for _, r := range rows {
		note := pages.TraderNote{Day: r.Day, Price: r.Price, Remove: s.path("money", "trader", r.ID, "remove")}
		if note.What, err = w.whatOf(c, sh, r); err != nil {
			return err
		}
		if note.Asked, err = r.Asked(w.Keys); err != nil {
			return err
		}
		p.Rows = append(p.Rows, note)
	}
	return show(c, pages.TraderNotes(sh, p))
}

func kindIn(sh *pages.Shell, k catalog.Kind) string {
	if sh.Lang == "en" {
		return k.EN
	}
	return k.VI
}

// whatOf names what a note is about.
func (w *portal) whatOf(c *fiber.Ctx, sh *pages.Shell, p trader.Price) (string, error) {
	if p.ProductID == nil {
		k, _ := catalog.KindOf(p.Kind)
		return sh.T("portal.trader.kind", "kind", kindIn(sh, k)), nil
	}
	of, err := catalog.Find(c.UserContext(), w.DB.Read(c.UserContext()), *p.ProductID)
	if err != nil {
		return "", err
	}
	return of.Name(string(sh.Lang)), nil
}

func (w *portal) removeTrader(c *fiber.Ctx, s stall) error {
	if err := w.Cashier.RemoveTrader(c.UserContext(), c.Params("note"), s.by); err != nil {
		return err
	}
	return done(c, s.path("money", "trader"), "removed")
}
