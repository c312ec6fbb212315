package order_test

import (
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
)

func TestNoClockOfASellerStartsWhereOneOfTheOrdersIsElsewhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := markettest.New(t, d)
		seller, _ := m.Seller(t)
		placed := m.Order(t, markettest.Deal{SellerID: seller, Goods: 100_000, Status: "placed"})
		before := read(t, m, placed).ConfirmBy
		for name, other := range map[string]string{
			"confirmed": m.Order(t, markettest.Deal{SellerID: seller, Goods: 100_000, Status: "confirmed"}),
			"unknown":   "01a22d1b-0000-7000-8000-000000000000",
		} {
			err := d.Tx(ctx, func(tx *gorm.DB) error {
				_, err := order.AwaitConfirmation(ctx, tx, []string{placed, other}, m.Now().Add(time.Hour))
				return err
			})
			if !fault.Has(err, "order.moved") {
				t.Errorf("%s: %v", name, err)
			}
			if o := read(t, m, placed); o.ConfirmBy != before {
				t.Errorf("%s: the clock of the order beside it moved to %v", name, o.ConfirmBy)
			}
		}
	})
}
