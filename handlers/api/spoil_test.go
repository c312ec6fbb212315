package api

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/shipping/flat"
)

// Goods that keep three days are sold to a neighbour and not to the far South, whatever way of
// sending the request claims.
func TestWhatWouldSpoilOnItsWayIsNotSold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openStreet(t, d)
		places, err := saletest.Places()
		if err != nil {
			t.Fatal(err)
		}
		if s.Till.Carriers, err = shipping.NewCarriers(flat.Carrier{Places: places}); err != nil {
			t.Fatal(err)
		}
		const far = "26740" // Phường Sài Gòn
		green, _ := s.Seller(t)
		fresh := s.Variant(t, markettest.Good{SellerID: green, Stock: 10, ShelfLife: 3})
		token := s.somebody("0900000001", "Lan")
		me := bearer(token)
		if a := s.ask("POST", prefix+"/cart/lines", `{"variant_id":"`+fresh+`","quantity":1}`, me...); a.status != 200 {
			t.Fatal(a.raw)
		}
		near := s.ask("POST", prefix+"/checkout/offer", `{"ward_code":"`+markettest.Ward+`"}`, me...)
		if near.status != 200 || near.at("complete") != true || near.text("deliveries.0.quotes.0.note") == "" {
			t.Fatalf("to a neighbour: %d %s", near.status, near.raw)
		}
		away := s.ask("POST", prefix+"/checkout/offer", `{"ward_code":"`+far+`"}`, me...)
		if away.status != 200 || away.at("complete") != false || len(away.at("deliveries.0.quotes").([]any)) != 0 {
			t.Fatalf("to the far South: %d %s", away.status, away.raw)
		}
		wish := s.wish(me)
		for _, service := range []string{"standard", "express", near.text("deliveries.0.quotes.0.service")} {
			claimed := strings.Replace(wish, markettest.Ward, far, 1)
			claimed = strings.Replace(claimed, `"service":"`+near.text("deliveries.0.quotes.0.service")+`"`, `"service":"`+service+`"`, 1)
			a := s.ask("POST", prefix+"/orders", claimed, keyed(token, "away-"+service)...)
			if a.status != 422 || !strings.Contains(a.raw, "checkout.no_delivery") {
				t.Errorf("sent to the far South by %s: %d %s", service, a.status, a.raw)
			}
		}
		if n := s.Count(t, "orders", "1 = 1") + s.Count(t, "holds", "1 = 1"); n != 0 {
			t.Errorf("%d orders and holds of what was refused", n)
		}
		if a := s.ask("POST", prefix+"/orders", wish, keyed(token, "near")...); a.status != 201 {
			t.Error(fmt.Sprint(a.status), a.raw)
		}
	})
}
