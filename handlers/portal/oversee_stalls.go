package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

var sellerStates = []seller.State{seller.Applied, seller.Checked, seller.Active, seller.Suspended, seller.Closed}

// sellersPage lists the stalls of the place; those that wait for a check come first.
func (w *portal) sellersPage(c *fiber.Ctx, o overseer) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	sh := w.shellOf(c, o, "portal.sellers")
	chosen := seller.Applied
	var p pages.SellersPage
	for _, st := range sellerStates {
		if c.Query("state") == string(st) {
			chosen = st
		}
	}
	for _, st := range sellerStates {
		p.Filters = append(p.Filters, pages.Filter{URL: o.path("stalls") + "?state=" + string(st), Label: sh.T("portal.seller." + string(st)), On: st == chosen})
	}
	f := seller.Filter{State: chosen, Scheme: o.scheme, Code: o.code}
	if o.code == "" {
		f.Scheme = ""
	}
	cards, err := seller.List(c.UserContext(), w.DB.Read(c.UserContext()), f, at, perPage+1)
	if err != nil {
		return err
	}
	cards, next := cut(cards, seller.Card.Cursor)
	for _, one := range cards {
		p.Rows = append(p.Rows, pages.StallCard{
			URL: o.path("stalls", one.Slug), Name: one.Name, Kind: sh.T("seller.kind." + string(one.Kind)), Where: one.Ward + ", " + one.Province,
			Tone: sellerTone(one.State), State: sh.T("portal.seller." + string(one.State)), At: one.CreatedAt,
		})
	}
	p.Pager = pager(c, o.path("stalls")+"?state="+string(chosen), next)
	return show(c, pages.Sellers(sh, p))
}

func sellerTone(st seller.State) view.Tone {
	switch st {
	case seller.Active:
		return view.Good
	case seller.Suspended, seller.Closed:
		return view.Bad
	}
	return view.Care
}

// governed finds the stall of the address for who may judge it; one of another place does
// not exist.
func (w *portal) governed(c *fiber.Ctx, o overseer) (*seller.Seller, error) {
	q := w.DB.Read(c.UserContext())
	s, err := seller.BySlug(c.UserContext(), q, c.Params("seller"))
	if err != nil {
		return nil, err
	}
	return seller.Governed(c.UserContext(), q, s.ID, o.by)
}
