package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
)

func (a *api) sellerRoutes() chapter {
	return chapter{"Sellers", []*route{
		hot(a, "/sellers", "listSellers", "Who sells, newest first", a.sellers),
		hot(a, "/sellers/{seller}", "getSeller", "One seller, by id or the slug of the page", a.seller),
	}}
}

// sellerCard is what everybody may know of a seller.
type sellerCard struct {
	sellerRef
	Kind       seller.Kind `json:"kind"`
	AboutVI    string      `json:"about_vi"`
	AboutEN    string      `json:"about_en"`
	Place      *place      `json:"place,omitempty"`
	Since      clock.Date  `json:"since"`
	Checked    bool        `json:"checked" doc:"an identity check stands"`
	Sample     bool        `json:"sample"`
	BusinessNo string      `json:"business_no"`
	Photo      *picture    `json:"photo,omitempty"`
	Rest       restShown   `json:"rest"`
}

// restShown is how a stall or a product rests: seen and found, and not to be bought.
type restShown struct {
	Resting bool       `json:"resting" doc:"nothing of it can be bought now"`
	Until   clock.Date `json:"until" doc:"the day on which it can be again; empty when nobody has said"`
	Words   string     `json:"words" doc:"what a stall on holiday tells buyers"`
}

func restOf(r seller.Rest) restShown {
	out := restShown{Resting: r.Resting()}
	switch {
	case r.Asleep:
		out.Until = r.WakesOn
	case r.Away:
		out.Until = r.AwayTo.AddDays(1)
	}
	if r.Away {
		out.Words = r.AwayWords
	}
	return out
}

func (a *api) sellerCard(s seller.Card) sellerCard {
	return sellerCard{
		sellerRef{s.ID, s.Slug, s.Name}, s.Kind, s.AboutVI, s.AboutEN, a.placeOf(s.Scheme, s.WardCode), s.Since, s.Checked, s.Sample, s.BusinessNo,
		pictureOf(s.PhotoID, 0, 0, ""), restOf(s.Rest),
	}
}

type sellerQuery struct {
	paging
	Kind   seller.Kind `json:"kind"`
	Scheme string      `json:"scheme"`
	Code   string      `json:"code" doc:"a ward or province, of today where no scheme is given"`
}

func (a *api) sellers(c *fiber.Ctx, _ nobody, in sellerQuery) (list[sellerCard], error) {
	f := seller.Filter{State: seller.Active, Kind: in.Kind, Scheme: in.Scheme, Code: in.Code}
	if f.Scheme == "" {
		f.Scheme = current(f.Code)
	}
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]seller.Card, error) {
		return seller.List(ctx, a.DB.Read(ctx), f, after, limit)
	}, seller.Card.Cursor, a.sellerCard)
}

func (a *api) seller(c *fiber.Ctx, _ nobody, _ none) (sellerCard, error) {
	ctx := c.UserContext()
	s, err := seller.CardOf(ctx, a.DB.Read(ctx), c.Params("seller"))
	if err == nil && !s.Public() {
		err = fault.New(fault.NotFound, "seller.unknown")
	}
	return a.sellerCard(s), err
}
