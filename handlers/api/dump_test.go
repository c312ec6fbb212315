package api

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/markettest"
)

// Whoever carries a copy of the database away reads no phone, no account and no address in
// it, and no token or PIN that opens anything.
func TestADumpTellsNoNumberAndNoAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		keeper := ct.with(owner, actor.AllRights...)
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
		ct.Paid(t, ct.Buyer(t), map[string]int64{variant: 1}, "flat") // to "Người Nhận Thử", 0900 000 009
		for path, c := range map[string]struct {
			method string
			status int
			body   map[string]any
		}{
			"/me/addresses": {"POST", 201, map[string]any{"recipient": "Người Canary", "phone": "0900000098",
				"address": map[string]any{"scheme": division.Current, "province_code": "15", "ward_code": markettest.Ward, "street": "Ngõ Canary", "note": "Cổng Canary"}}},
			"/stalls/" + sellerID + "/bank-account": {"PUT", 200, ct.proved(keeper, sellerID, map[string]any{"bank_bin": "970436", "number": "7771234567890", "holder": "NGUOI THU"})},
			"/auth/codes":                           {"POST", 200, map[string]any{"phone": "0900000097"}},
		} {
			if a := ct.call(keeper, c.method, path, c.body); a.status != c.status {
				t.Fatal(path, a.status, a.raw)
			}
		}
		for table, rows := range ct.rows() {
			for _, canary := range []string{
				"900000098", "900000097", "900000009", "900 000 009", "7771234567890", "7771234567", "Ngõ Canary", "Cổng Canary", "Người Canary", "Người Nhận Thử", keeper, testPIN,
			} {
				if strings.Contains(rows, canary) {
					t.Errorf("%s tells %s", table, canary)
				}
			}
		}
	})
}
