package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/seller"
)

func (a *api) stallMemberRoutes() chapter {
	return chapter{"Members of a stall", []*route{
		on(a, "GET", "/stalls/{seller}/members", "listMembers", "Who may act for the seller", a.members).may(actor.EditMembers),
		on(a, "POST", "/stalls/{seller}/members", "addMember", "Let a person act for the seller", a.addMember).may(actor.EditMembers).made().need("phone", "name", "rights").
			says("The person is found by phone and name, both of which one must know. Nobody gives a right that they do not hold."),
		on(a, "PUT", "/stalls/{seller}/members/{person}", "changeRights", "Replace what a member may do", a.changeRights).may(actor.EditMembers).need("rights"),
		on(a, "DELETE", "/stalls/{seller}/members/{person}", "removeMember", "End what a person may do", a.removeMember).may(actor.EditMembers),
	}}
}

type memberOut struct {
	PersonID string        `json:"person_id"`
	Name     string        `json:"name"`
	Rights   []actor.Right `json:"rights"`
	Since    clock.Instant `json:"since"`
}

func (a *api) members(c *fiber.Ctx, by actor.Member, _ none) (list[memberOut], error) {
	if err := has(by, actor.EditMembers); err != nil {
		return list[memberOut]{}, err
	}
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	rows, err := seller.Members(ctx, q, by.SellerID)
	if err != nil {
		return list[memberOut]{}, err
	}
	names, err := account.Names(ctx, q, each(rows, func(m seller.Membership) string { return m.PersonID }))
	return full(rows, err, func(m seller.Membership) memberOut {
		return memberOut{m.PersonID, names[m.PersonID], rightsOf(m.Rights), m.CreatedAt}
	})
}

type newMember struct {
	Phone  string        `json:"phone"`
	Name   string        `json:"name"`
	Rights []actor.Right `json:"rights"`
}

func (a *api) addMember(c *fiber.Ctx, by actor.Member, in newMember) (list[memberOut], error) {
	// Asked before the phone is looked up: who may add nobody learns nothing of anybody.
	if err := has(by, actor.EditMembers); err != nil {
		return list[memberOut]{}, err
	}
	ctx := c.UserContext()
	p, err := a.Accounts.FindPerson(ctx, a.DB.Read(ctx), in.Phone, in.Name)
	if err == nil {
		err = a.Onboarding.AddMember(ctx, by.SellerID, p.ID, actor.NewRights(in.Rights...), by)
	}
	if err != nil {
		return list[memberOut]{}, err
	}
	return a.members(c, by, none{})
}

type rightsIn struct {
	Rights []actor.Right `json:"rights"`
}

func (a *api) changeRights(c *fiber.Ctx, by actor.Member, in rightsIn) (list[memberOut], error) {
	if err := a.Onboarding.ChangeRights(c.UserContext(), by.SellerID, c.Params("person"), actor.NewRights(in.Rights...), by); err != nil {
		return list[memberOut]{}, err
	}
	return a.members(c, by, none{})
}

func (a *api) removeMember(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	return none{}, a.Onboarding.RemoveMember(c.UserContext(), by.SellerID, c.Params("person"), by)
}
