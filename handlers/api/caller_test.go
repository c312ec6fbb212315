package api

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/markettest"
)

// TestTheDocumentSaysWhoMay calls every operation of the document that is not everybody's,
// as everybody who may not: each is refused as the document's sentence about it says, and
// nothing is written.
func TestTheDocumentSaysWhoMay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		sellerID, owner := ct.Seller(t)
		_, other := ct.Seller(t)
		keeper := ct.with(owner, actor.AllRights...)
		people := map[string]string{"nobody": "", "seller B": ct.with(other, actor.AllRights...), "a member without rights": ct.with(owner)}
		_, people["a buyer"] = ct.person("", "", "")
		_, people["a helper"] = ct.person(account.Helper, division.Current, markettest.Ward)
		_, people["an officer of elsewhere"] = ct.person(account.Officer, division.Current, markettest.Away)
		_, people["an officer"] = ct.person(account.Officer, division.Current, markettest.Ward)
		_, people["the desk"] = ct.person(account.Admin, "", "")
		people["seller A"] = keeper
		made := func(path string, body map[string]any) string {
			a := ct.call(keeper, "POST", "/stalls/"+sellerID+path, body)
			if a.status != 201 {
				t.Fatal(path, a.status, a.raw)
			}
			return a.body["id"].(string)
		}
		product := made("/products", map[string]any{"name_vi": "Chè thử", "class": "raw", "kind": "tea"})
		ids := map[string]string{
			"seller": sellerID, "product": product, "certificate": made("/products/"+product+"/certificates", map[string]any{"kind": "vietgap", "number": "TH-01"}),
		}
		var doc struct {
			Paths map[string]map[string]struct {
				OperationID string           `json:"operationId"`
				Description string           `json:"description"`
				Security    []map[string]any `json:"security"`
			} `json:"paths"`
		}
		_, _, raw := fetch(t, ct, "/openapi.json")
		if err := json.Unmarshal([]byte(raw), &doc); err != nil {
			t.Fatal(err)
		}
		named := regexp.MustCompile(`\{(\w+)\}`)
		nothing := func(path string) bool {
			for _, name := range named.FindAllStringSubmatch(path, -1) {
				if ids[name[1]] == "" {
					return true
				}
			}
			return false
		}
		bodies := map[string]any{"answerStallComplaint": map[string]any{"text": "Xin lỗi bác"}, "offerToBuyer": map[string]any{"text": "Xin gửi lại", "again": true}}
		before, called := ct.rows(), 0
		for path, operations := range doc.Paths {
			at := named.ReplaceAllStringFunc(strings.TrimPrefix(path, prefix), func(name string) string {
				if id := ids[strings.Trim(name, "{}")]; id != "" {
					return id
				}
				return db.NewID()
			})
			for method, op := range operations {
				to := at
				if op.OperationID == "getTotals" {
					to += "?from=2026-11-01&to=2026-11-30"
				}
				for who, status := range refusals(t, op.Description, strings.Contains(path, "{seller}") || strings.Contains(path, "{certificate}")) {
					called++
					a := ct.call(people[who], strings.ToUpper(method), to, bodies[op.OperationID])
					if who == "a member without rights" && status == 403 && nothing(path) && a.status == 404 {
						continue // of what is not there
					}
					if a.status != status {
						t.Errorf("%s %s (%s) by %s: %d, not %d: %s", method, path, op.Description, who, a.status, status, a.raw)
					}
				}
			}
		}
		if called < 400 {
			t.Errorf("only %d calls", called)
		}
		after := ct.rows()
		for table, was := range before {
			if after[table] != was {
				t.Errorf("%s was written:\n%s\nnow\n%s", table, was, after[table])
			}
		}
	})
}

// refusals are who is refused, and how, by what an operation says of its callers. named
// says that it is about one seller or one paper.
func refusals(t *testing.T, description string, named bool) map[string]int {
	t.Helper()
	who, _, _ := strings.Cut(strings.TrimPrefix(description, "For "), ".")
	callers, right, _ := strings.Cut(who, " with the right ")
	out := map[string]int{"nobody": 401}
	switch callers {
	case "everybody", "everybody; a visitor is known by the header Cart-Token":
		return nil
	case "whoever has proved a phone", "a person, or a guest whose phone is proved", "a person who is signed in":
	case "a member of the seller":
		for _, who := range []string{"a buyer", "seller B", "a helper", "an officer of elsewhere", "an officer", "the desk"} {
			out[who] = 404
		}
		if right != "" {
			out["a member without rights"] = 403
		}
	case "an officer of the place, or the market's desk", "the market's desk":
		for _, who := range []string{"a buyer", "seller A", "seller B", "a helper", "a member without rights"} {
			out[who] = 403
		}
		switch {
		case callers == "the market's desk":
			out["an officer"], out["an officer of elsewhere"] = 403, 403
		case named:
			out["an officer of elsewhere"] = 404
		}
	case "a helper":
		for _, who := range []string{"a buyer", "seller A", "seller B", "a member without rights", "an officer", "an officer of elsewhere", "the desk"} {
			out[who] = 403
		}
	case "whoever holds a role of the market: helper, officer or desk":
		for _, who := range []string{"a buyer", "seller A", "seller B", "a member without rights"} {
			out[who] = 403
		}
	default:
		t.Errorf("nobody knows who is meant by %q", callers)
	}
	return out
}
