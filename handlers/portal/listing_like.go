package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/media"
	pages "github.com/chophien/chophien/web/portal"
)

// mostOffered is how many similar products are offered at most.
const mostOffered = 3

// likes are the goods of a kind on the shelf that one of this name may be made after.
func (w *portal) likes(c *fiber.Ctx, sh *pages.Shell, s stall, k catalog.Kind, name string) ([]pages.LikeRow, error) {
	class := catalog.ClassOf(k, name)
	if class.ContactOnly() {
		return nil, nil
	}
	all, err := catalog.Similar(c.UserContext(), w.DB.Read(c.UserContext()), catalog.Product{NameVI: name, Kind: k.Slug, Class: class, WardCode: s.WardCode}, mostOffered)
	var out []pages.LikeRow
	for _, l := range all {
		if l.Shared == 0 {
			continue
		}
		row := pages.LikeRow{ID: l.ID, Name: l.Name(string(sh.Lang))}
		if l.Unit != "" {
			row.Says = append(row.Says, sh.T("portal.like.unit", "unit", unitOf(sh, l.Unit)))
		}
		if l.Season != 0 && class != catalog.Packed {
			row.Says = append(row.Says, monthList(sh, l.Season))
		}
		if l.ShelfLifeDays > 0 {
			row.Says = append(row.Says, sh.T("portal.like.days", "n", l.ShelfLifeDays))
		}
		if l.StorageVI != "" {
			row.Says = append(row.Says, l.StorageVI)
		}
		out = append(out, row)
	}
	return out, err
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
