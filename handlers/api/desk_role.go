package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
)

func (a *api) deskRoleRoutes() chapter {
	return chapter{"Desk: roles", []*route{
		on(a, "GET", "/desk/roles", "listRoles", "Who holds a role, longest first", a.roleHolders).need("role"),
		on(a, "POST", "/desk/roles", "grantRole", "Give a role", a.grantRole).need("phone", "name", "role").
			says("The person must have set a PIN. Without scheme and code the role is for the whole home province."),
		on(a, "DELETE", "/desk/roles/{role}", "revokeRole", "Take a role back, by its id", a.revokeRole),
		on(a, "POST", "/desk/people/{person}/end-sessions", "endSessions", "End every session and token of a person", a.endSessions),
	}}
}

type roleHeld struct {
	ID        string           `json:"id"`
	PersonID  string           `json:"person_id"`
	Name      string           `json:"name"`
	Role      account.RoleName `json:"role"`
	Scheme    string           `json:"scheme"`
	Code      string           `json:"code" doc:"empty for the whole home province"`
	GrantedAt clock.Instant    `json:"granted_at"`
}

type roleQuery struct {
	Role account.RoleName `json:"role"`
}

func (a *api) roleHolders(c *fiber.Ctx, by actor.Admin, in roleQuery) (list[roleHeld], error) {
	if err := listed("role", in.Role); err != nil {
		return list[roleHeld]{}, err
	}
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	rows, err := account.Holders(ctx, q, by, in.Role)
	if err != nil {
		return list[roleHeld]{}, err
	}
	names, err := account.Names(ctx, q, each(rows, func(r account.Role) string { return r.PersonID }))
	return full(rows, err, func(r account.Role) roleHeld {
		return roleHeld{r.ID, r.PersonID, names[r.PersonID], r.Role, r.Scheme, r.Code, r.GrantedAt}
	})
}

type newRole struct {
	Phone  string           `json:"phone"`
	Name   string           `json:"name"`
	Role   account.RoleName `json:"role"`
	Scheme string           `json:"scheme"`
	Code   string           `json:"code"`
}

func (a *api) grantRole(c *fiber.Ctx, by actor.Admin, in newRole) (none, error) {
	ctx := c.UserContext()
	person, err := a.Accounts.FindPerson(ctx, a.DB.Read(ctx), in.Phone, in.Name)
	if err != nil {
		return none{}, err
	}
	return none{}, a.Accounts.GrantRole(ctx, by, account.GrantRole{PersonID: person.ID, Role: in.Role, Scheme: in.Scheme, Code: in.Code})
}

func (a *api) revokeRole(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	return none{}, a.Accounts.RevokeRole(c.UserContext(), by, c.Params("role"))
}

func (a *api) endSessions(c *fiber.Ctx, by actor.Admin, _ none) (none, error) {
	return none{}, a.Accounts.EndSessions(c.UserContext(), by, c.Params("person"))
}
