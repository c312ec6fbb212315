package api

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
)

func (a *api) deskSellerRoutes() chapter {
	return chapter{"Desk: sellers", []*route{
		on(a, "GET", "/desk/sellers", "listSellersToJudge", "Sellers in every state, newest first", a.judgedSellers).
			says("An officer sees those of their place; one of several places names one in code."),
		on(a, "GET", "/desk/sellers/{seller}", "getSellerToJudge", "One seller with its history", a.judgedSeller),
		on(a, "POST", "/desk/sellers/{seller}/check", "checkSeller", "Write down that the seller's identity was checked", a.checkSeller).need("method", "reference"),
		on(a, "POST", "/desk/sellers/{seller}/activate", "activateSeller", "Let a seller sell", a.activateSeller),
		on(a, "POST", "/desk/sellers/{seller}/suspend", "suspendSeller", "Stop a seller from selling; orders that stand are finished", a.suspendSeller).need("reason"),
		on(a, "POST", "/desk/sellers/{seller}/close", "closeSeller", "End a stall for good", a.closeSeller).need("reason"),
	}}
}

// judgedCard is a seller in the working list of those who judge.
type judgedCard struct {
	sellerCard
	State     seller.State  `json:"state"`
	CreatedAt clock.Instant `json:"created_at"`
}

func (a *api) judgedCard(s seller.Card) judgedCard {
	return judgedCard{a.sellerCard(s), s.State, s.CreatedAt}
}

type judgedQuery struct {
	paging
	State  seller.State `json:"state"`
	Kind   seller.Kind  `json:"kind"`
	Scheme string       `json:"scheme"`
	Code   string       `json:"code" doc:"a ward or province, of today where no scheme is given"`
}

func (a *api) judgedSellers(c *fiber.Ctx, by staff, in judgedQuery) (list[judgedCard], error) {
	if in.State != "" {
		if err := listed("state", in.State); err != nil {
			return list[judgedCard]{}, err
		}
	}
	scheme, code, err := a.where(by, in.Scheme, in.Code)
	if err != nil {
		return list[judgedCard]{}, err
	}
	f := seller.Filter{State: in.State, Kind: in.Kind, Scheme: scheme, Code: code}
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]seller.Card, error) {
		return seller.List(ctx, a.DB.Read(ctx), f, after, limit)
	}, seller.Card.Cursor, a.judgedCard)
}

// where is the place whose list is read: what is asked for if it is the reader's, else the
// widest that they serve.
func (a *api) where(by staff, scheme, code string) (string, string, error) {
	if scheme == "" {
		scheme = current(code)
	}
	for _, one := range by {
		o, officer := one.(actor.Officer)
		if !officer || o.Code == "" {
			return scheme, code, nil
		}
		if code == "" {
			return o.Scheme, o.Code, nil
		}
		if place, ok := a.Places.Lookup(scheme, code); ok && o.Scheme == scheme && (o.Code == code || o.Code == place.ParentCode) {
			return scheme, code, nil
		}
	}
	return "", "", fault.New(fault.Forbidden, "api.place").On("code")
}

// judgedOut is a seller as those who judge see it: no number of a phone or paper.
type judgedOut struct {
	judgedCard
	Unshown   string           `json:"unshown,omitempty" doc:"why it may not be shown to everybody, and so does not open: seller.unagreed (nobody who governs it has agreed to publishing), seller.unpublished (one of them took that back)"`
	Residency seller.Residency `json:"tax_residency"`
	Entity    seller.Entity    `json:"tax_entity"`
	History   []sellerMove     `json:"history"`
}

type sellerMove struct {
	From   seller.State  `json:"from"`
	To     seller.State  `json:"to"`
	By     actor.Kind    `json:"by"`
	Reason string        `json:"reason,omitempty"`
	At     clock.Instant `json:"at"`
}

func (a *api) judgedSeller(c *fiber.Ctx, by staff, _ none) (judgedOut, error) {
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	var s *seller.Seller
	err := by.as(func(one actor.Actor) (err error) {
		s, err = seller.Governed(ctx, q, c.Params("seller"), one)
		return err
	})
	if err != nil {
		return judgedOut{}, err
	}
	card, err := seller.CardOf(ctx, q, s.ID)
	if err != nil {
		return judgedOut{}, err
	}
	unshown, err := seller.Unshown(ctx, q, s.ID)
	if err != nil {
		return judgedOut{}, err
	}
	moves, err := seller.Moves(ctx, q, s.ID)
	return judgedOut{a.judgedCard(card), unshown, s.TaxResidency, s.TaxEntity, each(moves, func(m seller.Move) sellerMove {
		return sellerMove{m.FromState, m.ToState, m.ActorKind, m.Reason, m.CreatedAt}
	})}, err
}

// judge does something to the seller of the address, and shows what became of it.
func (a *api) judge(c *fiber.Ctx, by staff, verb func(ctx context.Context, sellerID string, one actor.Actor) error) (judgedOut, error) {
	err := by.as(func(one actor.Actor) error { return verb(c.UserContext(), c.Params("seller"), one) })
	if err != nil {
		return judgedOut{}, err
	}
	return a.judgedSeller(c, by, none{})
}

func (a *api) checkSeller(c *fiber.Ctx, by staff, in seller.NewCheck) (judgedOut, error) {
	return a.judge(c, by, func(ctx context.Context, id string, one actor.Actor) error {
		return a.Admission.Check(ctx, id, in, one)
	})
}

func (a *api) activateSeller(c *fiber.Ctx, by staff, in maybeWhy) (judgedOut, error) {
	return a.judge(c, by, func(ctx context.Context, id string, one actor.Actor) error {
		return a.Admission.Activate(ctx, id, in.Reason, one)
	})
}

func (a *api) suspendSeller(c *fiber.Ctx, by staff, in whyIn) (judgedOut, error) {
	return a.judge(c, by, func(ctx context.Context, id string, one actor.Actor) error {
		return a.Admission.Suspend(ctx, id, in.Reason, one)
	})
}

func (a *api) closeSeller(c *fiber.Ctx, by staff, in whyIn) (judgedOut, error) {
	return a.judge(c, by, func(ctx context.Context, id string, one actor.Actor) error {
		return a.Admission.Close(ctx, id, in.Reason, one)
	})
}
