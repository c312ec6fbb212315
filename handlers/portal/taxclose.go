package portal

import (
	"bytes"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// periodState is how far a month is, and what the desk can do with it.
func (w *portal) periodState(c *fiber.Ctx, sh *pages.Shell, by actor.Admin, period string) (pages.PeriodState, error) {
	p, err := w.Declaration.Period(c.UserContext(), by, period)
	if err != nil {
		return pages.PeriodState{}, err
	}
	next, err := w.Declaration.Due(c.UserContext(), by)
	if err != nil {
		return pages.PeriodState{}, err
	}
	st := pages.PeriodState{Closed: p.Closed(), DueOn: p.DueOn, Counts: sh.T("portal.period.counts", "sellers", p.Sellers, "entries", p.Entries)}
	for _, one := range []view.Sum{
		{Name: sh.T("portal.period.before"), Amount: p.VATBefore.Add(p.PITBefore)}, {Name: sh.T("portal.period.pay"), Amount: p.VATDue.Add(p.PITDue)},
		{Name: sh.T("portal.period.after"), Amount: p.VATAfter.Add(p.PITAfter)},
	} {
		if !one.Amount.IsZero() {
			st.Sums = append(st.Sums, one)
		}
	}
	if next != nil && next.Period == period {
		st.Close = pages.DeskPath("tax", period, "close")
	}
	if p.Entries > 0 {
		st.CSV, st.XLS = pages.DeskPath("tax", period, "annex.csv"), pages.DeskPath("tax", period, "annex.xlsx")
	}
	return st, nil
}

// periodMonths are the last months of the register as links.
func (w *portal) periodMonths(c *fiber.Ctx, by actor.Admin, period string) ([]pages.Filter, error) {
	all, err := w.Declaration.Periods(c.UserContext(), by, "", 12)
	var out []pages.Filter
	for _, p := range all {
		out = append(out, pages.Filter{URL: pages.DeskPath("tax") + "?month=" + p.Period, Label: monthOf(p.Period), On: p.Period == period})
	}
	return out, err
}

// closePeriod declares a month that is over, which nothing takes back: who does so ticks
// that the sums were compared.
func (w *portal) closePeriod(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[struct {
		Sure bool `form:"sure"`
	}](c)
	period := c.Params("period")
	if err == nil && !in.Sure {
		err = fault.New(fault.Invalid, "tax.unsure").On("sure")
	}
	if err == nil {
		_, err = w.Declaration.Close(c.UserContext(), by, period)
	}
	if err == nil {
		return done(c, pages.DeskPath("tax")+"?month="+period, "taxclosed")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok && periodOf(period) != "" {
		if in.Sure {
			ps = loose(ps) // of the month, whose form is gone
		}
		return w.showPeriod(c, by, period, monthOf(period), ps)
	}
	return err
}

// annex hands out a month by seller; who opened the numbers is kept.
func (w *portal) annex(ending string) func(*fiber.Ctx, actor.Admin) error {
	return func(c *fiber.Ctx, by actor.Admin) error {
		all, err := w.Declaration.Annex(c.UserContext(), by, c.Params("period"))
		if err != nil {
			return err
		}
		var file bytes.Buffer
		kind, write := "text/csv; charset=utf-8", all.WriteCSV
		if ending == "xlsx" {
			kind, write = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", all.WriteXLSX
		}
		if err := write(&file); err != nil {
			return err
		}
		c.Attachment(all.FileName() + "." + ending)
		c.Set(fiber.HeaderContentType, kind)
		c.Set(fiber.HeaderCacheControl, "no-store")
		return c.Send(file.Bytes())
	}
}

// taxDue says on the desk's first page which month waits to be declared.
func (w *portal) taxDue(c *fiber.Ctx, sh *pages.Shell, by actor.Admin, way *pages.Way) error {
	p, err := w.Declaration.Due(c.UserContext(), by)
	if err != nil || p == nil {
		return err
	}
	way.Count = count(1)
	way.Hint = sh.T("portal.period.due_now", "month", monthOf(p.Period), "day", p.DueOn.Format())
	way.URL = pages.DeskPath("tax") + "?month=" + p.Period
	return nil
}
