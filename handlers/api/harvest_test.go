package api

import (
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
)

// A program does what the pages do: a household announces a harvest, a buyer sees it on the
// product and in the cart, orders and pays it, the seller cannot confirm before it is there,
// and what it does not reach goes back.
func TestAHarvestIsOrderedAheadByPrograms(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		keeper := ct.with(owner, actor.AllRights...)
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 3, Price: 100_000})
		base := "/stalls/" + sellerID + "/harvests"
		in := map[string]any{"variant_id": variant, "from": "2026-12-27", "to": "2026-12-29", "until": "2026-12-26", "most": 5}
		made := ct.call(keeper, "POST", base, in)
		again := ct.call(keeper, "POST", base, in)
		if made.status != 201 || again.status != 201 || made.text("id") != again.text("id") || made.text("state") != "open" || made.text("decides_on") != "2027-01-02" {
			t.Fatal(made.raw, again.raw)
		}
		id := made.text("id")

		buyer := ct.Buyer(t)
		first := ct.Orders(t, ct.Paid(t, buyer, map[string]int64{variant: 3}, "flat"))[0]
		second := ct.Orders(t, ct.Paid(t, buyer, map[string]int64{variant: 2}, "flat"))[0]
		if a := ct.call(keeper, "GET", base+"/"+id, nil); a.number("held") != 5 || a.number("waiting") != 2 {
			t.Error(a.raw)
		}
		_, passerby := ct.person("", "", "")
		if a := ct.call(passerby, "POST", "/cart/lines", map[string]any{"variant_id": variant, "quantity": 1}); a.status != 409 || a.text("errors.0.key") != "stock.short" {
			t.Error("all is ordered, and more was put into a cart:", a.raw)
		}
		if a := ct.call(keeper, "POST", "/stalls/"+sellerID+"/orders/"+first.ID+"/confirm", nil); a.status != 409 || a.text("key") != "harvest.not_yet" {
			t.Error(a.raw)
		}
		if a := ct.call(keeper, "PUT", base+"/"+id+"/days", map[string]any{"from": "2026-12-30", "to": "2027-01-02"}); a.status != 200 || a.at("moved") != true {
			t.Error(a.raw)
		}
		if a := ct.call(keeper, "GET", "/stalls/"+sellerID+"/orders/"+first.ID, nil); a.text("harvest_from") != "2026-12-30" || a.text("harvest_to") != "2027-01-02" {
			t.Error("an order ahead does not say when its harvest is expected:", a.raw)
		}
		if a := ct.call(keeper, "POST", base+"/"+id+"/arrive", map[string]any{"quantity": 4}); a.status != 200 || a.text("state") != "here" || a.number("held") != 0 {
			t.Error(a.raw)
		}
		if a := ct.call(keeper, "POST", "/stalls/"+sellerID+"/orders/"+first.ID+"/confirm", nil); a.status != 200 {
			t.Error(a.raw)
		}
		if back := ct.Back(t, second.ID); back != second.Total().Dong() {
			t.Errorf("%d went back of %s", back, second.Total())
		}
		// What is left of it is on the shelf, with what was there before.
		if a := ct.call(passerby, "POST", "/cart/lines", map[string]any{"variant_id": variant, "quantity": 4}); a.status != 200 && a.status != 204 {
			t.Error(a.raw)
		}
		if a := ct.call(keeper, "POST", base+"/"+id+"/fail", nil); a.status != 409 {
			t.Error(a.raw)
		}
		ct.Prove(t)
	})
}
