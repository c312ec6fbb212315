package storefront

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/search"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// fewCards is a row of goods below an answer that found little.
const fewCards = 4

// instead is what a page offers where nothing was found, or only what comes nearest: the
// same question without filters, kinds and places and sellers of such a name, and, on an
// empty page, what is in season.
func (s *shop) instead(c *fiber.Ctx, f *view.Frame, in sought, q search.Query, found search.Result) (o pages.Instead, err error) {
	ctx := c.UserContext()
	if in.filtered() {
		bare := search.Query{Text: q.Text, IncludeAlcohol: q.IncludeAlcohol, On: q.On, Limit: 1}
		all, err := s.Finder.Search(ctx, bare)
		if err != nil {
			return o, err
		}
		if !all.Nearest {
			o.Bare = all.Total
		}
	}
	if q.Text != "" {
		if o.Links, err = s.namesNear(c, f, q.Text); err != nil {
			return o, err
		}
	}
	if len(found.Hits) > 0 {
		return o, nil
	}
	season, err := s.Finder.Search(ctx, search.Query{Month: s.Now().Date().Month(), IncludeAlcohol: q.IncludeAlcohol, On: q.On, Limit: fewCards})
	if err != nil {
		return o, err
	}
	rows, err := catalog.Shown(ctx, s.DB.Read(ctx), season.IDs(), s.Now().Date())
	o.Season = s.cardsOf(f.Lang, rows)
	return o, err
}

// namesNear are kinds, places and sellers called like the text, or like one of its words.
func (s *shop) namesNear(c *fiber.Ctx, f *view.Frame, text string) (links []view.Link, err error) {
	const fewWords, fewLinks = 4, 6
	words := strings.Fields(text)
	seen := map[string]bool{}
	for _, typed := range append([]string{text}, words[:min(len(words), fewWords)]...) {
		hits, err := s.Finder.Suggest(c.UserContext(), search.Typing{Prefix: typed, Limit: 1, Others: 2, Lang: string(f.Lang), IncludeAlcohol: s.adult(c)})
		if err != nil {
			return nil, err
		}
		for _, h := range hits {
			url := shelfOf(h)
			if h.Of != search.OfProduct && !seen[url] && len(links) < fewLinks {
				seen[url] = true
				links = append(links, view.Link{Label: h.Name, URL: url})
			}
		}
	}
	return links, nil
}
