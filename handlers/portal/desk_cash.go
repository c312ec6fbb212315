package portal

import (
	"context"
	"io"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/remittance"
	"github.com/chophien/chophien/models/shipping"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// doorsPage lists the money at doors, of all carriers or of one.
func (w *portal) doorsPage(c *fiber.Ctx, _ actor.Admin) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	at, err := after(c)
	if err != nil {
		return err
	}
	chosen := c.Query("carrier")
	rows, err := collection.AtDoors(ctx, q, chosen, at, perPage+1)
	if err != nil {
		return err
	}
	held, err := collection.Holdings(ctx, q)
	if err != nil {
		return err
	}
	rows, next := cut(rows, collection.Outstanding.Cursor)
	list := pages.DeskPath("doors")
	sh := back(w.desk(c, "portal.doors"), pages.DeskPath("remittances"), "portal.remittances")
	p := pages.DoorsPage{Filters: []pages.Filter{{URL: list, Label: sh.T("portal.all"), On: chosen == ""}}}
	for _, cr := range w.Carriers.All() {
		p.Filters = append(p.Filters, pages.Filter{
			URL: list + "?" + url.Values{"carrier": {cr.Code()}}.Encode(), Label: sh.T("carrier." + cr.Code()), On: chosen == cr.Code(),
		})
	}
	for _, h := range held {
		p.Held = append(p.Held, pages.CarrierHolding{Carrier: sh.T("carrier." + h.Carrier),
			Text: sh.T("portal.doors.holding", "amount", h.Amount, "n", strconv.Itoa(h.Orders), "since", h.Oldest)})
	}
	for _, o := range rows {
		row := pages.DoorRow{Order: view.Link{Label: o.OrderCode, URL: pages.DeskPath("orders", o.OrderCode)}, Carrier: sh.T("carrier." + o.Carrier),
			State: sh.T("portal.doors.due"), Tone: view.Care, Amount: o.Amount, Since: o.Since, Age: ageOf(sh, int(w.Now().Sub(o.Since)/(24*time.Hour)))}
		if o.Held {
			row.State, row.Tone = sh.T("portal.doors.held"), view.Plain
		}
		p.Rows = append(p.Rows, row)
	}
	if chosen != "" {
		list += "?" + url.Values{"carrier": {chosen}}.Encode()
	}
	p.Pager = pager(c, list, next)
	return show(c, pages.Doors(sh, p))
}

func (w *portal) remittancesPage(c *fiber.Ctx, _ actor.Admin) error {
	return w.showRemittances(c, remittance.NewFile{}, nil)
}

// showRemittances lists what carriers hand over, beside the form for a file.
func (w *portal) showRemittances(c *fiber.Ctx, in remittance.NewFile, ps view.Problems) error {
	ctx := c.UserContext()
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := remittance.List(ctx, w.DB.Read(ctx), at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, remittance.Remittance.Cursor)
	sh := w.desk(c, "portal.remittances")
	p := pages.RemittancesPage{Action: pages.DeskPath("remittances"), Doors: pages.DeskPath("doors"), Carrier: in.Carrier, Reference: in.Reference,
		Pager: pager(c, pages.DeskPath("remittances"), next), Problems: ps}
	for _, cr := range w.Carriers.All() {
		if cr.Code() != shipping.PickupCode { // its seller takes the money
			p.Carriers = append(p.Carriers, view.Option{Value: cr.Code(), Label: sh.T("carrier." + cr.Code())})
		}
	}
	for _, r := range rows {
		row := pages.RemittanceRow{URL: pages.DeskPath("remittances", r.ID), Reference: r.Reference, Carrier: sh.T("carrier." + r.Carrier), At: r.CreatedAt, Total: r.Total}
		row.Tone, row.State = remittanceState(sh, r)
		p.Rows = append(p.Rows, row)
	}
	return show(c, pages.Remittances(sh, p))
}

func remittanceState(sh *pages.Shell, r remittance.Remittance) (view.Tone, string) {
	if r.State == "cleared" {
		return view.Good, sh.T("portal.remittance.cleared")
	}
	return view.Care, sh.T("portal.remittance.open")
}

// takeInRemittance reads a carrier's file.
func (w *portal) takeInRemittance(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[remittance.NewFile](c)
	var r remittance.Remittance
	var file []byte
	if err == nil {
		file, err = fileOf(c)
	}
	if err == nil {
		r, err = w.Remittance.TakeIn(c.UserContext(), by, in, file)
	}
	if err == nil {
		return done(c, pages.DeskPath("remittances", r.ID), "remittance")
	}
	if fault.Has(err, "shipping.unknown_carrier") { // nothing was chosen
		err = fault.New(fault.Invalid, "shipping.unknown_carrier").On("carrier")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showRemittances(c, in, ps)
	}
	return err
}

// fileOf is what was sent in the form's box of one file.
func fileOf(c *fiber.Ctx) ([]byte, error) {
	head, err := c.FormFile("file")
	if err != nil || head.Size == 0 {
		return nil, fault.New(fault.Invalid, "remittance.file").On("file").From(err)
	}
	file, err := head.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(file)
}

func (w *portal) remittancePage(c *fiber.Ctx, by actor.Admin) error {
	return w.showRemittance(c, by, "", remittance.Settle{}, nil)
}

// showRemittance shows a remittance; of is the line whose form was refused, and in what was
// typed there.
func (w *portal) showRemittance(c *fiber.Ctx, by actor.Admin, of string, in remittance.Settle, ps view.Problems) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	at, err := after(c)
	if err != nil {
		return err
	}
	r, err := remittance.Find(ctx, q, c.Params("remittance"))
	if err != nil {
		return err
	}
	chosen := remittance.LineState(c.Query("state"))
	if !slices.Contains(remittance.LineStates, chosen) {
		chosen = ""
	}
	lines, err := remittance.ListLines(ctx, q, r.ID, chosen, at, perPage+1)
	if err != nil {
		return err
	}
	lines, next := cut(lines, remittance.Line.Cursor)
	sh := back(w.desk(c, "portal.remittances"), pages.DeskPath("remittances"), "portal.remittances")
	sh.Title = r.Reference
	list := pages.DeskPath("remittances", r.ID)
	p := pages.RemittancePage{Reference: r.Reference, Carrier: sh.T("carrier." + r.Carrier), At: r.CreatedAt, Total: r.Total, Problems: ps}
	p.Tone, p.State = remittanceState(sh, r)
	parts, err := remittance.Parts(ctx, q, r.ID)
	if err != nil {
		return err
	}
	p.Parts = []pages.Filter{{URL: list, Label: sh.T("portal.remittance.all"), On: chosen == ""}}
	for _, part := range parts {
		p.Parts = append(p.Parts, pages.Filter{URL: list + "?" + url.Values{"state": {string(part.State)}}.Encode(), On: chosen == part.State,
			Label: sh.T("portal.remittance.part", "state", sh.T("portal.remittance.line."+string(part.State)), "n", strconv.Itoa(part.Lines))})
	}
	if r.State != "cleared" {
		p.Clear = list + "/clear"
		if p.Credits, err = w.fitting(ctx, by, r.ID); err != nil {
			return err
		}
	}
	if p.Lines, err = w.remittanceLines(ctx, sh, r, lines); err != nil {
		return err
	}
	formless := of != ""
	for i := range p.Lines {
		if p.Lines[i].ID == of {
			p.Lines[i].Typed, formless = pages.LineTyped{Order: in.OrderCode, Evidence: in.Evidence, Twice: in.PaidTwice}, p.Lines[i].Settle == ""
		}
	}
	if formless {
		p.Problems = loose(p.Problems)
	}
	if chosen != "" {
		list += "?" + url.Values{"state": {string(chosen)}}.Encode()
	}
	p.Pager = pager(c, list, next)
	return show(c, pages.Remittance(sh, p))
}

func (w *portal) fitting(ctx context.Context, by actor.Admin, remittanceID string) ([]pages.FittingCredit, error) {
	all, err := w.Remittance.Fitting(ctx, by, remittanceID)
	var out []pages.FittingCredit
	for _, f := range all {
		out = append(out, pages.FittingCredit{ID: f.ID, At: f.ReceivedAt, Text: f.Text, Named: f.Named})
	}
	return out, err
}

func (w *portal) remittanceLines(ctx context.Context, sh *pages.Shell, r remittance.Remittance, lines []remittance.Line) ([]pages.RemittanceLine, error) {
	var ids []string
	for _, l := range lines {
		if l.OrderID != nil {
			ids = append(ids, *l.OrderID)
		}
	}
	codes, err := order.Codes(ctx, w.DB.Read(ctx), ids...)
	if err != nil {
		return nil, err
	}
	var out []pages.RemittanceLine
	for _, l := range lines {
		row := pages.RemittanceLine{ID: l.ID, Row: sh.T("portal.remittance.row", "n", strconv.Itoa(l.Number)), Code: l.Code, Amount: l.Amount, Tone: view.Good,
			State: sh.T("portal.remittance.line." + string(l.State)), Note: l.Note}
		if l.PaymentID != nil {
			row.State = sh.T("portal.remittance.line.to_buyer")
		}
		if l.OrderID != nil {
			row.Order = view.Link{Label: codes[*l.OrderID], URL: pages.DeskPath("orders", codes[*l.OrderID])}
		}
		if l.State.Odd() {
			row.Tone = view.Care
			if l.State == remittance.Unknown && l.OrderID != nil {
				row.State, row.Hint = sh.T("portal.remittance.line.otherwise"), sh.T("portal.remittance.line.otherwise_hint")
			}
			if r.State == "cleared" {
				row.Settle = pages.DeskPath("remittances", r.ID, "lines", l.ID)
			}
		}
		out = append(out, row)
	}
	return out, nil
}

// clearRemittance books a bank transfer as a remittance.
func (w *portal) clearRemittance(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[struct {
		Credit string `form:"credit_id"`
	}](c)
	if err == nil {
		_, err = w.Remittance.Clear(c.UserContext(), by, c.Params("remittance"), in.Credit)
	}
	if err == nil {
		return done(c, pages.DeskPath("remittances", c.Params("remittance")), "remitted")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showRemittance(c, by, "", remittance.Settle{}, loose(ps))
	}
	return err
}

// settleLine says what a line was that did not fit.
func (w *portal) settleLine(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[remittance.Settle](c)
	var l remittance.Line
	if err == nil {
		l, err = w.Remittance.SettleLine(c.UserContext(), by, c.Params("line"), in)
	}
	if err == nil {
		return done(c, pages.DeskPath("remittances", l.RemittanceID), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showRemittance(c, by, c.Params("line"), in, ps.Of(c.Params("line")))
	}
	return err
}

// ageOf says how long money waits at a door.
func ageOf(sh *pages.Shell, days int) string {
	if days < 1 {
		return sh.T("portal.doors.new")
	}
	return sh.N("portal.doors.age", days)
}
