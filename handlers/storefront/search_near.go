package storefront

import (
	"math"
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/search"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// wardOf is where the buyer is: the ward that the address of the page names, else that of
// the first address which the person has saved. Nothing is asked of the device.
func (s *shop) wardOf(c *fiber.Ctx, in sought) (division.Division, bool) {
	code := in.Near
	if code == "" {
		by, err := session.Buyer(c)
		if err != nil || session.Who(c).PersonID == "" {
			return division.Division{}, false
		}
		saved, err := s.Accounts.Addresses(c.UserContext(), s.DB.Read(c.UserContext()), by)
		if err != nil || len(saved) == 0 {
			return division.Division{}, false
		}
		code = saved[0].WardCode
	}
	ward, ok := s.Places.Lookup(division.Current, code)
	return ward, ok && ward.Level == division.Ward
}

func pointOf(u division.Division) search.Point {
	return search.Point{Lat: int32(u.Lat), Lon: int32(u.Lon)}
}

// nearForm asks where the buyer is, or says from where the way is measured.
func (s *shop) nearForm(f *view.Frame, in sought, ward division.Division, known bool) *pages.Near {
	n := &pages.Near{Typed: in.Place, Hidden: in.fields()}
	if known && in.Place == "" {
		n.From = s.Places.ShortName(ward.Scheme, ward.Code)
		n.ChangeURL = in.address(func(v url.Values) { v.Set("place", ward.Bare) })
		return n
	}
	if in.Place != "" {
		for _, h := range s.Places.Search(in.Place, 8) {
			n.Found = append(n.Found, view.Link{Label: h.Label(), URL: in.address(func(v url.Values) { v.Set("near", h.Ward.Code) })})
		}
	}
	return n
}

// far says about how far a product's origin is from a point, "" where that is not known.
func (s *shop) far(f *view.Frame, r catalog.Card, from search.Point) string {
	ward, ok := s.Places.Lookup(r.Scheme, r.WardCode)
	if !ok || !pointOf(ward).Known() || !from.Known() {
		return ""
	}
	km := int(math.Round(from.Metres(pointOf(ward)) / 1000))
	if km < 1 {
		return f.T("search.far_here")
	}
	return f.T("search.far", "km", km)
}
