package api

import (
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/markettest"
)

// Papers about tax and the closing of a month, as a program does them.
func TestTaxIsDeclaredThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openStreet(t, d)
		sellerID, owner := s.Seller(t)
		_, other := s.Seller(t)
		token := s.with(owner, actor.EditProducts, actor.SeeMoney)
		stranger := s.with(other, actor.AllRights...)
		_, admin := s.person(account.Admin, "", "")
		_, here := s.person(account.Officer, division.Current, markettest.Ward)
		_, away := s.person(account.Officer, division.Current, markettest.Away)
		scan := s.send(token, picture320(t), "purpose", "certificate", "seller_id", sellerID)
		if scan.status != 201 {
			t.Fatal(scan.raw)
		}
		papers := "/stalls/" + sellerID + "/tax-papers"
		own := map[string]any{"kind": "own_produce", "number": "12/GXN", "issuer": "UBND xã thử", "issued_on": "2026-01-05", "valid_from": "2026-01-05", "scan_id": scan.text("id")}
		if a := s.call(stranger, "POST", papers, own); a.status != 404 {
			t.Errorf("a stranger hands in: %d %s", a.status, a.raw)
		}
		net := "/stalls/" + sellerID + "/net-amount?price=100000&tax_class=own_raw_produce"
		if a := s.call(token, "GET", net, nil); a.body["tax_class"] != "goods" || a.body["vat"].(float64) != 1000 {
			t.Error(a.raw)
		}
		made := s.call(token, "POST", papers, own)
		if made.status != 201 || made.body["state"] != "claimed" {
			t.Fatal(made.status, made.raw)
		}
		if a := s.call(token, "POST", papers, own); a.status != 409 {
			t.Errorf("twice: %d %s", a.status, a.raw)
		}
		paper := "/desk/tax/papers/" + made.text("id")
		for who, status := range map[string]int{away: 404, stranger: 403, here: 200, admin: 200} {
			for _, path := range []string{paper, paper + "/scan"} {
				if a := s.call(who, "GET", path, nil); a.status != status {
					t.Errorf("%s: %d, want %d: %.200s", path, a.status, status, a.raw)
				}
			}
		}
		if a := s.call(here, "GET", "/desk/tax/papers", nil); !strings.Contains(a.raw, made.text("id")) {
			t.Error("the officer's queue:", a.raw)
		}
		if a := s.call(away, "POST", paper+"/verify", nil); a.status != 404 {
			t.Errorf("an officer of elsewhere verifies: %d", a.status)
		}
		if a := s.call(here, "POST", paper+"/verify", nil); a.status != 200 || a.body["state"] != "verified" {
			t.Error(a.status, a.raw)
		}
		if a := s.call(token, "GET", net, nil); a.body["tax_class"] != "own_raw_produce" || a.body["vat"].(float64) != 0 {
			t.Error(a.raw)
		}

		enter := "/desk/sellers/" + sellerID + "/tax-papers"
		fields := []string{"kind", "exemption", "number", "7/TB", "issuer", "Thuế cơ sở thử", "issued_on", "2026-01-05", "valid_from", "2026-01-05", "valid_to", "2027-01-05"}
		for who, status := range map[string]int{away: 404, token: 403, admin: 422} {
			if a := s.sendTo(enter, who, nil, fields...); a.status != status {
				t.Errorf("without a scan: %d, want %d: %s", a.status, status, a.raw)
			}
		}
		exempt := s.sendTo(enter, admin, picture320(t), fields...)
		if exempt.status != 201 || exempt.body["kind"] != "exemption" {
			t.Fatal(exempt.status, exempt.raw)
		}
		if a := s.call(here, "POST", "/desk/tax/papers/"+exempt.text("id")+"/refuse", map[string]any{"reason": "Ảnh mờ"}); a.status != 200 || a.body["state"] != "refused" {
			t.Error(a.status, a.raw)
		}
		if a := s.call(here, "POST", paper+"/withdraw", map[string]any{"reason": "Hộ chuyển nghề"}); a.status != 200 || a.body["state"] != "withdrawn" {
			t.Error(a.status, a.raw)
		}
		if a := s.call(token, "GET", papers, nil); strings.Count(a.raw, `"id"`) != 2 || strings.Contains(a.raw, "scan") {
			t.Error(a.raw)
		}

		tea := s.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10, Price: 200_000})
		s.Paid(t, s.Buyer(t), map[string]int64{tea: 2}, "flat")
		period := s.Now().Date().Period()
		month := "/desk/tax/periods/" + period
		if a := s.call(admin, "POST", month+"/close", nil); a.status != 409 || a.key() != "tax.close_early" {
			t.Errorf("before it is over: %d %s", a.status, a.raw)
		}
		if a := s.call(admin, "GET", month, nil); a.body["closed"] != false || a.body["vat_due"].(float64) < 4000 {
			t.Error(a.raw)
		}
		s.Pass(31 * 24 * time.Hour)
		_, admin = s.person(account.Admin, "", "")
		token = s.with(owner, actor.SeeMoney)
		if a := s.call(admin, "GET", "/desk/tax/due", nil); a.text("period.period") != period {
			t.Error(a.raw)
		}
		for range 2 {
			if a := s.call(admin, "POST", month+"/close", nil); a.status != 200 || a.body["closed"] != true || a.body["due_on"] == "" {
				t.Errorf("%d %s", a.status, a.raw)
			}
		}
		if a := s.call(admin, "GET", "/desk/tax/due", nil); a.at("period") != nil {
			t.Error(a.raw)
		}
		if a := s.call(admin, "GET", "/desk/tax/periods", nil); strings.Count(a.raw, `"period"`) != 1 {
			t.Error(a.raw)
		}
		for ending, first := range map[string]string{"csv": "\ufefftax_code", "xlsx": "PK"} {
			if a := s.call(admin, "GET", month+"/annex/"+ending, nil); a.status != 200 || !strings.HasPrefix(a.raw, first) || !strings.Contains(a.header.Get("Content-Disposition"), "withholding-"+period+"."+ending) {
				t.Errorf("%s: %d %v %.50q", ending, a.status, a.header, a.raw)
			}
		}
		year := "/withholding/years/" + period[:4]
		if a := s.call(token, "GET", "/stalls/"+sellerID+year, nil); a.status != 200 || a.body["threshold"].(map[string]any)["amount"].(float64) != 1e9 {
			t.Error(a.status, a.raw)
		}
		if a := s.call(token, "GET", "/stalls/"+sellerID+year+"/pdf", nil); a.status != 200 || !strings.HasPrefix(a.raw, "%PDF") {
			t.Errorf("%d %.50q", a.status, a.raw)
		}
		if a := s.call(admin, "GET", "/desk/sellers/"+sellerID+"/tax-years/"+period[:4], nil); a.status != 200 || !strings.Contains(a.raw, `"declared":true`) {
			t.Error(a.status, a.raw)
		}
		if a := s.call(admin, "GET", "/desk/sellers/"+sellerID+"/tax-years/soon", nil); a.status != 404 {
			t.Error(a.status, a.raw)
		}
		s.Prove(t)
	})
}
