package api

import (
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
)

// A phone that lost an answer asks again later, when price and stock stand by chance where
// it saw them: what others did meanwhile is not undone.
func TestAPhoneThatAsksAgainUndoesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		member := ct.with(owner, actor.AllRights...)
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10, Price: 20_000})
		at := "/stalls/" + sellerID + "/variants/" + variant
		put := func(key, what string, body map[string]any) map[string]any {
			t.Helper()
			a := ct.callAs(key, member, "PUT", at+what, body)
			if a.status != 200 {
				t.Fatalf("%s: %d %s", what, a.status, a.raw)
			}
			return a.body
		}
		holds := func(table, column string, want int64) {
			t.Helper()
			var is int64
			key := map[string]string{"stock": "variant_id", "variants": "id"}[table]
			if err := d.Read(t.Context()).Table(table).Where(key+" = ?", variant).Pluck(column, &is).Error; err != nil || is != want {
				t.Errorf("%s is %d, not %d: %v", column, is, want, err)
			}
		}
		count, price := map[string]any{"seen": 10, "counted": 7}, map[string]any{"seen": 20_000, "price": 25_000}
		put("the-count", "/stock", count)
		put("the-price", "/price", price)
		put(db.NewID(), "/stock", map[string]any{"seen": 7, "counted": 10})
		put(db.NewID(), "/price", map[string]any{"seen": 25_000, "price": 20_000})
		put("the-count", "/stock", count)
		put("the-price", "/price", price)
		holds("stock", "on_hand", 10)
		holds("variants", "price", 20_000)
	})
}
