package storefront

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
)

// completions are what the search box offers of one subject.
type completions struct {
	Name  string       `json:"name"`
	Items []completion `json:"items"`
}

type completion struct {
	Text string `json:"text"`
	Hint string `json:"hint"`
	URL  string `json:"url"`
}

// At most so many are offered of products, and of each other subject.
const (
	offeredProducts = 6
	offeredOthers   = 3
)

// suggest completes what is being typed in the search box.
func (s *shop) suggest(c *fiber.Ctx) error {
	in, err := session.Query[struct {
		Text string `query:"q"`
	}](c)
	if err != nil {
		return err
	}
	lang := session.Language(c)
	groups, n, err := s.completions(c.UserContext(), lang, in.Text, s.adult(c))
	if err != nil {
		return err
	}
	return c.JSON(fiber.Map{"groups": groups, "said": locale.Count(lang, "suggest.found", int64(n))})
}

// completions are grouped by subject, those without any left out; n counts all of them.
func (s *shop) completions(ctx context.Context, lang locale.Lang, text string, adult bool) (groups []completions, n int, err error) {
	hits, err := s.Finder.Suggest(ctx, search.Typing{Prefix: text, Limit: offeredProducts, Others: offeredOthers, Lang: string(lang), IncludeAlcohol: adult})
	if err != nil {
		return nil, 0, err
	}
	of := map[search.Subject][]completion{}
	var ids []string
	for _, h := range hits {
		if h.Of == search.OfProduct {
			ids = append(ids, h.ID)
		} else {
			of[h.Of] = append(of[h.Of], completion{h.Name, locale.Count(lang, "count.products", int64(h.N)), shelfOf(h)})
		}
	}
	rows, err := catalog.Shown(ctx, s.DB.Read(ctx), ids, s.Now().Date())
	if err != nil {
		return nil, 0, err
	}
	for _, r := range rows {
		of[search.OfProduct] = append(of[search.OfProduct], completion{r.Name(string(lang)), r.SellerName, view.ProductPath(r.Slug)})
	}
	groups = []completions{}
	for _, subject := range []search.Subject{search.OfProduct, search.OfKind, search.OfPlace, search.OfSeller} {
		if items := of[subject]; len(items) > 0 {
			groups = append(groups, completions{locale.Sentence(lang, "suggest.of."+string(subject), nil), items})
			n += len(items)
		}
	}
	return groups, n, nil
}

// shelfOf is the page that shows what stands behind a suggestion.
func shelfOf(h search.Suggestion) string {
	switch h.Of {
	case search.OfKind:
		return view.SearchPath("kind", h.ID)
	case search.OfPlace:
		return view.SearchPath("ward", h.ID)
	}
	return view.SellerPath(h.ID)
}
