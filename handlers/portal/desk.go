package portal

import (
	"context"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/tax"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// asDesk lets the market's desk through.
func (w *portal) asDesk(do func(*fiber.Ctx, actor.Admin) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		by, err := session.Admin(c)
		if err != nil {
			return err
		}
		return do(c, by)
	}
}

// desk is the frame of a page of the desk.
func (w *portal) desk(c *fiber.Ctx, title string) *pages.Shell {
	sh := w.frame(c, title)
	sh.Name, sh.Home = sh.T("portal.desk"), pages.PathDesk
	return back(sh, pages.PathDesk, "portal.desk")
}

// deskPage is the first page of the desk: what waits, and where.
func (w *portal) deskPage(c *fiber.Ctx, by actor.Admin) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	tasks, err := w.Checkout.Tasks(ctx, by, "", db.Cursor{}, most)
	if err != nil {
		return err
	}
	tickets, err := complaint.ForDesk(ctx, q, []complaint.State{complaint.Escalated}, db.Cursor{}, most)
	if err != nil {
		return err
	}
	reports, err := w.Moderation.Open(ctx, by, db.Cursor{}, most)
	if err != nil {
		return err
	}
	judged, err := w.awaiting(ctx, "", "")
	if err != nil {
		return err
	}
	invoices, err := invoice.List(ctx, q, invoice.Filter{Issuer: invoice.ByMarket, States: []invoice.State{invoice.Due}}, db.Cursor{}, most)
	if err != nil {
		return err
	}
	calls, err := w.Talks.Reports(ctx, by, db.Cursor{}, most)
	if err != nil {
		return err
	}
	behind, err := outbox.Behind(ctx, q)
	if err != nil {
		return err
	}
	sh := w.desk(c, "portal.desk")
	sh.Back = view.Link{}
	way := func(at, icon, label string, n int) pages.Way {
		return pages.Way{URL: pages.DeskPath(strings.Split(at, "/")...), Icon: icon, Label: sh.T(label), Hint: sh.T(label + ".hint"), Count: count(n)}
	}
	declare := way("tax", "shield", "portal.period", 0)
	if err := w.taxDue(c, sh, by, &declare); err != nil {
		return err
	}
	return show(c, pages.Role(sh, pages.RolePage{Ways: []pages.Way{
		way("money", "money", "portal.tasks", len(tasks)),
		way("complaints", "chat", "portal.complaints", len(tickets)),
		way("reports", "flag", "portal.reports", len(reports)),
		way("talks", "chat", "portal.desk.talks", len(calls)),
		way("stalls", "stall", "portal.sellers", judged.stalls),
		way("requirements", "check", "portal.req.queue", judged.requirements),
		way("appeals", "flag", "portal.appeals", judged.appeals),
		way("papers", "star", "portal.verify", judged.papers),
		way("books/payments", "money", "portal.books", 0),
		way("gateways", "money", "portal.gateways", 0),
		way("remittances", "truck", "portal.remittances", 0),
		way("payouts", "bank", "portal.batches", 0),
		declare,
		way("invoices", "copy", "portal.invoices", len(invoices)),
		way("taxpapers", "shield", "portal.taxpapers.queue", judged.taxPapers),
		way("orders", "box", "portal.find_order", 0),
		way("synonyms", "search", "portal.synonyms", 0),
		way("searches", "search", "portal.searches", 0),
		way("roles", "person", "portal.roles", 0),
		{URL: pages.PathDays, Icon: "calendar", Label: sh.T("portal.days"), Hint: sh.T("portal.days.hint")},
		way("notes", "alert", "portal.notes", int(behind.Dead)),
	}}))
}

// roles are the roles of a person as ways.
func roles(c *fiber.Ctx, sh *pages.Shell) []pages.Way {
	var out []pages.Way
	for _, r := range []struct {
		name  account.RoleName
		url   string
		icon  string
		label string
	}{
		{account.Helper, pages.PathHelper, "person", "portal.helper"},
		{account.Officer, pages.PathOfficer, "shield", "portal.officer"},
		{account.Admin, pages.PathDesk, "flag", "portal.desk"},
	} {
		if session.Has(c, r.name) {
			out = append(out, pages.Way{URL: r.url, Icon: r.icon, Label: sh.T(r.label), Hint: sh.T(r.label + ".text")})
		}
	}
	return out
}

// helperPage is the first page of a helper. A household gives a helper the rights that it
// wants to give by making them a member; those stalls are listed here.
func (w *portal) helperPage(c *fiber.Ctx) error {
	by, err := session.Helper(c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	stalls, err := seller.MembershipsOf(ctx, w.DB.Read(ctx), by.PersonID)
	if err != nil {
		return err
	}
	sh := back(w.frame(c, "portal.helper"), view.PathPortal+"?all=1", "portal.choose")
	p := pages.RolePage{Text: sh.T("portal.helper.text")}
	for _, key := range []string{"may", "stall", "money", "told"} {
		p.Notes = append(p.Notes, sh.T("portal.helper.note."+key))
	}
	for _, st := range stalls {
		p.Ways = append(p.Ways, pages.Way{URL: pages.StallPath(st.Slug), Icon: "stall", Label: st.Name, Hint: sh.T("seller.kind." + string(st.Kind))})
	}
	unseen, err := w.Admission.ToSee(ctx, by, most)
	if err != nil {
		return err
	}
	for _, one := range unseen {
		p.Ways = append(p.Ways, pages.Way{URL: pages.PathHelper + "/stalls/" + one.Slug, Icon: "shield", Label: one.Name, Hint: sh.T("portal.sight.hint")})
	}
	p.Ways = append(p.Ways, pages.Way{URL: pages.HelperPath("start"), Icon: "plus", Label: sh.T("portal.help.title"), Hint: sh.T("portal.help.hint")},
		pages.Way{URL: pages.PathDays, Icon: "calendar", Label: sh.T("portal.days"), Hint: sh.T("portal.days.hint")})
	return show(c, pages.Role(sh, p))
}

func (w *portal) allTickets(ctx context.Context, states []complaint.State, at db.Cursor) ([]complaint.Ticket, error) {
	return complaint.ForDesk(ctx, w.DB.Read(ctx), states, at, perPage+1)
}

// deskReply adds the desk's message to a complaint.
func (w *portal) deskReply(c *fiber.Ctx, by actor.Admin) error {
	list := pages.DeskPath("complaints")
	text, err := w.say(c, by, media.Owner{PersonID: by.PersonID})
	if err == nil {
		return done(c, list+"/"+c.Params("ticket"), "said")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showTicket(c, back(w.desk(c, "portal.complaints"), list, "portal.complaints"), by, list, text, ps)
	}
	return err
}

// reportsPage lists the reports about listings, the oldest first.
func (w *portal) reportsPage(c *fiber.Ctx, by actor.Admin) error {
	return w.showReports(c, by, "", "", nil)
}

func (w *portal) showReports(c *fiber.Ctx, by actor.Admin, of, note string, ps view.Problems) error {
	ctx := c.UserContext()
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := w.Moderation.Open(ctx, by, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, moderation.Report.Cursor)
	sh, formless := w.desk(c, "portal.reports"), of != ""
	p := pages.ReportsPage{Pager: pager(c, pages.DeskPath("reports"), next), Problems: ps}
	for _, r := range rows {
		words, err := w.Moderation.Words(r)
		if err != nil {
			return err
		}
		product, err := catalog.Find(ctx, w.DB.Read(ctx), r.ProductID)
		if err != nil {
			return err
		}
		row := pages.ReportRow{
			ID: r.ID, Action: here(c, pages.DeskPath("reports", r.ID)), Product: view.Link{Label: product.Name(string(sh.Lang)), URL: view.ProductPath(product.Slug)},
			Reason: sh.T("report.reason." + r.Reason), Text: words.Text, At: r.CreatedAt, Until: r.DueAt,
		}
		if words.Phone != "" {
			row.Phone = account.LocalPhone(words.Phone)
		}
		if r.ID == of {
			row.Note, formless = note, false
		}
		p.Rows = append(p.Rows, row)
	}
	if formless {
		p.Problems = loose(p.Problems)
	}
	return show(c, pages.Reports(sh, p))
}

// settle answers a report: the listing is taken down, or stays.
func (w *portal) settle(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[moderation.Settle](c)
	if err == nil {
		err = w.Moderation.Settle(c.UserContext(), by, c.Params("report"), in)
	}
	if err == nil {
		return done(c, here(c, pages.DeskPath("reports")), "settled")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showReports(c, by, c.Params("report"), in.Note, ps.Of(c.Params("report")))
	}
	return err
}

// notesPage lists the notes that were given up.
func (w *portal) notesPage(c *fiber.Ctx, _ actor.Admin) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := outbox.ListDead(c.UserContext(), w.DB.Read(c.UserContext()), at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, outbox.Dead.Cursor)
	sh := w.desk(c, "portal.notes")
	p := pages.NotesPage{Pager: pager(c, pages.DeskPath("notes"), next)}
	for _, n := range rows {
		p.Rows = append(p.Rows, pages.NoteRow{
			Retry: pages.DeskPath("notes", n.ID, "retry"), Type: n.Type, Subject: n.Subject, At: n.CreatedAt,
			Attempts: sh.N("portal.notes.attempts", n.Attempts), Error: sh.T("fault." + n.LastError),
		})
	}
	return show(c, pages.Notes(sh, p))
}

// retryNote gives a note all its attempts again.
func (w *portal) retryNote(c *fiber.Ctx, by actor.Admin) error {
	if err := outbox.Again(c.UserContext(), w.DB, by, c.Params("note")); err != nil {
		return err
	}
	return done(c, pages.DeskPath("notes"), "retried")
}

// periodPage shows what was withheld in a month, by seller.
func (w *portal) periodPage(c *fiber.Ctx, by actor.Admin) error {
	typed := strings.TrimSpace(c.Query("month"))
	period := periodOf(typed)
	if period == "" && typed != "" {
		wrong := view.ProblemsOf(session.Language(c), fault.New(fault.Invalid, "tax.month").On("month"))
		c.Status(fiber.StatusUnprocessableEntity)
		return w.showPeriod(c, by, w.Now().Date().Period(), typed, wrong)
	}
	if period == "" {
		period = w.Now().Date().Period()
	}
	return w.showPeriod(c, by, period, monthOf(period), nil)
}

func (w *portal) showPeriod(c *fiber.Ctx, by actor.Admin, period, typed string, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	sh := w.desk(c, "portal.period")
	at, err := after(c)
	if err != nil {
		return err
	}
	total, err := tax.PeriodTotal(ctx, q, period)
	if err != nil {
		return err
	}
	who := strings.TrimSpace(c.Query("seller"))
	var rows []tax.Month
	var only []string
	list := pages.DeskPath("tax") + "?month=" + period
	if who != "" {
		list += "&seller=" + url.QueryEscape(who)
		if only, err = seller.Meant(ctx, q, who); err != nil {
			return err
		}
	}
	if who == "" || len(only) > 0 {
		if rows, err = tax.BySeller(ctx, q, period, only, at.ID, perPage+1); err != nil {
			return err
		}
	}
	rows, next := cut(rows, func(m tax.Month) db.Cursor { return db.Cursor{ID: m.SellerID} })
	p := pages.PeriodPage{
		Action: pages.DeskPath("tax"), Period: typed, Seller: who, Problems: ps, Total: pages.TaxMonth{Period: monthOf(period), Base: total.Base, VAT: total.VAT, PIT: total.PIT},
		Pager: pager(c, list, next),
	}
	if p.State, err = w.periodState(c, sh, by, period); err != nil {
		return err
	}
	if p.Months, err = w.periodMonths(c, by, period); err != nil {
		return err
	}
	var ids []string
	for _, m := range rows {
		ids = append(ids, m.SellerID)
	}
	names, err := seller.Names(ctx, q, ids)
	if err != nil {
		return err
	}
	for _, m := range rows {
		p.Rows = append(p.Rows, pages.PeriodRow{Name: names[m.SellerID], Base: m.Base, VAT: m.VAT, PIT: m.PIT})
	}
	return show(c, pages.Period(sh, p))
}

// periodOf reads a month as people write it, "11/2026", or as it is stored; anything else
// is none.
func periodOf(text string) string {
	digits := func(s string, n int) bool {
		for _, r := range s {
			if r < '0' || r > '9' {
				return false
			}
		}
		return len(s) == n
	}
	year, month, ok := strings.Cut(text, "-")
	if !ok {
		month, year, ok = strings.Cut(text, "/")
		if len(month) == 1 {
			month = "0" + month
		}
	}
	if !ok || !digits(year, 4) || !digits(month, 2) || month < "01" || month > "12" {
		return ""
	}
	return year + "-" + month
}
