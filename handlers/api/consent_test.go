package api

import (
	"testing"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/seller"
)

// Through the API an answer is kept as on the pages: a yes, which is meant where none is said,
// and a no; a stall that waited only for the yes opens by it.
func TestConsentsAreAnsweredThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		_, here := ct.person(account.Officer, division.Current, markettest.Ward)
		_, me := ct.person("", "", "")
		says := func(token, path, purpose string, more map[string]any) reply {
			body := map[string]any{"purpose": purpose, "version": account.ConsentTexts[purpose]}
			for k, v := range more {
				body[k] = v
			}
			return ct.call(token, "POST", path, body)
		}
		no, yes := map[string]any{"answer": "no"}, map[string]any{"answer": "yes"}
		made := ct.call(me, "POST", "/stalls", map[string]any{"name": "Hộ Thử Mới", "kind": "household", "scheme": division.Current, "ward_code": markettest.Ward})
		id, _ := made.body["id"].(string)
		for key, body := range map[string]map[string]any{
			"consent.answer": {"answer": "perhaps"}, "consent.version": {"version": "2020-01-01"}, "consent.purpose": {"purpose": "anything"},
		} {
			if a := says(me, "/me/consents", account.Publishing, body); a.status != 422 || a.key() != key {
				t.Errorf("%v: %d %s", body, a.status, a.raw)
			}
		}
		if a := says(me, "/me/consents", account.Privacy, no); a.status != 409 || a.key() != "consent.privacy" {
			t.Error(a.status, a.raw)
		}
		for _, said := range []struct {
			purpose string
			more    map[string]any
		}{{account.Publishing, no}, {account.Notices, nil}, {account.Helping, no}} {
			if a := says(me, "/me/consents", said.purpose, said.more); a.status != 204 {
				t.Fatal(said.purpose, a.status, a.raw)
			}
		}
		if a := says(me, "/me/consents", account.Notices, no); a.status != 409 || a.key() != "consent.stands" {
			t.Error("a no to what is agreed to:", a.status, a.raw)
		}
		if a := ct.call(here, "POST", "/desk/sellers/"+id+"/check", map[string]any{"method": "chip_card", "reference": "TH-000123"}); a.status != 200 || a.body["state"] != string(seller.Checked) || a.body["unshown"] != seller.Unagreed {
			t.Error(a.status, a.raw)
		}
		if a := ct.call(here, "POST", "/desk/sellers/"+id+"/activate", nil); a.status != 409 || a.key() != seller.Unagreed {
			t.Error("opened against a no:", a.status, a.raw)
		}
		if a := says(me, "/me/consents", account.Publishing, yes); a.status != 204 {
			t.Fatal(a.status, a.raw)
		}
		if a := ct.call(me, "GET", "/stalls/"+id, nil); a.body["state"] != string(seller.Active) || a.body["unshown"] != nil {
			t.Error(a.status, a.raw)
		}
		list := ct.call(me, "GET", "/me/consents", nil)
		answers := map[string]int{}
		items, _ := list.body["items"].([]any)
		for _, one := range items {
			row := one.(map[string]any)
			answers[row["purpose"].(string)+" "+row["answer"].(string)]++
			if standing := row["withdrawn_at"] == nil || row["withdrawn_at"] == "" || row["withdrawn_at"] == float64(0); standing != (row["answer"] == "yes") {
				t.Errorf("%v", row)
			}
		}
		if len(items) != 4 || answers["publishing no"] != 1 || answers["publishing yes"] != 1 || answers["notices yes"] != 1 || answers["helping no"] != 1 {
			t.Error(list.raw)
		}
	})
}

// What a program of a helper writes down is the word of who sits beside them; /me/consents
// stays the helper's own, and without the help there is nobody whose word it is.
func TestAHelperAnswersForThePersonThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		_, owner := ct.Seller(t)
		helper := ct.helping(owner)
		body := map[string]any{"purpose": account.Publishing, "version": account.ConsentTexts[account.Publishing], "answer": "yes"}
		if a := ct.call(helper, "POST", "/helper/consents", map[string]any{"purpose": account.Publishing, "version": account.ConsentTexts[account.Publishing]}); a.status != 422 {
			t.Error("an answer that nobody gave:", a.status, a.raw)
		}
		if a := ct.call(helper, "POST", "/helper/consents", body); a.status != 204 {
			t.Fatal(a.status, a.raw)
		}
		who, err := ct.parts.Accounts.Session(t.Context(), helper)
		if err != nil {
			t.Fatal(err)
		}
		given, err := account.Consents(t.Context(), ct.DB.Read(t.Context()), actor.Buyer{PersonID: owner.PersonID})
		if err != nil || len(given) == 0 || given[0].Purpose != account.Publishing || given[0].AssistedBy != who.PersonID || given[0].Channel != actor.API {
			t.Errorf("%+v %v", given, err)
		}
		if a := ct.call(helper, "POST", "/me/consents", body); a.status != 204 {
			t.Error(a.status, a.raw)
		}
		if n := ct.Count(t, "consents", "person_id = ? AND purpose = 'publishing' AND assisted_by = ''", who.PersonID); n != 1 {
			t.Errorf("%d own words of the helper", n)
		}
		if a := ct.call(helper, "DELETE", "/helper/assist", nil); a.status != 204 {
			t.Fatal(a.raw)
		}
		if a := ct.call(helper, "POST", "/helper/consents", body); a.status != 404 || a.key() != "assist.none" {
			t.Error("after the help:", a.status, a.raw)
		}
	})
}
