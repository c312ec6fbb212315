package portal

import (
	"net/url"
	"slices"
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
	days, list := searchDays(c), pages.DeskPath("searches")
	sh := back(w.desk(c, "portal.searches"), pages.DeskPath("synonyms"), "portal.synonyms")
	p := pages.SearchesPage{CSV: pages.DeskPath("searches.csv") + "?days=" + strconv.Itoa(days)}
	for _, n := range []int{7, 30, 90} {
		p.Periods = append(p.Periods, pages.Filter{URL: list + "?days=" + strconv.Itoa(n), Label: sh.N("portal.searches.days", n), On: n == days})
	}
	r, err := w.searches(c, by, days, insight.Shown)
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

// searchesFile hands out the same as a table, with more texts.
func (w *portal) searchesFile(c *fiber.Ctx, by actor.Admin) error {
	r, err := w.searches(c, by, searchDays(c), insight.Exported)
	if err != nil {
		return err
	}
	c.Attachment("searches-" + string(w.Now().Date()) + ".csv")
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "no-store")
	return r.WriteCSV(c.Response().BodyWriter())
}

func (w *portal) searches(c *fiber.Ctx, by actor.Admin, days, most int) (insight.Report, error) {
	ctx := c.UserContext()
	return insight.Read(ctx, w.DB.Read(ctx), by, w.Now().Date().AddDays(1-days), most)
}

// searchDays are those of the address, or the usual.
func searchDays(c *fiber.Ctx) int {
	if n, err := strconv.Atoi(c.Query("days")); err == nil && slices.Contains(searchPeriods, n) {
		return n
	}
	return searchPeriods[0]
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
