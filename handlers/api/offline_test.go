package api

import (
	"encoding/json"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

// Work that waited on a phone is done for whom it was made, and for nobody else who is signed
// in by then; a product that is sent again, however late and under another key, is the same one.
func TestWorkFromAPhoneIsItsOwners(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		member := ct.with(owner, actor.AllRights...)
		me := ct.call(member, "GET", "/me", nil).body["person_id"].(string)
		other, _ := ct.person("", "", "")
		send := func(person, client string) reply {
			t.Helper()
			req := httptest.NewRequest("POST", prefix+"/stalls/"+sellerID+"/products", strings.NewReader(`{"name_vi":"Măng thử","class":"raw","kind":"tea","client_id":"`+client+`"}`))
			for name, value := range map[string]string{"Content-Type": "application/json", session.KeyHeader: db.NewID(), session.PersonHeader: person, "Authorization": "Bearer " + member} {
				req.Header.Set(name, value)
			}
			res, err := ct.app.Test(req, -1)
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			raw, _ := io.ReadAll(res.Body)
			out := reply{status: res.StatusCode, raw: string(raw)}
			_ = json.Unmarshal(raw, &out.body)
			return out
		}
		made := func() (n int64) {
			t.Helper()
			if err := d.Read(t.Context()).Table("products").Where("seller_id = ?", sellerID).Count(&n).Error; err != nil {
				t.Fatal(err)
			}
			return n
		}
		for _, person := range []string{other, "nobody"} {
			if a := send(person, "phone-1"); a.status != 401 || a.key() != "session.other" || made() != 0 {
				t.Errorf("for %s: %d %s, %d products", person, a.status, a.key(), made())
			}
		}
		first, again, next := send(me, "phone-1"), send(me, "phone-1"), send(me, "phone-2")
		if first.status != 201 || again.status != 201 || again.body["id"] != first.body["id"] {
			t.Errorf("sent again: %d %v, was %d %v", again.status, again.body["id"], first.status, first.body["id"])
		}
		if next.status != 201 || next.body["id"] == first.body["id"] || made() != 2 {
			t.Errorf("another product: %d %v, %d in all", next.status, next.raw, made())
		}
		if a := send(me, strings.Repeat("x", 65)); a.status != 422 || !strings.Contains(a.raw, "product.client_id") {
			t.Errorf("a number that is too long: %d %s", a.status, a.raw)
		}
	})
}
