package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

var roleNames = []account.RoleName{account.Helper, account.Officer, account.Admin}

// roleOf is the role whose list was asked for.
func roleOf(c *fiber.Ctx) account.RoleName {
	for _, name := range roleNames {
		if c.Query("role") == string(name) {
			return name
		}
	}
	return account.Helper
}

func (w *portal) rolesPage(c *fiber.Ctx, by actor.Admin) error {
	return w.showRoles(c, by, nil)
}

// showRoles lists who holds a role.
func (w *portal) showRoles(c *fiber.Ctx, by actor.Admin, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	sh := w.desk(c, "portal.roles")
	chosen, list := roleOf(c), pages.DeskPath("roles")
	p := pages.RolesPage{New: pages.DeskPath("roles", "new"), Problems: ps}
	for _, name := range roleNames {
		p.Filters = append(p.Filters, pages.Filter{URL: list + "?role=" + string(name), Label: sh.T("portal.role." + string(name)), On: name == chosen})
	}
	of := "?role=" + string(chosen) // one comes back to the list of this role
	held, err := account.Holders(ctx, q, by, chosen)
	if err != nil {
		return err
	}
	ids := make([]string, len(held))
	for i, r := range held {
		ids[i] = r.PersonID
	}
	names, err := account.Names(ctx, q, ids)
	if err != nil {
		return err
	}
	for _, r := range held {
		place := sh.T("portal.roles.everywhere")
		if r.Code != "" {
			place = w.Places.FullName(r.Scheme, r.Code)
		}
		p.Rows = append(p.Rows, pages.RoleRow{
			Name: names[r.PersonID], Place: place, Since: r.GrantedAt, Revoke: pages.DeskPath("roles", r.ID, "revoke") + of, End: pages.DeskPath("people", r.PersonID, "end-sessions") + of,
		})
	}
	return show(c, pages.Roles(sh, p))
}

// newRole is what is typed to give a role. Code is a ward of the home province; empty for
// all of it.
type newRole struct {
	Phone string           `form:"phone"`
	Name  string           `form:"name"`
	Role  account.RoleName `form:"role"`
	Code  string           `form:"code"`
}

func (w *portal) newRolePage(c *fiber.Ctx, _ actor.Admin) error {
	return w.askRole(c, newRole{}, nil)
}

func (w *portal) askRole(c *fiber.Ctx, in newRole, ps view.Problems) error {
	sh := back(w.desk(c, "portal.roles.new"), pages.DeskPath("roles"), "portal.roles")
	p := pages.NewRolePage{Action: pages.DeskPath("roles", "new"), Phone: in.Phone, Name: in.Name, Role: string(in.Role), Place: in.Code, Problems: ps}
	for _, name := range roleNames {
		p.Roles = append(p.Roles, view.Option{Value: string(name), Label: sh.T("portal.role." + string(name)), Hint: sh.T("portal.role." + string(name) + "_hint")})
	}
	for _, ward := range w.Places.Wards(w.Places.Home().Code) {
		p.Places = append(p.Places, view.Option{Value: ward.Code, Label: ward.Name})
	}
	return show(c, pages.NewRole(sh, p))
}

// grantRole gives a role to somebody whose number and name the desk knows.
func (w *portal) grantRole(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[newRole](c)
	var who account.PersonCard
	if err == nil {
		who, err = w.Accounts.FindPerson(c.UserContext(), w.DB.Read(c.UserContext()), in.Phone, in.Name)
		if fault.Has(err, "person.unknown") {
			err = fault.New(fault.Invalid, "person.unknown").On("name")
		}
	}
	if err == nil {
		give := account.GrantRole{PersonID: who.ID, Role: in.Role, Code: in.Code}
		if in.Code != "" {
			give.Scheme = division.Current
		}
		err = w.Accounts.GrantRole(c.UserContext(), by, give)
		for _, f := range fault.All(err) {
			if f.Field == "person_id" {
				f.Field = "name" // people are named here, not numbered
			}
		}
	}
	if err == nil {
		return done(c, pages.DeskPath("roles")+"?role="+string(in.Role), "role_given")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askRole(c, in, ps)
	}
	return err
}

// revokeRole takes a role back.
func (w *portal) revokeRole(c *fiber.Ctx, by actor.Admin) error {
	_, err := session.Bind[struct{}](c)
	if err == nil {
		err = w.Accounts.RevokeRole(c.UserContext(), by, c.Params("role"))
	}
	return w.roleDone(c, by, "role_taken", err)
}

// endSessions ends every session and token of a person.
func (w *portal) endSessions(c *fiber.Ctx, by actor.Admin) error {
	_, err := session.Bind[struct{}](c)
	if err == nil {
		err = w.Accounts.EndSessions(c.UserContext(), by, c.Params("person"))
	}
	return w.roleDone(c, by, "sessions_ended", err)
}

func (w *portal) roleDone(c *fiber.Ctx, by actor.Admin, word string, err error) error {
	if err == nil {
		return done(c, pages.DeskPath("roles")+"?role="+string(roleOf(c)), word)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showRoles(c, by, ps)
	}
	return err
}
