package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// requirementsPage lists what is asked of the stall, with the one next thing to do.
func (w *portal) requirementsPage(c *fiber.Ctx, s stall) error {
	all, err := w.Admission.Requirements(c.UserContext(), s.ID, s.by)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.req", "stall"), s.path("stall"), "portal.tab.stall")
	p, trades := pages.RequirementsPage{Text: sh.T("portal.req.done")}, true
	for _, r := range all {
		trades = trades && (r.State.Holds() || r.Blocks != requirement.Trade)
		row := requirementRow(sh, r)
		if s.may(actor.EditMembers) {
			row.URL = s.path("papers", string(r.Kind))
		} else {
			row = theirRow(sh, r)
		}
		p.Rows = append(p.Rows, row)
		switch {
		case r.State == requirement.Handed && p.Next == nil:
			p.Text = sh.T("portal.req.waits")
		case !r.State.Holds() && r.State != requirement.Handed && row.URL != "" && p.Next == nil && (r.Kind.HandedIn() || s.may(actor.HandleMoney)):
			p.Text = sh.T("portal.req.text")
			p.Next = &pages.Way{URL: row.URL, Icon: "next", Label: row.Name}
		case !r.State.Holds() && row.URL == "" && p.Next == nil: // an own deed of who keeps the stall
			p.Text = sh.T("portal.req.keeper")
		}
	}
	return w.withAgreement(c, s, sh, p, trades)
}

// withAgreement adds to what is asked of a stall that who keeps it agrees that it is shown,
// where they do not. It is the next thing to do once nothing else keeps the stall from trading,
// and not before: whoever has just said no is not pressed.
func (w *portal) withAgreement(c *fiber.Ctx, s stall, sh *pages.Shell, p pages.RequirementsPage, trades bool) error {
	why, may, err := w.mayAgree(c, s)
	if err != nil {
		return err
	}
	if why != "" {
		row := pages.RequirementRow{
			Name: sh.T("portal.agree"), State: sh.T("portal.agree.waits"), Blocks: sh.T("portal.req.blocks.trade"), Tone: view.Care, Reason: sh.T("portal.why." + why),
		}
		if may {
			row.URL = s.path("agree")
			if p.Next == nil || trades {
				p.Text, p.Next = sh.T("portal.agree.text"), &pages.Way{URL: row.URL, Icon: "next", Label: row.Name}
			}
		}
		p.Rows = append(p.Rows, row)
	}
	return show(c, pages.Requirements(sh, p))
}

func requirementRow(sh *pages.Shell, r requirement.Requirement) pages.RequirementRow {
	return pages.RequirementRow{
		Name: sh.T("portal.req." + string(r.Kind)), State: sh.T("portal.req.state." + string(r.State)), Blocks: sh.T("portal.req.blocks." + string(r.Blocks)),
		Tone: requirementTone(r.State), Reason: wordedReason(sh, r.Reason),
	}
}

func requirementTone(st requirement.State) view.Tone {
	switch st {
	case requirement.Accepted, requirement.Waived:
		return view.Good
	case requirement.Rejected:
		return view.Bad
	case requirement.Handed:
		return view.Plain
	}
	return view.Care
}

// wordedReason words a reason: the program writes keys, people write words.
func wordedReason(sh *pages.Shell, reason string) string {
	if key := "portal.why." + reason; locale.Has(key) {
		return sh.T(key)
	}
	return reason
}

// asked finds a kind among what is asked of the stall.
func (w *portal) asked(c *fiber.Ctx, s stall, kind string) (requirement.Requirement, error) {
	all, err := w.Admission.Requirements(c.UserContext(), s.ID, s.by)
	if err != nil {
		return requirement.Requirement{}, err
	}
	for _, r := range all {
		if string(r.Kind) == kind {
			return r, nil
		}
	}
	return requirement.Requirement{}, fault.New(fault.NotFound, "requirement.unknown")
}

// handing is what was typed of a paper.
type handing struct {
	Number     string                `form:"number"`
	ValidUntil clock.Date            `form:"valid_until"`
	Exemption  requirement.Exemption `form:"exemption"`
}

// requirementPage asks one thing.
func (w *portal) requirementPage(c *fiber.Ctx, s stall) error {
	return w.showRequirement(c, s, c.Params("kind"), handing{}, nil)
}

func (w *portal) showRequirement(c *fiber.Ctx, s stall, kind string, in handing, ps view.Problems) error {
	r, err := w.asked(c, s, kind)
	if err != nil {
		return err
	}
	kept, err := w.Admission.Files(c.UserContext(), r.ID, s.by)
	if err != nil {
		return err
	}
	sh := back(w.shell(c, s, "portal.req."+string(r.Kind), "stall"), s.path("papers"), "portal.req")
	at := func(more ...string) string { return s.path(append([]string{"papers", string(r.Kind)}, more...)...) }
	row := requirementRow(sh, r)
	p := pages.RequirementPage{Name: row.Name, State: row.State, Tone: row.Tone, Reason: row.Reason, Facts: requirementFacts(sh, r), Problems: ps}
	for _, f := range kept {
		p.Files = append(p.Files, pages.FileRow{URL: at("files", f.ID), At: f.CreatedAt})
	}
	open := r.State == requirement.Asked || r.State == requirement.Rejected
	switch {
	case r.State == requirement.Handed:
		p.Text = sh.T("portal.req.waits")
	case open && r.Kind == requirement.Identity:
		if err := w.askWho(c, s, sh, at, &p); err != nil {
			return err
		}
	case open && r.Kind == requirement.BankName:
		p.Text = sh.T("portal.req.bank_name.text")
		if s.may(actor.HandleMoney) {
			p.Ways = []pages.Way{{URL: s.path("money", "bank"), Icon: "bank", Label: sh.T("portal.req.bank_name.go")}}
		}
	case open:
		p.Form = w.requirementForm(c, sh, r.Kind, at, in, &p)
	}
	return show(c, pages.Requirement(sh, p))
}

// requirementFacts are what is known of a paper: of a number its end.
func requirementFacts(sh *pages.Shell, r requirement.Requirement) (out []pages.Pair) {
	if r.NumberLast4 != "" {
		out = append(out, pages.Pair{Name: sh.T("portal.paper.number"), Value: "•••• " + r.NumberLast4})
	}
	if r.Exemption != "" {
		out = append(out, pages.Pair{Name: sh.T("portal.req.exemption"), Value: sh.T("portal.req.exemption." + string(r.Exemption))})
	}
	if key := "portal.check." + r.Method; locale.Has(key) {
		out = append(out, pages.Pair{Name: sh.T("portal.req.method"), Value: sh.T(key)})
	}
	if r.ValidUntil != "" {
		out = append(out, pages.Pair{Name: sh.T("portal.check.until"), Value: r.ValidUntil.Format()})
	}
	return out
}

// requirementForm asks for a paper; for food, first whether there is one.
func (w *portal) requirementForm(c *fiber.Ctx, sh *pages.Shell, k requirement.Kind, at func(...string) string, in handing, p *pages.RequirementPage) *pages.RequirementForm {
	f := &pages.RequirementForm{
		Action: at(), Send: sh.T("portal.req.send"), Number: in.Number, Until: string(in.ValidUntil), Exemption: string(in.Exemption),
		FilesLabel: sh.T("portal.req.files"), FilesHint: sh.T("portal.req.files_hint"), FilesAccept: pages.Accepts(false),
	}
	switch k {
	case requirement.TaxCode:
		f.NumberLabel, f.NumberHint = sh.T("portal.req.tax_code.number"), sh.T("portal.req.tax_code.hint")
		f.FilesHint = sh.T("form.optional")
	case requirement.Licence:
		f.NumberLabel = sh.T("portal.paper.number")
	case requirement.FoodSafety:
		way := c.Query("way")
		switch {
		case way == "" && len(p.Problems) == 0:
			p.Text = sh.T("portal.req.food_safety.text")
			p.Ways = []pages.Way{
				{URL: at() + "?way=paper", Icon: "check", Label: sh.T("portal.req.food_safety.have")},
				{URL: at() + "?way=none", Icon: "close", Label: sh.T("portal.req.food_safety.none")},
			}
			return nil
		case way == "none" || way == "" && in.Exemption != "":
			f.Action += "?way=none"
			f.ExemptionLabel, f.FilesHint = sh.T("portal.req.exemption.why"), sh.T("portal.req.food_safety.commitment")
			for _, e := range requirement.Exemptions {
				f.Exemptions = append(f.Exemptions, view.Option{Value: string(e), Label: sh.T("portal.req.exemption." + string(e))})
			}
		default:
			f.Action += "?way=paper"
			f.NumberLabel, f.UntilLabel = sh.T("portal.paper.number"), sh.T("portal.check.until")
		}
	}
	return f
}

// handIn gives a paper to an officer.
func (w *portal) handIn(c *fiber.Ctx, s stall) error {
	r, err := w.asked(c, s, c.Params("kind"))
	if err != nil {
		return err
	}
	in, err := session.Bind[handing](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	purpose := media.Certificate
	if r.Kind == requirement.Identity {
		purpose = media.Identity
	}
	var ids []string
	if err == nil {
		ids, err = w.take(c, "files", purpose, media.Owner{SellerID: s.ID, PersonID: s.by.PersonID}, requirement.MaxFiles)
	}
	if err == nil {
		if in.Exemption == "" && c.Query("way") == "none" {
			err = fault.New(fault.Invalid, "requirement.exemption").On("exemption")
		} else {
			err = w.Admission.HandIn(c.UserContext(), r.ID, requirement.Paper{Number: in.Number, ValidUntil: in.ValidUntil, Exemption: in.Exemption, FileIDs: ids}, key, s.by)
		}
	}
	for _, f := range fault.All(err) {
		if f.Field == "file_ids" {
			f.Field = "files"
		}
	}
	if err == nil || fault.Has(err, "once.other_request") { // a second press brings the files again under other names
		return done(c, s.path("papers"), "handed_in")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showRequirement(c, s, string(r.Kind), in, ps)
	}
	return err
}

// requirementFile hands out what was handed in, as a download.
func (w *portal) requirementFile(c *fiber.Ctx, s stall) error {
	r, err := w.asked(c, s, c.Params("kind"))
	if err != nil {
		return err
	}
	return w.lookAt(c, r.ID, s.by)
}

// lookAt hands out a file of a requirement; the look is kept.
func (w *portal) lookAt(c *fiber.Ctx, requirementID string, by actor.Actor) error {
	photo, err := w.Admission.Look(c.UserContext(), requirementID, c.Params("file"), by)
	if err != nil {
		return err
	}
	c.Request().URI().QueryArgs().Set("download", "1")
	return w.unseal(c, photo.ID)
}
