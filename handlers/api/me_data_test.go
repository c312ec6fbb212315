package api

import (
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
)

func TestAPersonTakesTheirDataAndEndsTheAccountThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openStreet(t, d)
		sellerID, _ := s.Seller(t)
		v := s.Variant(t, markettest.Good{SellerID: sellerID, Stock: 5})
		token := s.somebody("0900000001", "Lò Thị Lan")
		me := bearer(token)
		for _, r := range [][2]string{{"POST", "/me/data"}, {"GET", "/me/erasure"}, {"POST", "/me/erasure/codes"}, {"POST", "/me/erasure"}} {
			if a := s.ask(r[0], prefix+r[1], ""); a.status != 401 {
				t.Errorf("%s %s by nobody: %d", r[0], r[1], a.status)
			}
		}
		s.ask("POST", prefix+"/cart/lines", `{"variant_id":"`+v+`","quantity":1}`, me...)
		placed := s.ask("POST", prefix+"/orders", s.wish(me), keyed(token, "order-1")...)
		if placed.status != 201 {
			t.Fatal(placed.raw)
		}
		copied := s.ask("POST", prefix+"/me/data", "", me...)
		if copied.status != 200 || copied.text("person.phone") != "+84900000001" || copied.text("order_groups.0.recipient") != "Người Nhận" || copied.header.Get("Cache-Control") != "no-store" {
			t.Fatal(copied.status, copied.raw)
		}
		first := s.ask("GET", prefix+"/me/erasure", "", me...)
		if first.status != 200 || first.text("proof") != "code" || first.text("obstacles.0.key") != "privacy.order_open" || first.text("obstacles.0.detail") == "" {
			t.Fatal(first.status, first.raw)
		}
		erase := func() reply {
			t.Helper()
			s.Pass(2 * time.Minute)
			sent := s.ask("POST", prefix+"/me/erasure/codes", "{}", me...)
			if sent.status != 200 {
				t.Fatal(sent.raw)
			}
			return s.ask("POST", prefix+"/me/erasure", `{"request_id":"`+sent.text("request_id")+`","code":"`+s.letters.code+`","device_token":"`+sent.text("device_token")+`"}`, me...)
		}
		if a := erase(); a.status != 409 || a.key() != "privacy.order_open" {
			t.Fatal("with an open order:", a.status, a.raw)
		}
		if a := s.ask("DELETE", prefix+"/me/consents/privacy", "", me...); a.status != 409 || a.key() != "consent.privacy" {
			t.Error("the account's own consent:", a.status, a.raw)
		}
		part := placed.text("orders.0.id")
		if a := s.ask("POST", prefix+"/orders/"+placed.text("id")+"/parts/"+part+"/cancel", `{"reason":"cancel.changed_mind"}`, keyed(token, "c-1")...); a.status != 200 {
			t.Fatal(a.raw)
		}
		if a := s.ask("POST", prefix+"/me/erasure", `{"pin":"739152"}`, me...); a.status != 422 {
			t.Error("a PIN that was never set:", a.status, a.raw)
		}
		if a := erase(); a.status != 204 {
			t.Fatal(a.status, a.raw)
		}
		for _, path := range []string{"/me", "/me/erasure", "/orders"} {
			if a := s.ask("GET", prefix+path, "", me...); a.status != 401 || strings.Contains(a.raw, "Lan") {
				t.Errorf("%s after the end: %d %s", path, a.status, a.raw)
			}
		}
		if a := s.ask("POST", prefix+"/me/erasure", `{"pin":"739152"}`, append(me, session.KeyHeader, "k")...); a.status != 401 {
			t.Error("erased twice:", a.status, a.raw)
		}
		s.Prove(t)
	})
}
