package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
)

func (a *api) kindRoutes() chapter {
	return chapter{"Vocabulary", []*route{
		hot(a, "/kinds", "listKinds", "The shelves of the market", a.kinds),
		on(a, "GET", "/kinds/recognised", "recogniseKind", "What a product of a name may be, the likeliest shelf first, at most three", a.recognise).need("name").
			says("Names may be typed without marks. No word of it tells: no shelf."),
		hot(a, "/units", "listUnits", "The words by which pieces are counted", a.units),
		hot(a, "/banks", "listBanks", "The banks that a transfer reaches", a.banks),
	}}
}

type kindOut struct {
	Slug  string        `json:"slug"`
	VI    string        `json:"vi"`
	EN    string        `json:"en"`
	Class catalog.Class `json:"class" doc:"of most of its products"`
	Group int           `json:"ocop_group" doc:"1 to 6, 0 for none"`
}

func (a *api) kinds(*fiber.Ctx, nobody, none) (list[kindOut], error) {
	return full(catalog.Kinds(), nil, func(k catalog.Kind) kindOut { return kindOut{k.Slug, k.VI, k.EN, k.Class, k.Group} })
}

type nameQuery struct {
	Name string `json:"name"`
}

func (a *api) recognise(_ *fiber.Ctx, _ nobody, in nameQuery) (list[kindOut], error) {
	return full(catalog.Recognise(in.Name), nil, func(k catalog.Kind) kindOut {
		return kindOut{k.Slug, k.VI, k.EN, catalog.ClassOf(k, in.Name), k.Group}
	})
}

func (a *api) units(*fiber.Ctx, nobody, none) (list[unit], error) {
	return full(catalog.Units, nil, unitOf)
}

func unitOf(u catalog.Unit) unit { return unit(u) }

type bankOut struct {
	BIN  string `json:"bank_bin"`
	Name string `json:"name"`
}

func (a *api) banks(*fiber.Ctx, nobody, none) (list[bankOut], error) {
	out := list[bankOut]{Items: []bankOut{}}
	for _, b := range a.Banks {
		out.Items = append(out.Items, bankOut{b.BIN, b.Name})
	}
	return out, nil
}
