package order_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

// TestOnlyVerbsChangeWhatIsGuarded runs every verb on a row, reads the row again, and then
// lets GORM try.
func TestOnlyVerbsChangeWhatIsGuarded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		product := m.Variant(t, markettest.Good{SellerID: seller})
		var productID string
		if err := d.Read(ctx).Table("variants").Where("id = ?", product).Pluck("product_id", &productID).Error; err != nil {
			t.Fatal(err)
		}
		verb := func(id string, what func(tx *gorm.DB, o *order.Order) error, want func(o order.Order) bool) {
			t.Helper()
			o := read(t, m, id)
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return what(tx, &o) }); err != nil {
				t.Fatal(err)
			}
			if o := read(t, m, id); !want(o) {
				t.Errorf("the row is %+v", o)
			}
		}
		m.Pass(time.Hour)
		now := m.Now()
		placed := m.Order(t, markettest.Deal{SellerID: seller, Goods: 100_000, Status: "placed"})
		verb(placed, func(tx *gorm.DB, _ *order.Order) error {
			got, err := order.AwaitConfirmation(ctx, tx, []string{placed}, now)
			if len(got) != 1 || got[0].ConfirmBy != now {
				t.Errorf("%+v", got)
			}
			return err
		}, func(o order.Order) bool { return o.ConfirmBy == now })

		delivered := m.Order(t, markettest.Deal{SellerID: seller, Goods: 100_000})
		verb(delivered, func(tx *gorm.DB, o *order.Order) error { return order.StartCompletion(ctx, tx, o, now) }, func(o order.Order) bool { return o.CompleteAfter == now })
		verb(delivered, func(tx *gorm.DB, o *order.Order) error { return order.StopCompletion(ctx, tx, o) }, func(o order.Order) bool { return o.CompleteAfter == 0 })
		verb(delivered, func(tx *gorm.DB, o *order.Order) error { return order.StartCompletion(ctx, tx, o, now) }, func(o order.Order) bool { return o.CompleteAfter == now })
		verb(delivered, func(tx *gorm.DB, o *order.Order) error {
			won, err := order.TakeCompletion(ctx, tx, o, now)
			if !won {
				t.Error("the clock had run out")
			}
			return err
		}, func(o order.Order) bool { return o.CompleteAfter == 0 })

		confirmed := m.Order(t, markettest.Deal{SellerID: seller, Goods: 100_000, Status: "confirmed"})
		line := order.NewLine(confirmed, 1)
		line.ProductID, line.VariantID, line.NameVI, line.Unit, line.Basis = productID, product, "Hàng thử", "kg", measure.Gram
		line.Price, line.Quantity, line.Amount = money.Of(100_000), 1_000, money.Of(100_000)
		line.Class, line.TaxClass, line.TaxEntity, line.Residency = "raw", "goods", "individual", "resident"
		verb(confirmed, func(tx *gorm.DB, o *order.Order) error {
			if err := tx.Create(&line).Error; err != nil {
				return err
			}
			_, err := order.SetPacked(ctx, tx, o, []order.Line{line}, map[string]int64{line.ID: 900})
			return err
		}, func(o order.Order) bool { return o.PackedGoods.Dong() == 90_000 })
		if err := d.Read(ctx).Where("id = ?", line.ID).Take(&line).Error; err != nil || line.PackedQuantity != 900 || line.PackedAmount.Dong() != 90_000 {
			t.Errorf("the line is %+v, %v", line, err)
		}
		err := d.Tx(ctx, func(tx *gorm.DB) error {
			o := read(t, m, confirmed)
			_, err := order.SetPacked(ctx, tx, &o, []order.Line{line}, map[string]int64{line.ID: 800})
			return err
		})
		if !fault.Has(err, "order.moved") {
			t.Errorf("a line was packed twice: %v", err)
		}

		err = d.Tx(ctx, func(tx *gorm.DB) error {
			if n := markettest.Guarded(t, tx, read(t, m, confirmed)); n != 18 {
				t.Errorf("%d fields of an order are guarded", n)
			}
			if n := markettest.Guarded(t, tx, line); n != 5 {
				t.Errorf("%d fields of a line are guarded", n)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
