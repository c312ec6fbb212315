package fulfillment_test

import (
	"slices"
	"testing"
	"time"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/order"
)

// What waits for a seller comes page by page, the most urgent first, each once; an order
// that is not paid waits for nobody.
func TestWhatWaitsForASeller(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := sold(t, d, "flat").until(t, order.Packed)
		at := s.Now()
		more := func(status order.Status) string {
			t.Helper()
			g := s.Paid(t, s.Buyer(t), map[string]int64{s.weighedOf: grams}, "flat")
			o := s.Orders(t, g)[0]
			if status == order.Confirmed {
				_, err := s.f.Confirm(ctx, s.seller, o.ID)
				fine(t, err)
			}
			return o.ID
		}
		confirmed, placed := more(order.Confirmed), more(order.Placed)
		s.Placed(t, s.Buyer(t), map[string]int64{s.weighedOf: grams}, "flat") // not paid

		var found []string
		var after db.Cursor
		q := d.Read(ctx)
		for {
			rows, err := order.TodoOf(ctx, q, s.seller.SellerID, nil, after, 1)
			fine(t, err)
			if len(rows) == 0 {
				break
			}
			found, after = append(found, rows[0].ID), db.Cursor{At: rows[0].Due, ID: rows[0].ID}
			if rows[0].ID == s.id && rows[0].Due != at.Add(order.HandOver) {
				t.Errorf("a parcel is due at %v", rows[0].Due)
			}
		}
		if want := []string{placed, s.id, confirmed}; !slices.Equal(found, want) {
			t.Errorf("%v, want %v", found, want)
		}
		only, err := order.TodoOf(ctx, q, s.seller.SellerID, []order.Status{order.Confirmed}, db.Cursor{}, 9)
		if err != nil || len(only) != 1 || only[0].ID != confirmed {
			t.Errorf("%v, %v", only, err)
		}
		counts, late, err := order.CountTodo(ctx, q, s.seller.SellerID, s.Now())
		if err != nil || counts[order.Placed] != 1 || counts[order.Confirmed] != 1 || counts[order.Packed] != 1 || late != 0 {
			t.Errorf("%v, %d late, %v", counts, late, err)
		}
		s.Pass(49 * time.Hour)
		if _, late, err = order.CountTodo(ctx, q, s.seller.SellerID, s.Now()); err != nil || late != 2 {
			t.Errorf("%d late, %v", late, err)
		}
		asked, err := fulfillment.AskedOf(ctx, q, []order.Order{only[0].Order})
		if err != nil || asked[confirmed] {
			t.Errorf("%v, %v", asked, err)
		}
	})
}
