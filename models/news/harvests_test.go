package news_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/markettest"
)

// A seller is told that an order ahead asks for nothing yet, then how long is left to say a
// word; a buyer hears of other days and of the money that comes back. Whoever looks after the
// ward hears when the days are over.
func TestAHarvestIsTold(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		stall := m.keeper(t, "seller")
		m.holds(t, "officer", account.Officer, "04672")
		hs := &harvest.Harvests{DB: m.DB, Now: m.Now, Gateways: m.Gateways}
		tea := m.Variant(t, markettest.Good{SellerID: stall.SellerID, Price: 100_000})
		v, err := hs.Announce(ctx, stall.SellerID, harvest.Announcement{VariantID: tea, From: "2026-12-27", To: "2026-12-29", Until: "2026-12-20", Most: 5}, stall)
		m.after(t, err)
		by := m.buyer(t)
		g := m.Placed(t, by, map[string]int64{tea: 2}, "flat")
		m.tx(t, func(tx *gorm.DB) error {
			return tx.Exec("UPDATE order_groups SET locale = ? WHERE id = ?", m.lang, g.ID).Error
		})
		m.Tell(t, m.Begun(t, by, g))
		m.after(t, nil, "seller order.ahead")
		_, err = hs.Move(ctx, stall.SellerID, v.Harvest.ID, harvest.Days{From: "2026-12-30", To: "2027-01-02"}, stall)
		m.after(t, err, "buyer harvest.moved")
		set := func(day clock.Date) { m.Pass(day.Start().Add(9 * time.Hour).Sub(m.Now())) }
		set("2026-12-29")
		m.after(t, hs.Turn(ctx))
		set("2026-12-30")
		m.after(t, hs.Turn(ctx), "seller harvest.due")
		set("2027-01-03")
		m.after(t, hs.Turn(ctx), "officer harvest.late.near", "seller harvest.late")
		set("2027-01-06")
		m.after(t, hs.Turn(ctx), "buyer harvest.nothing.back", "seller harvest.missed")
	})
}
