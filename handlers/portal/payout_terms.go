package portal

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/settlement"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// termsIn writes terms of payout in sentences.
func termsIn(sh *pages.Shell, t settlement.Terms, today clock.Date) pages.Terms {
	head := sh.T("portal.terms.since", "day", t.ValidFrom.Format())
	if t.ValidFrom > today {
		head = sh.T("portal.terms.coming", "day", t.ValidFrom.Format())
	}
	p := pages.Terms{Head: head, Lines: []string{
		sh.N("portal.terms.every", t.EveryDays), sh.T("portal.terms.least", "amount", t.Minimum), sh.T("portal.terms.most", "n", t.MostDays),
	}}
	if t.FeeBearer == settlement.BySeller {
		p.Lines = append(p.Lines, sh.T("portal.terms.fee_seller", "fee", t.Fee), sh.T("portal.terms.fee_small"))
	} else {
		p.Lines = append(p.Lines, sh.T("portal.terms.fee_market"))
	}
	return p
}

func (w *portal) termsPage(c *fiber.Ctx, _ actor.Admin) error {
	return w.showTerms(c, newTerms{}, nil)
}

// newTerms are terms as they are typed.
type newTerms struct {
	From    clock.Date `form:"valid_from"`
	Every   string     `form:"every_days"`
	Most    string     `form:"most_days"`
	Minimum string     `form:"minimum"`
	Bearer  string     `form:"fee_bearer"`
	Fee     string     `form:"fee"`
	Source  string     `form:"source"`
}

func (w *portal) showTerms(c *fiber.Ctx, in newTerms, ps view.Problems) error {
	all, err := settlement.AllTerms(c.UserContext(), w.DB.Read(c.UserContext()))
	if err != nil {
		return err
	}
	sh := back(w.desk(c, "portal.terms"), pages.DeskPath("payouts"), "portal.batches")
	p := pages.TermsPage{Action: pages.DeskPath("terms"), From: string(in.From), Every: in.Every, Most: in.Most, Minimum: in.Minimum, Bearer: in.Bearer,
		Fee: in.Fee, Source: in.Source, Problems: ps}
	for _, b := range settlement.Bearers {
		p.Bearers = append(p.Bearers, view.Option{Value: b, Label: sh.T("portal.terms.by_" + b)})
	}
	for _, t := range all {
		one := termsIn(sh, t, w.Now().Date())
		one.Note = t.Source
		p.All = append(p.All, one)
	}
	return show(c, pages.PayoutTerms(sh, p))
}

// announceTerms adds terms that begin on a coming day.
func (w *portal) announceTerms(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[newTerms](c)
	if err == nil {
		var wrong fault.List
		t := settlement.NewTerms{ValidFrom: in.From, EveryDays: days(in.Every), MostDays: days(in.Most), FeeBearer: in.Bearer, Source: in.Source,
			Minimum: amount(&wrong, in.Minimum, "minimum"), Fee: amount(&wrong, in.Fee, "fee")}
		if err = wrong.Err(); err == nil {
			_, err = w.Cashier.Announce(c.UserContext(), by, t)
		}
	}
	if err == nil {
		return done(c, pages.DeskPath("terms"), "terms")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showTerms(c, in, ps)
	}
	return err
}

// days reads a number of days; what is none is -1, which the verb refuses.
func days(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}
