package storefront

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// What stands on the home page: at most so many cards in season, and of the other rows.
const (
	homeRow  = 8
	homeHalf = 4
)

type homeKey struct {
	lang  locale.Lang
	adult bool
}

// homeGoods is the home page without its frame.
type homeGoods struct {
	page pages.HomePage
	away bool // the search engine did not answer
}

func (s *shop) homePage(c *fiber.Ctx) error {
	f := s.frame(c, "home")
	goods, err := s.home.get(homeKey{f.Lang, s.adult(c)}, func() (homeGoods, error) {
		return s.homeGoods(context.WithoutCancel(c.UserContext()), f.Lang, s.adult(c))
	})
	if err != nil {
		return err
	}
	if goods.away && f.Flash == nil {
		f.Flash = &view.Notice{Tone: view.Care, Text: f.T("search.away")}
	}
	return show(c, fiber.StatusOK, pages.Home(f, goods.page))
}

// homeGoods reads what lies on the market today: three questions to the engine and three
// statements, or the newest goods when the engine is away.
func (s *shop) homeGoods(ctx context.Context, lang locale.Lang, adult bool) (homeGoods, error) {
	today := s.Now().Date()
	g := homeGoods{page: pages.HomePage{Month: today.Month()}}
	ask := func(q search.Query) (search.Result, error) {
		q.Limit, q.IncludeAlcohol = homeRow, adult
		return s.Search.Search(ctx, q)
	}
	newest, err := ask(search.Query{Sort: search.Newest, Facets: []search.Facet{search.ByKind, search.ByDivision, search.BySeller}})
	season, err2 := ask(search.Query{Month: today.Month()})
	starred, err3 := ask(search.Query{StarsMin: 3, Sort: search.Stars, On: today})
	if err := errors.Join(err, err2, err3); err != nil {
		s.Log.WarnContext(ctx, "search is away", "error", err)
		return s.homeShelf(ctx, lang, adult)
	}
	var ids []string
	for _, r := range []search.Result{newest, season, starred} {
		ids = append(ids, r.IDs()...)
	}
	rows, err := catalog.Shown(ctx, s.DB.Read(ctx), ids, today)
	if err != nil {
		return g, err
	}
	byID := make(map[string]view.Card, len(rows))
	for _, r := range rows {
		byID[r.ID] = s.cardOf(lang, r, today)
	}
	pick := func(r search.Result) (out []view.Card) {
		for _, id := range r.IDs() {
			if card, ok := byID[id]; ok {
				out = append(out, card)
			}
		}
		return out
	}
	g.page.Newest, g.page.Season, g.page.Starred = half(pick(newest)), pick(season), half(pick(starred))
	g.page.Products, g.page.Sellers = newest.Total, len(newest.Facets[search.BySeller])
	g.page.Kinds = kindTiles(lang, newest.Facets[search.ByKind])
	g.page.Communes = s.communeTiles(newest.Facets[search.ByDivision])
	g.page.Stalls, err = s.stallTiles(ctx, newest.Facets[search.BySeller])
	return g, err
}

// homeShelf is the home page from the database alone.
func (s *shop) homeShelf(ctx context.Context, lang locale.Lang, adult bool) (homeGoods, error) {
	today := s.Now().Date()
	rows, err := catalog.List(ctx, s.DB.Read(ctx), catalog.Filter{IncludeAlcohol: adult}, today, db.Cursor{}, 2*homeRow)
	return homeGoods{page: pages.HomePage{Month: today.Month(), Newest: s.cardsOf(lang, rows), Products: len(rows)}, away: true}, err
}

// half keeps a row short; a link leads to the rest.
func half(cards []view.Card) []view.Card { return cards[:min(len(cards), homeHalf)] }

// kindTiles are the kinds that have goods, in the order of the shelves.
func kindTiles(lang locale.Lang, counts []search.Count) []pages.KindTile {
	n := map[string]int{}
	for _, count := range counts {
		n[count.Value] = count.N
	}
	var out []pages.KindTile
	for _, k := range catalog.Kinds() {
		if n[k.Slug] > 0 {
			out = append(out, pages.KindTile{Kind: k.Slug, Drawing: k.Drawing, Name: kindName(lang, k.Slug), Count: n[k.Slug]})
		}
	}
	return out
}

// stallTiles are the stalls with most goods.
func (s *shop) stallTiles(ctx context.Context, counts []search.Count) ([]pages.StallTile, error) {
	counts = counts[:min(len(counts), 9)]
	ids := make([]string, len(counts))
	for i, count := range counts {
		ids[i] = count.Value
	}
	cards, err := seller.CardsOf(ctx, s.DB.Read(ctx), ids)
	var out []pages.StallTile
	for _, count := range counts {
		if card, ok := cards[count.Value]; ok && card.Public() {
			out = append(out, pages.StallTile{Who: s.sellerCard(card), Count: count.N})
		}
	}
	return out, err
}

// communeTiles are the wards that have goods, those with most first.
func (s *shop) communeTiles(counts []search.Count) []pages.CommuneTile {
	var out []pages.CommuneTile
	for _, count := range counts {
		ward, ok := s.Places.Lookup(division.Current, count.Value)
		if ok && ward.Level == division.Ward {
			out = append(out, pages.CommuneTile{Code: ward.Code, Name: ward.Name, Formerly: s.oldNames(ward.Code), Count: count.N})
		}
	}
	return out[:min(len(out), 12)]
}
