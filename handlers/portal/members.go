package portal

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// membersPage shows who may act for the stall; every member may know that.
func (w *portal) membersPage(c *fiber.Ctx, s stall) error { return w.showMembers(c, s, nil) }

func (w *portal) showMembers(c *fiber.Ctx, s stall, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	all, err := seller.Members(ctx, q, s.ID)
	if err != nil {
		return err
	}
	ids := make([]string, len(all))
	for i, m := range all {
		ids[i] = m.PersonID
	}
	names, err := account.Names(ctx, q, ids)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.members", "stall"), s.path("stall"), "portal.tab.stall")
	p := pages.MembersPage{Problems: ps}
	may := s.may(actor.EditMembers)
	if may {
		p.Add = s.path("members", "new")
	}
	for _, m := range all {
		row := pages.MemberRow{Name: names[m.PersonID], Me: m.PersonID == s.by.PersonID}
		if may {
			row.URL = s.path("members", m.PersonID)
		}
		for _, r := range m.Rights.List() {
			row.Rights = append(row.Rights, sh.T("portal.right."+string(r)))
		}
		p.Rows = append(p.Rows, row)
	}
	return show(c, pages.Members(sh, p))
}

// member is what was typed of somebody's rights.
type member struct {
	At     string        `form:"at"`
	Phone  string        `form:"phone"`
	Name   string        `form:"name"`
	Rights []actor.Right `form:"rights"`
}

func (w *portal) newMemberPage(c *fiber.Ctx, s stall) error {
	return w.askMember(c, s, "", member{At: memberTurns[0].at}, nil)
}

// memberPage asks what a member may do.
func (w *portal) memberPage(c *fiber.Ctx, s stall) error {
	m, err := w.memberOf(c, s)
	if err != nil {
		return err
	}
	return w.askMember(c, s, m.PersonID, member{Rights: m.Rights.List()}, nil)
}

// memberOf finds the member of the address.
func (w *portal) memberOf(c *fiber.Ctx, s stall) (actor.Member, error) {
	return seller.Member(c.UserContext(), w.DB.Read(c.UserContext()), s.ID, c.Params("person"))
}

func (w *portal) askMember(c *fiber.Ctx, s stall, personID string, in member, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.members", "stall"), s.path("members"), "portal.members")
	p := pages.MemberPage{Action: s.path("members", "new"), At: in.At, Name: in.Name, Phone: in.Phone, Problems: ps}
	if personID != "" {
		names, err := account.Names(c.UserContext(), w.DB.Read(c.UserContext()), []string{personID})
		if err != nil {
			return err
		}
		p.Name, p.At, p.Action, p.Remove = names[personID], "", s.path("members", personID), s.path("members", personID, "remove")
	}
	for _, r := range actor.AllRights {
		p.Rights = append(p.Rights, pages.RightRow{
			Value: string(r), Label: sh.T("portal.right." + string(r)), Hint: sh.T("portal.right." + string(r) + "_hint"),
			On: slices.Contains(in.Rights, r), Locked: !s.may(r),
		})
	}
	return show(c, pages.Member(sh, p))
}

// addMember lets somebody act for the stall. Number and name must both be known, so that
// nobody reads here who is in the market.
func (w *portal) addMember(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[member](c)
	next := ""
	if err == nil {
		_, number := account.NormalPhone(in.Phone)
		_, name := account.NameOf(in.Name)
		next, err = memberTurns.next(in.At, append(fault.List(fault.All(number)), fault.All(name)...))
	}
	if next != "" {
		in.At = next
		return w.askMember(c, s, "", in, nil)
	}
	var who account.PersonCard
	if err == nil {
		who, err = w.Accounts.FindPerson(c.UserContext(), w.DB.Read(c.UserContext()), in.Phone, in.Name)
		if fault.Has(err, "person.unknown") {
			// Here somebody else's person is a slip of the pen, to be mended in the form.
			err = fault.New(fault.Invalid, "person.unknown").On("name")
		}
	}
	if err == nil {
		err = w.Onboarding.AddMember(c.UserContext(), s.ID, who.ID, actor.NewRights(in.Rights...), s.by)
		for _, f := range fault.All(err) {
			if f.Field == "person_id" {
				f.Field = "name" // people are named here, not numbered
			}
		}
	}
	if err == nil {
		return done(c, s.path("members"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		in.At, ps = memberTurns.mend(ps)
		return w.askMember(c, s, "", in, ps)
	}
	return err
}

// changeRights replaces what a member may do.
func (w *portal) changeRights(c *fiber.Ctx, s stall) error {
	m, err := w.memberOf(c, s)
	if err != nil {
		return err
	}
	in, err := session.Bind[member](c)
	if err == nil {
		err = onField(w.Onboarding.ChangeRights(c.UserContext(), s.ID, m.PersonID, actor.NewRights(in.Rights...), s.by), "rights")
	}
	if err == nil {
		return done(c, s.path("members"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askMember(c, s, m.PersonID, in, ps)
	}
	return err
}

// removeMember ends what somebody may do. Who removes themself has nothing more to see
// here.
func (w *portal) removeMember(c *fiber.Ctx, s stall) error {
	id := c.Params("person")
	err := w.Onboarding.RemoveMember(c.UserContext(), s.ID, id, s.by)
	if err == nil {
		if id == s.by.PersonID {
			return done(c, view.PathPortal, "")
		}
		return done(c, s.path("members"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showMembers(c, s, ps)
	}
	return err
}
