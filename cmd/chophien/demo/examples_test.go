package demo

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/trader"
)

// A newcomer finds an example of what a stall may tell, each labelled as a sample, once
// however often the demo is loaded; and a stall that sleeps.
func TestTheDemoShowsWhatAStallMayTell(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := market(t, d)
		q := d.Read(t.Context())
		for range 2 {
			if err := Load(t.Context(), m, nil); err != nil {
				t.Fatal(err)
			}
			people, err := m.enrol(t.Context())
			if err == nil {
				err = m.exemplify(t.Context(), people)
			}
			if err != nil {
				t.Fatal(err)
			}
			known, err := seller.Named(t.Context(), q, []string{of(shown).slug(), "gian-mau-dang-ngu"})
			if err != nil {
				t.Fatal(err)
			}
			id := known[of(shown).slug()].ID
			days, err := seller.MarketDays(t.Context(), q, id)
			if err != nil || len(days) != 1 || !strings.Contains(days[0].Market, "mẫu") {
				t.Errorf("market days %+v, %v", days, err)
			}
			post, found, err := seller.PostDaysOf(t.Context(), q, id)
			if err != nil || !found || !strings.Contains(post.Point, "mẫu") {
				t.Errorf("post days %+v, %v", post, err)
			}
			good, err := m.weighedGood(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			guides, err := catalog.PackingGuides(t.Context(), q, good.ID)
			if err != nil || !strings.HasPrefix(guides[good.ID].Words, "(mẫu)") || len(guides[good.ID].Boxes) != 1 {
				t.Errorf("packing %+v, %v", guides, err)
			}
			prices, err := trader.Newest(t.Context(), q, id, db.Cursor{}, 5)
			if err != nil || len(prices) != 1 || prices[0].ProductID == nil || *prices[0].ProductID != good.ID {
				t.Errorf("trader's prices %+v, %v", prices, err)
			}
			if s := known["gian-mau-dang-ngu"]; !s.Asleep || s.WakesOn == "" || !s.Sample || s.State != seller.Active {
				t.Errorf("the stall that sleeps: %+v", s)
			}
		}
	})
}
