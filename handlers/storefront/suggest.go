package storefront

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/web/view"
)

// suggest completes what is being typed in the search box.
func (s *shop) suggest(c *fiber.Ctx) error {
	in, err := session.Query[struct {
		Text string `query:"q"`
	}](c)
	if err != nil {
		return err
	}
	ctx := c.UserContext()
	type item struct {
		Text string `json:"text"`
		Hint string `json:"hint"`
		URL  string `json:"url"`
	}
	items := []item{}
	lang := session.Language(c)
	hits, err := s.Finder.Suggest(ctx, search.Typing{Prefix: in.Text, Lang: string(lang), IncludeAlcohol: s.adult(c)})
	if err != nil {
		return err
	}
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	rows, err := catalog.Shown(ctx, s.DB.Read(ctx), ids, s.Now().Date())
	if err != nil {
		return err
	}
	for _, r := range rows {
		items = append(items, item{Text: r.Name(string(lang)), Hint: r.SellerName, URL: view.ProductPath(r.Slug)})
	}
	return c.JSON(fiber.Map{"items": items})
}
