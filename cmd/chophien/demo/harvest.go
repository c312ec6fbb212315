package demo

import (
	"context"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/seller"
)

// ahead is the household whose last raw form in the list is ordered ahead of its harvest.
const ahead = "gian-hang-mau-nghia-lo"

// foretell announces a harvest of one form, expected in three weeks. Where one is awaited
// already it stands.
func (m Market) foretell(ctx context.Context, sellers map[string]seller.Seller) error {
	s, there := sellers[ahead]
	if !there {
		return fault.New(fault.Internal, "seller.unknown")
	}
	today := m.Now().Date()
	cards, err := catalog.List(ctx, m.DB.Read(ctx), catalog.Filter{SellerID: s.ID}, today, db.Cursor{}, 200)
	if err != nil {
		return err
	}
	for i := len(cards) - 1; i >= 0; i-- {
		if c := cards[i]; c.Class == catalog.Raw && len(c.Variants) > 0 {
			return m.announce(ctx, s.ID, c.Variants[len(c.Variants)-1], today)
		}
	}
	return nil
}

func (m Market) announce(ctx context.Context, sellerID string, form catalog.Form, today clock.Date) error {
	hs := harvest.Harvests{DB: m.DB, Now: m.Now}
	_, err := hs.Announce(ctx, sellerID, harvest.Announcement{
		VariantID: form.ID, From: today.AddDays(21), To: today.AddDays(25), Until: today.AddDays(14), Most: 40 * form.Minimum,
	}, program)
	if fault.Has(err, "harvest.there") {
		return nil
	}
	return err
}
