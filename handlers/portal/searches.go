package portal

import (
	"net/url"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/insight"
	pages "github.com/chophien/chophien/web/portal"
)

// searchPeriods are the days that the searches can be looked at, the usual first.
var searchPeriods = []int{30, 7, 90}

// searchesPage shows what buyers searched for in the last days.
func (w *portal) searchesPage(c *fiber.Ctx, by actor.Admin) error {
	days, list := searchPeriods[0], pages.DeskPath("searches")
	sh := back(w.desk(c, "portal.searches"), pages.DeskPath("synonyms"), "portal.synonyms")
	for _, n := range searchPeriods {
		if c.Query("days") == strconv.Itoa(n) {
			days = n
		}
	}
	p := pages.SearchesPage{}
	for _, n := range []int{7, 30, 90} {
		p.Periods = append(p.Periods, pages.Filter{URL: list + "?days=" + strconv.Itoa(n), Label: sh.N("portal.searches.days", n), On: n == days})
	}
	ctx := c.UserContext()
	r, err := insight.Read(ctx, w.DB.Read(ctx), by, w.Now().Date().AddDays(1-days))
	if err != nil {
		return err
	}
	p.Asked, p.Nothing, p.Nearest, p.Pressed = r.Asked, searchList(sh, r.Nothing), searchList(sh, r.Nearest), r.Pressed()
	p.FirstFive = sh.T("portal.searches.of_hundred", "n", r.FirstFive())
	for i, n := range r.Clicks {
		name := strconv.Itoa(i + 1)
		if i+1 == insight.Later {
			name += "+"
		}
		p.Ranks = append(p.Ranks, pages.RankRow{Name: name, Count: n})
	}
	return show(c, pages.Searches(sh, p))
}

func searchList(sh *pages.Shell, l insight.List) pages.SearchList {
	out := pages.SearchList{Total: l.Total, Others: l.Others}
	for _, t := range l.Texts {
		out.Rows = append(out.Rows, pages.SearchRow{
			Words: t.Words, Count: sh.N("portal.searches.times", int(t.N)),
			Add: pages.DeskPath("synonyms", "new") + "?words=" + url.QueryEscape(t.Words), Try: pages.DeskPath("synonyms") + "?try=" + url.QueryEscape(t.Words) + "#tried",
		})
	}
	return out
}
