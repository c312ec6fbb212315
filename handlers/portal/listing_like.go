package portal

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/media"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// mostOffered is how many similar products are offered.
const mostOffered = 3

// likePage asks whether the product is like one on the shelf.
func (w *portal) likePage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	return w.askLike(c, s, g, nil)
}

func (w *portal) askLike(c *fiber.Ctx, s stall, g good, ps view.Problems) error {
	likes, err := catalog.Similar(c.UserContext(), w.DB.Read(c.UserContext()), g.Product, mostOffered)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.like", "products"), g.at(s), "portal.back_product")
	p := pages.LikePage{
		Step: pages.Stage{Part: pages.PartWhat}, Action: g.at(s, "like"), Skip: w.next(s, g, true), Version: strconv.FormatInt(g.Version, 10), Problems: ps,
	}
	for _, l := range likes {
		row := pages.LikeRow{ID: l.ID, Name: l.Name(string(sh.Lang))}
		if l.Unit != "" {
			row.Says = append(row.Says, sh.T("portal.like.unit", "unit", unitOf(sh, l.Unit)))
		}
		if l.ShelfLifeDays > 0 {
			row.Says = append(row.Says, sh.T("portal.like.days", "n", l.ShelfLifeDays))
		}
		if l.StorageVI != "" {
			row.Says = append(row.Says, l.StorageVI)
		}
		p.Rows = append(p.Rows, row)
	}
	return show(c, pages.LikeThis(sh, p))
}

type like struct {
	Version int64  `form:"version"`
	LikeID  string `form:"like_id"`
}

func (w *portal) makeLike(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	in, err := session.Bind[like](c)
	if err == nil {
		err = w.Onboarding.MakeLike(c.UserContext(), g.Product.ID, in.Version, in.LikeID, s.by)
	}
	if err == nil {
		return done(c, g.at(s, "sell")+newMark+"&"+url.Values{"like": {in.LikeID}}.Encode(), "")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askLike(c, s, g, ps)
	}
	return err
}

// rested are the stall's goods that were sold before and are not to be had now: put away,
// or sold out.
func (w *portal) rested(c *fiber.Ctx, s stall) ([]catalog.Card, error) {
	q := w.DB.Read(c.UserContext())
	var out []catalog.Card
	for _, st := range []catalog.State{catalog.Hidden, catalog.Published} {
		cards, err := catalog.List(c.UserContext(), q, catalog.Filter{SellerID: s.ID, State: st, IncludeAlcohol: true}, w.Now().Date(), db.Cursor{}, perPage)
		if err != nil {
			return nil, err
		}
		for _, one := range cards {
			if st == catalog.Hidden || one.SoldOut() {
				out = append(out, one)
			}
		}
	}
	return out, nil
}

// restedPage offers last season's goods: everything that was stated stays, with pictures
// and papers; only price and quantity are asked anew.
func (w *portal) restedPage(c *fiber.Ctx, s stall) error {
	cards, err := w.rested(c, s)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.again", "products"), s.path("products", "new"), "portal.back")
	var p pages.AgainPage
	for _, one := range cards {
		row := pages.AgainRow{URL: s.path("products", one.ID, "sell") + newMark, Name: one.Name(string(sh.Lang)), Kind: drawingOf(one.Kind)}
		if one.PhotoID != "" {
			row.Photo = media.URL(one.PhotoID, 320)
		}
		if form, ok := one.Cheapest(); ok {
			row.Price = sh.Money(form.Price) + " / " + unitOf(sh, form.Unit)
		}
		p.Rows = append(p.Rows, row)
	}
	return show(c, pages.Again(sh, p))
}
