package api

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/insight"
)

func TestSynonymsThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		_, admin := ct.person(account.Admin, "", "")
		group := map[string]any{"kind": "same", "words": []string{"heo", "lợn"}}
		key := db.NewID()
		a := ct.callAs(key, admin, "POST", "/desk/synonyms", group)
		if a.status != 201 || a.body["active"] != true || a.body["shipped"] != false {
			t.Fatal(a.status, a.raw)
		}
		at := "/desk/synonyms/" + a.body["id"].(string)
		if again := ct.callAs(key, admin, "POST", "/desk/synonyms", group); again.status != 201 || again.body["id"] != a.body["id"] {
			t.Error(again.status, again.raw)
		}
		if a := ct.call(admin, "POST", "/desk/synonyms", group); a.status != 409 || a.key() != "lexicon.taken" {
			t.Error(a.status, a.raw)
		}
		reads := func() any {
			t.Helper()
			a := ct.call(admin, "GET", "/desk/readings?q=heo", nil)
			if a.status != 200 {
				t.Fatal(a.raw)
			}
			words := a.body["items"].([]any)[0].(map[string]any)["words"].([]any)[0].([]any)
			return words[len(words)-1]
		}
		if got := reads(); got != "lợn" {
			t.Errorf("heo is read as %v", got)
		}
		for _, step := range []struct {
			method, path string
			body         any
			status       int
			key          string
		}{
			{"PUT", at, map[string]any{"kind": "same", "words": []string{"heo", "lợn bản"}}, 200, ""},
			{"PUT", at, map[string]any{"kind": "nothing", "words": []string{"|"}}, 422, "lexicon.sign"},
			{"POST", at + "/off", nil, 200, ""},
			{"GET", "/desk/synonyms?q=ban", nil, 200, ""},
			{"GET", "/desk/synonyms/nothing", nil, 404, "lexicon.unknown"},
			{"POST", "/desk/synonyms/nothing/on", nil, 404, "lexicon.unknown"},
		} {
			if a := ct.call(admin, step.method, step.path, step.body); a.status != step.status || step.key != "" && a.key() != step.key {
				t.Errorf("%s %s: %d %s", step.method, step.path, a.status, a.raw)
			}
		}
		if got := reads(); got != "heo" {
			t.Errorf("switched off, heo is read as %v", got)
		}
		if a := ct.call(admin, "GET", at, nil); a.status != 200 || a.body["active"] != false || len(a.body["changes"].([]any)) != 3 {
			t.Error(a.raw)
		}
	})
}

func TestSearchesThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		_, admin := ct.person(account.Admin, "", "")
		c := &insight.Counter{DB: d, Now: ct.Now}
		for range insight.Seldom {
			c.Asked("măng le", insight.Nothing)
		}
		c.Asked("riêng tôi", insight.Nothing)
		c.Clicked(2)
		if err := c.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		a := ct.call(admin, "GET", "/desk/searches", nil)
		if a.status != 200 || a.body["asked"] != 4.0 || len(a.body["clicks"].([]any)) != insight.Later || a.body["clicks"].([]any)[1] != 1.0 {
			t.Fatal(a.status, a.raw)
		}
		nothing := a.body["nothing"].(map[string]any)
		if nothing["others"] != 1.0 || len(nothing["texts"].([]any)) != 1 || nothing["texts"].([]any)[0].(map[string]any)["words"] != "mang le" {
			t.Error(a.raw)
		}
		file := ct.call(admin, "GET", "/desk/searches/csv", nil)
		if want := "\ufeffoutcome,words,rank,count\r\nasked,,,4\r\nnothing,mang le,,3\r\nnothing,,,1\r\npressed,,1,0\r\npressed,,2,1\r\n"; file.status != 200 || !strings.HasPrefix(file.raw, want) {
			t.Errorf("%d %q", file.status, file.raw)
		}
		for _, days := range []string{"-1", "401"} {
			if a := ct.call(admin, "GET", "/desk/searches?days="+days, nil); a.status != 422 || a.key() != "insight.days" {
				t.Error(days, a.status, a.raw)
			}
		}
	})
}
