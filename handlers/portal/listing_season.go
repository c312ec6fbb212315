package portal

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/portal"
)

// harvested is how the months of a harvest are told: by one press, or from a month to a month
// and whatever is ticked besides.
type harvested struct {
	When string `form:"when"` // the months that a button names, or "all"
	From string `form:"from"`
	To   string `form:"to"`
}

const allYear = "all"

// runOf writes the one run of months that a season is; what is none is ticked.
func runOf(season []int) harvested {
	m, _ := catalog.MonthsOf(season...)
	first, last, ok := m.Span()
	switch {
	case !ok:
		return harvested{}
	case first == last:
		return harvested{From: number(first)}
	}
	return harvested{From: number(first), To: number(last)}
}

// months are the months that were told; a question that is sent without an answer is asked
// again.
func (in harvested) months(ticked []int) ([]int, error) {
	wrong := fault.New(fault.Invalid, "product.season").On("season")
	out, ok := catalog.MonthsOf(ticked...)
	if !ok {
		return ticked, wrong
	}
	if in.When != "" {
		out = 0
		for _, one := range strings.Split(in.When, ",") {
			if one == allYear {
				return catalog.AllYear.List(), nil
			}
			m, ok := catalog.MonthsOf(whole(one))
			if !ok {
				return ticked, wrong
			}
			out |= m
		}
		return out.List(), nil
	}
	from, to := strings.TrimSpace(in.From), strings.TrimSpace(in.To)
	if from == "" {
		from = to
	}
	if to == "" {
		to = from
	}
	if from != "" {
		run, ok := catalog.MonthsBetween(whole(from), whole(to))
		if !ok {
			return ticked, wrong
		}
		out |= run
	}
	if out == 0 {
		return nil, fault.New(fault.Invalid, "product.season_none").On("season")
	}
	return out.List(), nil
}

// mostSeasons is how many seasons of similar goods are offered.
const mostSeasons = 2

// askedSeason is the question of the months: what similar goods say is one press.
func (w *portal) askedSeason(c *fiber.Ctx, sh *pages.Shell, g good, in answered) (*pages.SeasonAsk, error) {
	p := &pages.SeasonAsk{From: in.From, To: in.To, All: allYear}
	ticked := in.Season
	if _, err := in.months(nil); err == nil {
		ticked = nil // the run says them
	}
	p.Months = monthsOf(sh, ticked)
	p.Open = len(ticked) > 0
	likes, err := catalog.Similar(c.UserContext(), w.DB.Read(c.UserContext()), g.Product, mostOffered)
	said := map[catalog.Months]bool{0: true, catalog.AllYear: true}
	for _, l := range likes {
		if l.Shared == 0 || said[l.Season] || len(p.Likely) == mostSeasons {
			continue
		}
		said[l.Season] = true
		p.Likely = append(p.Likely, pages.Month{Value: joined(l.Season), Label: monthList(sh, l.Season)})
	}
	return p, err
}

// joined writes months as a button brings them.
func joined(m catalog.Months) string {
	var out []string
	for _, n := range m.List() {
		out = append(out, number(n))
	}
	return strings.Join(out, ",")
}
