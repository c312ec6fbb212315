package portal

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	pages "github.com/chophien/chophien/web/portal"
)

// goodsAsked is how many forms the question of which to announce shows at once.
const goodsAsked = 10

// goodsRead is how many goods of a stall are read at a time.
const goodsRead = 200

// announceable is a form that may be announced, and the first day of its season to come:
// today while it lasts, "" where it has none.
type announceable struct {
	card   catalog.Card
	form   catalog.Form
	begins clock.Date
}

// askWhich fills in which forms may be announced, those whose season is nearest first, and
// those without a season behind them: a page of them, or what a part of the name finds.
func (w *portal) askWhich(c *fiber.Ctx, sh *pages.Shell, s stall, taken map[string]bool, p *pages.HarvestsPage) error {
	p.Action, p.Query = s.path("harvests"), strings.TrimSpace(c.Query("q"))
	all, err := w.announceables(c.UserContext(), s, p.Query, taken)
	if err != nil {
		return err
	}
	const never = clock.Date("9999-12-31")
	slices.SortStableFunc(all, func(a, b announceable) int { return cmp.Compare(cmp.Or(a.begins, never), cmp.Or(b.begins, never)) })
	p.Find = p.Query != "" || len(all) > goodsAsked
	from, _ := strconv.Atoi(c.Query("from"))
	from = min(max(from, 0), len(all))
	if from > 0 {
		p.Pager.First = p.Action + "?" + url.Values{"q": {p.Query}}.Encode()
	}
	if len(all) > from+goodsAsked {
		p.Pager.Next = p.Action + "?" + url.Values{"q": {p.Query}, "from": {strconv.Itoa(from + goodsAsked)}}.Encode()
	}
	today := w.Now().Date()
	for _, one := range all[from:min(len(all), from+goodsAsked)] {
		way := pages.Way{URL: s.path("harvests", "new", one.form.ID), Icon: "leaf", Label: one.card.Name(string(sh.Lang)), Hint: formName(sh, good{}, one.form.Variant)}
		switch {
		case one.begins == today:
			way.Hint += " · " + sh.T("portal.harvests.in_season")
		case one.begins != "":
			way.Hint += " · " + sh.T("portal.harvests.season", "month", sh.T("month."+strconv.Itoa(one.begins.Month())))
		}
		p.Goods = append(p.Goods, way)
	}
	return nil
}

// announceables are all forms of a stall's goods on the shelf that are not announced yet and
// whose product's name holds a text.
func (w *portal) announceables(ctx context.Context, s stall, text string, taken map[string]bool) (all []announceable, err error) {
	today := w.Now().Date()
	for at := (db.Cursor{}); ; {
		cards, err := catalog.List(ctx, w.DB.Read(ctx), catalog.Filter{SellerID: s.ID, State: catalog.Published, Text: text}, today, at, goodsRead)
		if err != nil {
			return nil, err
		}
		for _, card := range cards {
			if card.Class.ContactOnly() {
				continue
			}
			begins, _ := card.Season.Next(today)
			if card.Season.In(today) {
				begins = today
			}
			for _, form := range card.Variants {
				if !taken[form.ID] {
					all = append(all, announceable{card, form, begins})
				}
			}
		}
		if len(cards) < goodsRead {
			return all, nil
		}
		at = cards[len(cards)-1].Cursor()
	}
}
