package news_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/season"
)

// The helper of a household that agreed to be helped is reminded two weeks before its stall
// wakes, and its members; when it wakes, only those of last year's buyers hear of it who
// agreed to notices, once.
func TestASeasonThatComesIsTold(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		year := &season.Season{DB: m.DB, Now: m.Now}
		s := m.sold(t).to(t, order.Completed)
		silent := m.Buyer(t)
		m.person(t, "silent", silent.PersonID)
		m.placed(t, silent, s.stall).pay(t).to(t, order.Completed)
		agrees := func(personID, purpose string) {
			m.tx(t, func(tx *gorm.DB) error {
				return tx.Exec("INSERT INTO consents (id, person_id, purpose, version, channel, created_at) VALUES (?, ?, ?, '1', 'page', ?)", db.NewID(), personID, purpose, m.Now()).Error
			})
		}
		agrees(s.by.PersonID, account.Notices)
		m.holds(t, "helper", account.Helper, "04672")
		m.holds(t, "officer", account.Officer, "04672")
		m.holds(t, "desk", account.Admin, "")
		agrees(s.stall.PersonID, account.Helping)
		m.tx(t, func(tx *gorm.DB) error {
			months, _ := catalog.MonthsOf(2, 3)
			return tx.Exec("UPDATE products SET season = ? WHERE seller_id = ?", months, s.stall.SellerID).Error
		})
		m.after(t, year.SleepStall(ctx, s.stall.SellerID, season.Sleep{BySeason: true}, s.stall))
		set := func(day clock.Date) { m.until(day.Start().Add(7 * time.Hour)) }
		set("2027-01-17")
		m.after(t, year.Turn(ctx))
		set("2027-01-18")
		m.after(t, year.Turn(ctx), "helper stall.wakes_soon.near", "seller stall.wakes_soon")
		m.Pass(time.Hour)
		m.after(t, year.Turn(ctx))
		set("2027-02-01")
		m.after(t, year.Turn(ctx), "buyer stall.woke")
		link := "http://market.test/s/gian-thu-2"
		m.says(t, "Chợ Phiên: gian Gian thử 2 vào mùa, bán lại rồi. "+link+" Không muốn nhận tin: http://market.test/account/data",
			"Cho Phien: Gian thử 2 is in season and sells again. "+link+" To stop such messages: http://market.test/account/data")
		// To sleep and to wake again tells nobody a second time.
		m.after(t, year.SleepStall(ctx, s.stall.SellerID, season.Sleep{}, s.stall))
		m.after(t, year.WakeStall(ctx, s.stall.SellerID, s.stall))

		// The next year the buyer has withdrawn, and the household is helped by nobody.
		m.tx(t, func(tx *gorm.DB) error { return tx.Exec("UPDATE consents SET withdrawn_at = 1").Error })
		m.after(t, year.SleepStall(ctx, s.stall.SellerID, season.Sleep{Until: "2027-10-01"}, s.stall))
		set("2027-09-30")
		m.after(t, year.Turn(ctx), "officer stall.wakes_soon.near", "seller stall.wakes_soon")
		set("2027-10-01")
		m.after(t, year.Turn(ctx))
		if by := (actor.Member{PersonID: "x", SellerID: s.stall.SellerID}); year.WakeStall(ctx, s.stall.SellerID, by) == nil {
			t.Error("a stranger woke the stall")
		}
	})
}
