package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/insight"
)

func (a *api) deskSearchRoutes() chapter {
	return chapter{"Desk: what is searched for", []*route{
		on(a, "GET", "/desk/searches", "reportSearches", "What buyers searched for on the pages, and which results they pressed, without anything of them", a.searches).
			says("Sums of the last days, 30 where none are said. A text that was asked fewer than three times is counted among the others, as is one that may be a number, an address or a name. What programs ask /search is not counted."),
		on(a, "GET", "/desk/searches/csv", "reportSearchesCSV", "The same as a table, with up to 5,000 texts of each kind", a.searchesCSV).gives("text/csv"),
	}}
}

type searchesQuery struct {
	Days int `json:"days" doc:"1 to 400"`
}

type searchesOut struct {
	Asked   int64       `json:"asked"`
	Nothing searchesFor `json:"nothing" doc:"found nothing"`
	Nearest searchesFor `json:"nearest" doc:"nothing had all the words; the nearest was shown"`
	Clicks  []int64     `json:"clicks" doc:"by place among the results, from the first; the last are all behind the first page"`
}

type searchesFor struct {
	Total  int64     `json:"total"`
	Texts  []textOut `json:"texts" doc:"without marks, the most frequent first, at most 50"`
	Others int64     `json:"others"`
}

type textOut struct {
	Words string `json:"words"`
	Count int64  `json:"count"`
}

func searchesOf(l insight.List) searchesFor {
	return searchesFor{l.Total, each(l.Texts, func(t insight.Text) textOut { return textOut{t.Words, t.N} }), l.Others}
}

func (a *api) searches(c *fiber.Ctx, by actor.Admin, in searchesQuery) (searchesOut, error) {
	r, err := a.searched(c, by, in, insight.Shown)
	return searchesOut{r.Asked, searchesOf(r.Nothing), searchesOf(r.Nearest), r.Clicks[:]}, err
}

func (a *api) searchesCSV(c *fiber.Ctx, by actor.Admin, in searchesQuery) (none, error) {
	r, err := a.searched(c, by, in, insight.Exported)
	if err != nil {
		return none{}, err
	}
	c.Attachment("searches-" + string(a.Now().Date()) + ".csv")
	c.Set(fiber.HeaderContentType, "text/csv; charset=utf-8")
	c.Set(fiber.HeaderCacheControl, "no-store")
	return none{}, r.WriteCSV(c.Response().BodyWriter())
}

func (a *api) searched(c *fiber.Ctx, by actor.Admin, in searchesQuery, texts int) (insight.Report, error) {
	const usual, most = 30, 400
	if in.Days == 0 {
		in.Days = usual
	}
	if in.Days < 1 || in.Days > most {
		return insight.Report{}, fault.New(fault.Invalid, "insight.days").On("days").With("most", most)
	}
	ctx := c.UserContext()
	return insight.Read(ctx, a.DB.Read(ctx), by, a.Now().Date().AddDays(1-in.Days), texts)
}
