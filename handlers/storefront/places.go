package storefront

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/division"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// placeStep is how a form about a place asks for more to choose from instead of going on:
// step "wards" and "find" are its buttons, found is a ward that the search named.
type placeStep struct {
	Step  string `form:"step"`
	Find  string `form:"find"`
	Found string `form:"found"` // "province:ward"
}

// asks reports whether the form only wants to be shown again, and brings a found ward into
// the address.
func (in placeStep) asks(s *shop, to *division.Address) bool {
	if in.Found != "" {
		_, ward, _ := strings.Cut(in.Found, ":")
		if d, ok := s.Places.Lookup(division.Current, ward); ok && d.Level == division.Ward {
			to.ProvinceCode, to.WardCode, to.OldText = d.ParentCode, d.Code, ""
			for _, h := range s.Places.Search(in.Find, choices) {
				if h.Ward.Code == d.Code {
					to.OldText = h.OldName()
				}
			}
		}
		return true
	}
	return in.Step == "wards" || in.Step == "find"
}

// choices is how many wards are offered at once.
const choices = 8

// check brings the address of a form to its plain form. An old name stays only with the ward
// that it led to: whoever chose another by hand means that one.
func (s *shop) check(a division.Address, at string) (division.Address, error) {
	led := false
	for _, h := range s.Places.Search(a.OldText, choices) {
		led = led || h.Ward.Code == strings.TrimSpace(a.WardCode)
	}
	if !led {
		a.OldText = ""
	}
	return s.Places.Check(a, at)
}

// placeForm is the group of fields for a, whose names begin with prefix.
func (s *shop) placeForm(prefix string, a division.Address, in placeStep) pages.PlaceForm {
	p := pages.PlaceForm{
		Prefix: prefix, Province: a.ProvinceCode, Ward: a.WardCode, Street: a.Street, Note: a.Note,
		OldText: a.OldText, PlusCode: a.PlusCode, Vpostcode: a.VpostcodeText,
		Provinces: options(s.Places.Provinces()), Wards: options(s.Places.Wards(a.ProvinceCode)),
	}
	if p.Vpostcode == "" {
		p.Vpostcode = a.Vpostcode // as it was typed into a form that is refused
	}
	if in.Step == "find" {
		p.Find = in.Find
		for _, h := range s.Places.Search(in.Find, choices) {
			p.Found = append(p.Found, pages.PlaceChoice{Value: h.Province.Code + ":" + h.Ward.Code, Label: h.Label()})
		}
	}
	return p
}

func options(units []division.Division) []view.Option {
	out := make([]view.Option, len(units))
	for i, u := range units {
		out[i] = view.Option{Value: u.Code, Label: u.Name}
	}
	return out
}

// wards answers the script that fills the second list.
func (s *shop) wards(c *fiber.Ctx) error {
	type ward struct {
		Code string `json:"code"`
		Name string `json:"name"`
	}
	all := []ward{}
	for _, w := range s.Places.Wards(c.Query("province")) {
		all = append(all, ward{w.Code, w.Name})
	}
	c.Set(fiber.HeaderCacheControl, "private, max-age=3600")
	return c.JSON(fiber.Map{"wards": all})
}

// findPlaces answers the script of the search by old or new name.
func (s *shop) findPlaces(c *fiber.Ctx) error {
	in, err := session.Query[struct {
		Text string `query:"q"`
	}](c)
	if err != nil {
		return err
	}
	type place struct {
		Province string `json:"province"`
		Ward     string `json:"ward"`
		Name     string `json:"name"`
		Old      string `json:"old"`
	}
	all := []place{}
	for _, h := range s.Places.Search(in.Text, choices) {
		all = append(all, place{h.Province.Code, h.Ward.Code, h.Label(), h.OldName()})
	}
	return c.JSON(fiber.Map{"places": all})
}
