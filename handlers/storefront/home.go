package storefront

import (
	"context"
	"errors"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
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

func (s *shop) homePage(c *fiber.Ctx) error {
	f := s.frame(c, "home")
	goods, err := s.home.get(homeKey{f.Lang, s.adult(c)}, func() (pages.HomePage, error) {
		return s.homeGoods(context.WithoutCancel(c.UserContext()), f.Lang, s.adult(c))
	})
	if err != nil {
		return err
	}
	return show(c, fiber.StatusOK, pages.Home(f, goods))
}

// homeGoods reads what lies on the market today: three questions to the engine and three
// statements.
func (s *shop) homeGoods(ctx context.Context, lang locale.Lang, adult bool) (pages.HomePage, error) {
	today := s.Now().Date()
	g := pages.HomePage{Month: today.Month()}
	ask := func(q search.Query) (search.Result, error) {
		q.Limit, q.IncludeAlcohol = homeRow, adult
		return s.Finder.Search(ctx, q)
	}
	newest, err := ask(search.Query{Sort: search.Newest, Facets: []search.Facet{search.ByKind, search.ByDivision, search.BySeller}})
	season, err2 := ask(search.Query{Month: today.Month()})
	starred, err3 := ask(search.Query{StarsMin: 3, Sort: search.Stars, On: today})
	if err := errors.Join(err, err2, err3); err != nil {
		return g, err
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
	g.Newest, g.Season, g.Starred = half(pick(newest)), pick(season), half(pick(starred))
	g.Products, g.Sellers = newest.Total, len(newest.Facets[search.BySeller])
	g.Kinds = kindTiles(lang, newest.Facets[search.ByKind])
	g.Communes = s.communeTiles(newest.Facets[search.ByDivision])
	g.Stalls, err = s.stallTiles(ctx, newest.Facets[search.BySeller])
	return g, err
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
