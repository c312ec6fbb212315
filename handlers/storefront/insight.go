package storefront

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/insight"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/web/view"
)

// asTyped reports whether the address is a text and a page of its answer, in the order of
// the engine and with nothing chosen beside: only there a place says how well it answers.
func (in sought) asTyped() bool {
	return in.Text != "" && in.address(func(v url.Values) { v.Del("q") }) == view.PathSearch
}

// asked counts a question as it was typed. Another page of it, and a narrower one, is the
// same question.
func (s *shop) asked(c *fiber.Ctx, in sought, found search.Result) {
	if !in.asTyped() || in.page() > 1 || !looked(c) {
		return
	}
	how := insight.Found
	switch {
	case found.Total == 0:
		how = insight.Nothing
	case found.Nearest:
		how = insight.Nearest
	}
	s.Insight.Asked(in.Text, how)
}

// ranked says in the link of each card of an answer to a text which place it has.
func ranked(in sought, q search.Query, cards []view.Card) {
	if !in.asTyped() {
		return
	}
	for i := range cards {
		cards[i].Rank = q.Offset + i + 1
	}
}

// pressed counts that a product was come to from a place among the results. An address
// with a place that was written down, or sent to somebody, is not.
func (s *shop) pressed(c *fiber.Ctx) {
	rank, err := strconv.Atoi(c.Query(view.RankField))
	if err == nil && looked(c) && s.fromHere(c) {
		s.Insight.Clicked(rank)
	}
}

// fromHere reports whether the browser says that it comes from a page of the market.
func (s *shop) fromHere(c *fiber.Ctx) bool {
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	return strings.HasPrefix(c.Get(fiber.HeaderReferer), s.Market.BaseURL+"/")
}

// programs are parts of the names by which programs say that they read pages.
var programs = []string{"bot", "crawl", "spider", "slurp", "externalhit", "preview", "monitor", "headless", "curl/", "wget/", "python", "go-http", "java/", "okhttp", "scrapy"}

// looked reports whether a person probably sees the page: it is fetched whole, not ahead of
// being asked for, and by no program that says it is one.
func looked(c *fiber.Ctx) bool {
	for _, ahead := range []string{"Sec-Purpose", "Purpose", "X-Moz"} {
		if strings.Contains(c.Get(ahead), "prefetch") || strings.Contains(c.Get(ahead), "prerender") {
			return false
		}
	}
	agent := strings.ToLower(c.Get(fiber.HeaderUserAgent))
	return c.Method() == fiber.MethodGet && agent != "" && !slices.ContainsFunc(programs, func(p string) bool { return strings.Contains(agent, p) })
}
