package api

import (
	"testing"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
)

func TestAReportEndsWithTheListingTakenDown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openStreet(t, d)
		seller, owner := s.Seller(t)
		s.Variant(t, markettest.Good{SellerID: seller, Stock: 1})
		_, admin := s.person(account.Admin, "", "")
		shelf := s.ask("GET", prefix+"/products", "")
		product, id := shelf.text("items.0.slug"), shelf.text("items.0.id")
		if a := s.ask("POST", prefix+"/products/"+product+"/reports", `{"reason":"boring"}`); a.status != 422 || a.keys()[0] != "reason=moderation.reason" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := s.ask("POST", prefix+"/products/nothing/reports", `{"reason":"fake"}`); a.status != 404 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		made := s.ask("POST", prefix+"/products/"+product+"/reports", `{"reason":"fake","text":"<b>Không phải chè</b>","phone":"0900000009"}`)
		if made.status != 201 {
			t.Fatal(made.raw)
		}
		open := s.ask("GET", prefix+"/desk/reports", "", bearer(admin)...)
		if open.text("items.0.id") != made.text("id") || open.text("items.0.text") != "<b>Không phải chè</b>" || open.text("items.0.phone") != "+84900000009" {
			t.Fatal(open.raw)
		}
		settle := prefix + "/desk/reports/" + made.text("id") + "/settle"
		if a := s.ask("POST", settle, `{"upheld":true,"note":"Hàng giả"}`, bearer(admin)...); a.status != 204 {
			t.Fatal(a.raw)
		}
		if a := s.ask("POST", settle, `{"upheld":true,"note":"Hàng giả"}`, bearer(admin)...); a.status != 409 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		told := s.call(s.with(owner, actor.EditProducts), "GET", "/stalls/"+seller+"/products/"+id, nil)
		if told.text("moves.0.to") != "hidden" || told.text("moves.0.by") != "admin" || told.text("moves.0.reason") != "Hàng giả" {
			t.Errorf("the seller is not told why: %d %s", told.status, told.raw)
		}
		s.Pass(cacheLife)
		if a := s.ask("GET", prefix+"/products/"+product, ""); a.status != 404 {
			t.Errorf("%d %s", a.status, a.raw)
		}
	})
}
