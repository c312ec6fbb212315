package api

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
)

// A cooperative draws the list of what it took from its growers: what ended before it
// accepted, what another grower sold and what was given back is not on it.
func TestACooperativeDrawsItsPurchaseList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		coopID, head := ct.Seller(t)
		growerID, grower := ct.Seller(t)
		strangerID, stranger := ct.Seller(t)
		if err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("UPDATE sellers SET kind = 'cooperative', tax_entity = 'company' WHERE id = ?", coopID).Error
		}); err != nil {
			t.Fatal(err)
		}
		sold := func(sellerID string, owner actor.Member) order.Order {
			t.Helper()
			o, _ := ct.wanted(owner, ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 50, Price: 200_000}))
			ct.Pass(order.Quiet)
			if err := ct.parts.Fulfillment.CompleteDue(t.Context()); err != nil {
				t.Fatal(err)
			}
			return o
		}
		early := sold(growerID, grower)
		coop, err := seller.Find(t.Context(), d.Read(t.Context()), coopID)
		if err != nil {
			t.Fatal(err)
		}
		its, bank := ct.with(grower, actor.HandleMoney), ct.with(head, actor.HandleMoney)
		payee := ct.call(its, "PUT", "/stalls/"+growerID+"/payee", ct.proved(its, growerID, map[string]any{"kind": "cooperative", "cooperative": coop.Slug, "consent": seller.PayeeConsent}))
		if a := ct.call(bank, "POST", "/stalls/"+coopID+"/growers/"+payee.text("id")+"/accept", nil); a.status >= 300 {
			t.Fatal(payee.raw, a.status, a.raw)
		}
		ct.Pass(72 * time.Hour)
		mine, other := sold(growerID, grower), sold(strangerID, stranger)
		day := string(ct.Now().Date())
		at := "/stalls/" + coopID + "/purchase-list/"
		a := ct.call(bank, "GET", at+"csv?from=2026-11-01&to="+day, nil)
		if a.status != 200 || !strings.Contains(a.raw, mine.Code) || strings.Contains(a.raw, early.Code) || strings.Contains(a.raw, other.Code) ||
			!strings.Contains(a.raw, fmt.Sprintf("total,,,,,,,,%d,,", mine.Goods.Dong())) {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := ct.call(bank, "GET", at+"xlsx?from=2026-11-01&to="+day, nil); a.status != 200 || !strings.HasPrefix(a.raw, "PK") {
			t.Errorf("%d %.100s", a.status, a.raw)
		}
		if a := ct.call(bank, "GET", at+"csv?from="+day+"&to=2026-11-01", nil); a.status != 422 || a.key() != "invoice.period" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := ct.call(ct.with(grower, actor.HandleMoney), "GET", "/stalls/"+growerID+"/purchase-list/csv?from=2026-11-01&to="+day, nil); a.status != 409 || a.key() != "invoice.not_cooperative" {
			t.Errorf("%d %s", a.status, a.raw)
		}
	})
}
