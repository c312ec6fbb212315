package api

import (
	"context"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

// An entry of the market's list becomes a draft of whoever is first, once; of what another
// seller has made nobody learns that it is there.
func TestAnEntryIsClaimedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		otherID, other := ct.Seller(t)
		mine, theirs := ct.with(owner, actor.EditProducts), ct.with(other, actor.EditProducts)
		at := func(seller, id string) string { return "/stalls/" + seller + "/products/" + id + "/claim" }
		made := func(name string) string {
			a := ct.call(mine, "POST", "/stalls/"+sellerID+"/products", map[string]any{"name_vi": name, "class": "raw", "kind": "tea"})
			if a.status != 201 {
				t.Fatal(a.status, a.raw)
			}
			return a.body["id"].(string)
		}
		entry, draft := made("Chè của chợ"), made("Chè của nhà")
		err := d.Tx(context.Background(), func(tx *gorm.DB) error {
			return tx.Exec("UPDATE products SET seller_id = NULL WHERE id = ?", entry).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if a := ct.call(theirs, "GET", "/stalls/"+otherID+"/claimable", nil); a.status != 200 || !strings.Contains(a.raw, entry) || strings.Contains(a.raw, draft) {
			t.Error("the list:", a.status, a.raw)
		}
		_, passerby := ct.person("", "", "")
		for _, c := range []struct {
			who, token, path string
			status           int
		}{
			{"nobody", "", at(otherID, entry), 401},
			{"a buyer", passerby, at(otherID, entry), 404},
			{"a member of another seller", mine, at(otherID, entry), 404},
			{"a member without the right", ct.with(other, actor.SeeMoney), at(otherID, entry), 403},
			{"a member, of another's draft", theirs, at(otherID, draft), 404},
			{"a member, of nothing", theirs, at(otherID, db.NewID()), 404},
			{"a member", theirs, at(otherID, entry), 200},
			{"the same member again", theirs, at(otherID, entry), 200},
			{"who comes too late", mine, at(sellerID, entry), 409},
		} {
			if a := ct.call(c.token, "POST", c.path, nil); a.status != c.status {
				t.Errorf("%s: %d, not %d: %s", c.who, a.status, c.status, a.raw)
			}
		}
		if n := ct.Count(t, "products", "id = ? AND seller_id = ?", entry, otherID); n != 1 {
			t.Error("the entry has another seller")
		}
		if n := ct.Count(t, "product_moves", "product_id = ? AND reason = 'claimed'", entry); n != 1 {
			t.Errorf("the claim is written down %d times", n)
		}
	})
}
