package stock_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/stock"
)

// TestOnlyVerbsChangeWhatIsGuarded runs every verb on the rows, reads them again, and then
// lets GORM try.
func TestOnlyVerbsChangeWhatIsGuarded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, member := m.Seller(t)
		variant := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		for _, step := range []struct {
			do           func(tx *gorm.DB) error
			onHand, held int64
		}{
			{func(tx *gorm.DB) error { return stock.Receive(ctx, tx, variant, 5, stock.Harvest{}, member, m.Now()) }, 15, 0},
			{func(tx *gorm.DB) error { return stock.Correct(ctx, tx, variant, 15, 14, member, m.Now()) }, 14, 0},
			{func(tx *gorm.DB) error {
				return stock.TakeAll(ctx, tx, []stock.Want{{VariantID: variant, Holder: "a", Quantity: 6}}, m.Now())
			}, 14, 6},
			{func(tx *gorm.DB) error {
				_, err := stock.TakeEach(ctx, tx, []stock.Want{{VariantID: variant, Holder: "b", Quantity: 3}}, m.Now())
				return err
			}, 14, 9},
			{func(tx *gorm.DB) error { return stock.Consume(ctx, tx, "a", variant, 5, member, m.Now()) }, 9, 3},
			{func(tx *gorm.DB) error { return stock.Release(ctx, tx, "a", "b") }, 9, 0},
			{func(tx *gorm.DB) error { return stock.Return(ctx, tx, "a", variant, 2, member, m.Now()) }, 11, 0},
		} {
			if err := d.Tx(ctx, step.do); err != nil {
				t.Fatal(err)
			}
			if s := left(t, m, variant); s.OnHand != step.onHand || s.Held != step.held {
				t.Errorf("%+v, want %d and %d", s, step.onHand, step.held)
			}
		}
		proved(t, m)
		var lot stock.Lot
		var hold stock.Hold
		err := d.Tx(ctx, func(tx *gorm.DB) error {
			if err := tx.Order("id").Take(&lot).Error; err != nil {
				return err
			}
			if err := tx.Order("id").Take(&hold).Error; err != nil {
				return err
			}
			want := map[string]int{"stock": 2, "lot": 2, "hold": 3}
			for what, n := range map[string]int{"stock": markettest.Guarded(t, tx, left(t, m, variant)), "lot": markettest.Guarded(t, tx, lot) + 1, "hold": markettest.Guarded(t, tx, hold)} {
				if n != want[what] {
					t.Errorf("%d fields of a %s are guarded", n, what)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
