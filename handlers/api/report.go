package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/moderation"
)

func (a *api) reportRoutes() chapter {
	return chapter{"Reports of listings", []*route{
		on(a, "POST", "/products/{product}/reports", "reportProduct", "Say that something is wrong with a listing", a.report).made().need("reason").
			says("An Idempotency-Key may be sent. Reasons: " + oneOf(moderation.Reasons) + "."),
		on(a, "GET", "/desk/reports", "listReports", "Reports that wait for the desk, oldest first", a.reports),
		on(a, "POST", "/desk/reports/{report}/settle", "settleReport", "Take the listing down, or say why not", a.settle).need("upheld", "note"),
	}}
}

type reportMade struct {
	ID string `json:"id"`
}

func (a *api) report(c *fiber.Ctx, by actor.Shopper, in moderation.ReportListing) (reportMade, error) {
	ctx := c.UserContext()
	p, err := catalog.PageOf(ctx, a.DB.Read(ctx), c.Params("product"), a.Now().Date())
	if err != nil {
		return reportMade{}, err
	}
	id, err := a.Moderation.Report(ctx, by, p.Product.ID, in, key(c))
	return reportMade{id}, err
}

// reportOut is a report as the desk sees it.
type reportOut struct {
	ID        string        `json:"id"`
	ProductID string        `json:"product_id"`
	Reason    string        `json:"reason"`
	Text      string        `json:"text"`
	Phone     string        `json:"phone" doc:"how to reach who reported it, if they said so"`
	DueAt     clock.Instant `json:"due_at"`
	CreatedAt clock.Instant `json:"created_at"`
}

func (a *api) reports(c *fiber.Ctx, by actor.Admin, in paging) (list[reportOut], error) {
	rows, next, err := rowsOf(in, func(after db.Cursor, limit int) ([]moderation.Report, error) {
		return a.Moderation.Open(c.UserContext(), by, after, limit)
	}, moderation.Report.Cursor)
	if err != nil {
		return list[reportOut]{}, err
	}
	out := list[reportOut]{Items: []reportOut{}, Next: next}
	for _, r := range rows {
		words, err := a.Moderation.Words(r)
		if err != nil {
			return out, err
		}
		out.Items = append(out.Items, reportOut{r.ID, r.ProductID, r.Reason, words.Text, words.Phone, r.DueAt, r.CreatedAt})
	}
	return out, nil
}

func (a *api) settle(c *fiber.Ctx, by actor.Admin, in moderation.Settle) (none, error) {
	return none{}, a.Moderation.Settle(c.UserContext(), by, c.Params("report"), in)
}
