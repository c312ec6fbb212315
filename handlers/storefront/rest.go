package storefront

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// restOf says why something cannot be bought now, and when it can be again: with the words
// of a stall on holiday, or as out of its season.
func restOf(f *view.Frame, away bool, words string, until clock.Date) string {
	rests := view.Rests(f.Lang, until)
	if !away {
		return f.T("rest.season", "rests", rests)
	}
	if words == "" {
		return f.T("rest.away", "rests", rests)
	}
	return f.T("rest.away_words", "rests", rests, "words", words)
}

// meeting tells where a seller stands at a real market, and when the post takes parcels.
func (s *shop) meeting(c *fiber.Ctx, lang locale.Lang, p *pages.SellerPage, sellerID string) error {
	q, today := s.DB.Read(c.UserContext()), s.Now().Date()
	markets, err := seller.MarketDays(c.UserContext(), q, sellerID)
	if err != nil {
		return err
	}
	for _, m := range markets {
		next, ok := m.Next(today)
		if !ok {
			continue // its days are over
		}
		var coming []clock.Date
		if len(m.Days()) > 0 {
			coming = []clock.Date{next}
		}
		line := m.Market + ": " + view.MarketWhen(lang, m.Weekdays.List(), coming, m.Hours)
		if m.Place != "" {
			line += " · " + m.Place
		}
		p.MarketDays = append(p.MarketDays, line)
	}
	post, found, err := seller.PostDaysOf(c.UserContext(), q, sellerID)
	if found {
		p.Post = locale.Sentence(lang, "stall.post", map[string]any{"point": post.Point, "days": view.MarketWhen(lang, post.Weekdays.List(), nil, post.Hours)})
	}
	return err
}
