package seller_test

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/seller"
)

func TestMarketsAndPostDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d) // a Sunday, 22 November 2026
		id, by := m.Seller(t)
		_, other := m.Seller(t)
		add := func(in seller.NewMarketDay) (out seller.MarketDay, err error) {
			err = d.Tx(t.Context(), func(tx *gorm.DB) error {
				out, err = seller.AddMarketDay(t.Context(), tx, id, in, by, m.Now())
				return err
			})
			return out, err
		}
		weekly, err := add(seller.NewMarketDay{Market: " Chợ phiên Tú Lệ ", Weekdays: []int{0, 5}, Hours: "6:00–11:00"})
		if err != nil || weekly.Market != "Chợ phiên Tú Lệ" {
			t.Fatal(weekly, err)
		}
		if next, ok := weekly.Next("2026-11-22"); !ok || next != "2026-11-23" {
			t.Error(next)
		}
		if next, _ := weekly.Next("2026-11-24"); next != "2026-11-28" {
			t.Error(next)
		}
		moon, err := add(seller.NewMarketDay{Market: "Chợ lùi", Dates: []clock.Date{"2026-12-11", "2026-12-05", "2026-12-11"}})
		if err != nil || moon.Dates != "2026-12-05,2026-12-11" {
			t.Fatal(moon, err)
		}
		if next, ok := moon.Next("2026-12-06"); !ok || next != "2026-12-11" {
			t.Error(next)
		}
		if _, ok := moon.Next("2026-12-12"); ok {
			t.Error("its days are over")
		}
		for key, in := range map[string]seller.NewMarketDay{
			"market.name":   {Weekdays: []int{1}},
			"market.days":   {Market: "x"},
			"market.dates":  {Market: "x", Dates: []clock.Date{"2026-11-21"}},
			"text.too_long": {Market: strings.Repeat("x", 81), Weekdays: []int{1}},
		} {
			if _, err := add(in); !fault.Has(err, key) {
				t.Errorf("%s: %v", key, err)
			}
		}
		for _, in := range []seller.NewMarketDay{{Market: "x", Weekdays: []int{7}}, {Market: "x", Weekdays: []int{1}, Dates: []clock.Date{"2026-12-05"}}} {
			if _, err := add(in); !fault.Has(err, "market.days") {
				t.Error(err)
			}
		}
		tx := func(do func(tx *gorm.DB) error) error { return d.Tx(t.Context(), do) }
		if err := tx(func(q *gorm.DB) error { return seller.RemoveMarketDay(t.Context(), q, id, weekly.ID, other, m.Now()) }); !fault.Has(err, "seller.unknown") {
			t.Error(err)
		}
		if err := tx(func(q *gorm.DB) error { return seller.RemoveMarketDay(t.Context(), q, id, weekly.ID, by, m.Now()) }); err != nil {
			t.Error(err)
		}
		if all, err := seller.MarketDays(t.Context(), d.Read(t.Context()), id); err != nil || len(all) != 1 || all[0].ID != moon.ID {
			t.Error(all, err)
		}
		post := func(in seller.NewPostDays) error {
			return tx(func(q *gorm.DB) error { return seller.SetPostDays(t.Context(), q, id, in, by) })
		}
		if err := post(seller.NewPostDays{Weekdays: []int{1}}); !fault.Has(err, "post.point") {
			t.Error(err)
		}
		for range 2 {
			if err := post(seller.NewPostDays{Point: "Bưu điện xã", Weekdays: []int{1, 4}}); err != nil {
				t.Error(err)
			}
		}
		if p, found, err := seller.PostDaysOf(t.Context(), d.Read(t.Context()), id); err != nil || !found || p.Next("2026-11-22") != "2026-11-24" {
			t.Error(p, found, err)
		}
		if err := post(seller.NewPostDays{}); err != nil {
			t.Error(err)
		}
		if _, found, err := seller.PostDaysOf(t.Context(), d.Read(t.Context()), id); err != nil || found {
			t.Error(found, err)
		}
	})
}
