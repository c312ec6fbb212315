package api

import (
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/markettest"
)

// What a helper opens through the API is of who sits beside them, as on the pages.
func TestAHelperOpensAStallThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		_, owner := ct.Seller(t)
		helper := ct.helping(owner)
		a := ct.call(helper, "POST", "/stalls", map[string]any{"name": "Gian thứ hai", "kind": "household", "scheme": division.Current, "ward_code": markettest.Ward})
		if a.status != 201 {
			t.Fatal(a.raw)
		}
		id, _ := a.body["id"].(string)
		if n := ct.Count(t, "seller_members", "seller_id = ? AND person_id = ? AND removed_at = 0", id, owner.PersonID); n != 1 {
			t.Error("the stall is not theirs who sit beside the helper")
		}
		if n := ct.Count(t, "seller_members", "seller_id = ?", id); n != 1 {
			t.Errorf("%d people are of it", n)
		}
		list := ct.call(helper, "GET", "/stalls", nil)
		items, _ := list.body["items"].([]any)
		if len(items) != 2 {
			t.Fatalf("the helper works in %s", list.raw)
		}
		for _, one := range items {
			for _, right := range one.(map[string]any)["rights"].([]any) {
				if actor.NewRights(actor.Right(right.(string))).ForHelper() == "" {
					t.Errorf("a helper holds %v", right)
				}
			}
		}
	})
}

// A helper's own stall waits while they help; what their phone sends of it then is told to
// come again, not that it is nothing.
func TestAHelpersOwnStallWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		_, helped := ct.Seller(t)
		own, owner := ct.Seller(t)
		foreign, _ := ct.Seller(t)
		variant := ct.Variant(t, markettest.Good{SellerID: own, Stock: 10})
		helper := ct.helping(helped)
		who, err := ct.parts.Accounts.Session(t.Context(), helper)
		if err != nil {
			t.Fatal(err)
		}
		if err := ct.parts.Onboarding.AddMember(t.Context(), own, who.PersonID, actor.NewRights(actor.EditProducts), owner); err != nil {
			t.Fatal(err)
		}
		count := func() reply {
			return ct.call(helper, "PUT", "/stalls/"+own+"/variants/"+variant+"/stock", map[string]any{"seen": 10, "counted": 9})
		}
		if a := count(); a.status != 409 || a.key() != "assist.busy" {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := ct.call(helper, "GET", "/stalls/"+foreign, nil); a.status != 404 {
			t.Errorf("%d %s", a.status, a.raw)
		}
		if a := ct.call(helper, "DELETE", "/helper/assist", nil); a.status != 204 {
			t.Fatal(a.raw)
		}
		if a := count(); a.status != 200 {
			t.Errorf("%d %s", a.status, a.raw)
		}
	})
}
