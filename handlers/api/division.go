package api

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
)

func (a *api) divisionRoutes() chapter {
	return chapter{"Divisions", []*route{
		hot(a, "/divisions", "searchDivisions", "Wards by what people type of their present or old names", a.searchDivisions).need("q"),
		hot(a, "/divisions/provinces", "listProvinces", "The provinces of today, the home province first", a.provinces),
		hot(a, "/divisions/provinces/{code}/wards", "listWards", "The wards of a province of today", a.wards),
		hot(a, "/divisions/{scheme}/{code}", "getDivision", "A unit, what stands above it, and where it is today", a.division).
			says("The candidates of an old unit are where its people are now; when none is whole, a person must choose."),
	}}
}

type divisionOut struct {
	Scheme string         `json:"scheme"`
	Code   string         `json:"code"`
	Level  division.Level `json:"level"`
	Kind   string         `json:"kind"`
	Name   string         `json:"name"`
}

func divisionOf(d division.Division) divisionOut {
	return divisionOut{d.Scheme, d.Code, d.Level, d.Kind, d.Name}
}

type divisionHit struct {
	Ward     divisionOut `json:"ward"`
	Province divisionOut `json:"province"`
	Name     string      `json:"name"`
	OldName  string      `json:"old_name,omitempty" doc:"the old name that was matched"`
	Whole    bool        `json:"whole" doc:"false when the old ward was split: its other parts are in the list too"`
}

type divisionQuery struct {
	Q     string `json:"q"`
	Limit int    `json:"limit"`
}

func (a *api) searchDivisions(_ *fiber.Ctx, _ nobody, in divisionQuery) (list[divisionHit], error) {
	if strings.TrimSpace(in.Q) == "" {
		return list[divisionHit]{}, fault.New(fault.Invalid, "api.query").On("q")
	}
	limit, err := paging{Limit: in.Limit}.most()
	return full(a.Places.Search(in.Q, min(limit, 50)), err, func(h division.Hit) divisionHit {
		return divisionHit{divisionOf(h.Ward), divisionOf(h.Province), h.Name(), h.OldName(), h.Whole || h.Old.IsZero()}
	})
}

func (a *api) provinces(*fiber.Ctx, nobody, none) (list[divisionOut], error) {
	return full(a.Places.Provinces(), nil, divisionOf)
}

func (a *api) wards(c *fiber.Ctx, _ nobody, _ none) (list[divisionOut], error) {
	wards := a.Places.Wards(c.Params("code"))
	if len(wards) == 0 {
		return list[divisionOut]{}, fault.New(fault.NotFound, "division.unknown")
	}
	return full(wards, nil, divisionOf)
}

type divisionPage struct {
	divisionOut
	FullName   string          `json:"full_name"`
	Above      []divisionOut   `json:"above" doc:"the nearest first"`
	Candidates []divisionToday `json:"candidates"`
	MadeOf     []divisionOut   `json:"made_of" doc:"the old units of which a present one was made"`
}

type divisionToday struct {
	divisionOut
	Whole bool `json:"whole" doc:"all of the old unit is there"`
}

func (a *api) division(c *fiber.Ctx, _ nobody, _ none) (divisionPage, error) {
	scheme, code := c.Params("scheme"), c.Params("code")
	d, ok := a.Places.Lookup(scheme, code)
	if !ok {
		return divisionPage{}, fault.New(fault.NotFound, "division.unknown")
	}
	out := divisionPage{divisionOut: divisionOf(d), FullName: a.Places.FullName(scheme, code), Above: each(a.Places.Parents(d), divisionOf), MadeOf: []divisionOut{}}
	out.Candidates = each(a.Places.Successors(scheme, code), func(l division.Link) divisionToday { return divisionToday{divisionOf(l.Division), l.Whole} })
	if scheme == division.Current {
		out.MadeOf = each(a.Places.Sources(code), divisionOf)
	}
	return out, nil
}
