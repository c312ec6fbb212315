package storefront

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

func (s *shop) sellerPage(c *fiber.Ctx) error {
	ctx := c.UserContext()
	q := s.DB.Read(ctx)
	card, err := seller.CardOf(ctx, q, c.Params("slug"))
	if err != nil {
		return err
	}
	if !card.Public() {
		return fault.New(fault.NotFound, "seller.unknown")
	}
	after, err := db.ParseCursor(c.Query("behind"))
	if err != nil {
		return err
	}
	f := s.frame(c, "")
	f.Title, f.Canonical = card.Name, view.SellerPath(card.Slug)
	rows, err := catalog.List(ctx, q, catalog.Filter{SellerID: card.ID, IncludeAlcohol: s.adult(c)}, s.Now().Date(), after, pageSize+1)
	if err != nil {
		return err
	}
	ids, err := catalog.IDsOf(ctx, q, card.ID)
	if err != nil {
		return err
	}
	p := pages.SellerPage{Who: s.sellerCard(card), Total: len(ids)}
	p.Who.Products = len(ids)
	about := card.AboutVI
	if f.Lang == "en" && card.AboutEN != "" {
		about = card.AboutEN
	}
	p.About = paragraphs(about)
	if len(p.About) > 0 {
		p.Story = photoOf(card.PhotoID, 0, 0, card.Name)
	}
	if card.Resting() {
		until := card.WakesOn
		if card.Away && !card.Asleep {
			until = card.AwayTo.AddDays(1)
		}
		p.Asleep = restOf(f, card.Away, card.AwayWords, until)
	}
	f.Image = s.sharedStall(card).path("s", card.Slug)
	if err := s.meeting(c, f.Lang, &p, card.ID); err != nil {
		return err
	}
	p.Address = f.CanonicalURL()
	if after != (db.Cursor{}) {
		p.Pager.Prev = view.SellerPath(card.Slug)
	}
	if len(rows) > pageSize {
		rows = rows[:pageSize]
		p.Pager.Next = view.SellerPath(card.Slug) + "?" + url.Values{"behind": {rows[pageSize-1].ShelfCursor().String()}}.Encode()
	}
	p.Cards = s.cardsOf(f.Lang, rows)
	return show(c, fiber.StatusOK, pages.Seller(f, p))
}
