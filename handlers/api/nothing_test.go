package api

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

// Whether something is there is known before what was sent about it is judged: a body in
// which everything is missing is told "not found" of an id that nobody has, so that no
// refusal of it tells of somebody else's.
func TestNothingIsNotFoundBeforeTheInputIsJudged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		_, buyer := ct.person("", "", "")
		_, desk := ct.person(account.Admin, "", "")
		member := ct.with(owner, actor.AllRights...)
		product := ct.call(member, "POST", "/stalls/"+sellerID+"/products", map[string]any{"name_vi": "Chè thử", "class": "raw", "kind": "tea"})
		if product.status != 201 {
			t.Fatal(product.status, product.raw)
		}
		known := map[string]string{"seller": sellerID, "product": product.body["id"].(string), "carrier": "flat", "period": "2026-11", "year": "2026"}
		// Of what a person gives or takes by a name, there is nothing to be found.
		own := map[string]bool{"putLine": true, "removeLine": true, "reportProduct": true, "withdrawConsent": true}
		named, called := regexp.MustCompile(`\{(\w+)\}`), 0
		for _, r := range (&api{Parts: ct.parts, hot: newCache(ct.Now)}).routes() {
			names := named.FindAllStringSubmatch(r.path, -1)
			if !r.hasBody() || r.public() || own[r.name] || len(names) == 0 || known[names[len(names)-1][1]] != "" {
				continue
			}
			token := member
			switch {
			case r.actor == reflect.TypeFor[actor.Admin](), r.actor == reflect.TypeFor[staff](), r.actor == reflect.TypeFor[actor.Actor]():
				token = desk
			case !strings.HasPrefix(r.path, "/stalls/"):
				token = buyer
			}
			path := r.path
			for i, n := range names {
				id := known[n[1]]
				if id == "" || i == len(names)-1 {
					id = db.NewID()
				}
				path = strings.Replace(path, n[0], id, 1)
			}
			called++
			if a := ct.call(token, r.method, path, map[string]any{}); a.status != 404 {
				t.Errorf("%s %s (%s): %d %s", r.method, r.path, r.name, a.status, a.raw)
			}
		}
		if called < 40 {
			t.Errorf("only %d calls", called)
		}
	})
}
