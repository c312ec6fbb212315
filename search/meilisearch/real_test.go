package meilisearch

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
	"github.com/chophien/chophien/search/meilisearch/meilitest"
	meili "github.com/meilisearch/meilisearch-go"
)

// Whoever deletes the whole index gets it back by a rebuild; meanwhile the engine is away
// once, then answers with nothing and asks for that rebuild.
func TestADeletedIndexIsRestored(t *testing.T) {
	e := open(t)
	market := contract.Market(t)
	if err := e.Rebuild(t.Context(), contract.All(market)); err != nil {
		t.Fatal(err)
	}
	before := must[search.Result](t)(e.Search(t.Context(), search.Query{Text: "mật ong rừng"}))
	clean(t, e.index)
	if _, err := e.Search(t.Context(), search.Query{Text: "chè"}); !errors.Is(err, search.ErrAway) {
		t.Errorf("an index that is gone: %v", err)
	}
	if h := must[search.Health](t)(e.Health(t.Context())); !h.RebuildWanted || h.Documents != 0 {
		t.Errorf("%+v", h)
	}
	if err := e.Put(t.Context(), market[:3]); err != nil {
		t.Error(err)
	}
	if err := e.Rebuild(t.Context(), contract.All(market)); err != nil {
		t.Fatal(err)
	}
	after := must[search.Result](t)(e.Search(t.Context(), search.Query{Text: "mật ong rừng"}))
	if !slices.Equal(before.IDs(), after.IDs()) || len(after.Hits) == 0 {
		t.Errorf("before %v, after %v", before.IDs(), after.IDs())
	}
	if h := must[search.Health](t)(e.Health(t.Context())); h.RebuildWanted || h.Documents != len(market) {
		t.Errorf("%+v", h)
	}
}

// A rebuild that another process is at is not disturbed; one that nobody finishes is swept.
func TestARebuildThatNobodyFinishesIsSwept(t *testing.T) {
	e := open(t)
	if err := e.create(t.Context(), e.nextPrefix()+"left"); err != nil {
		t.Fatal(err)
	}
	if err := e.Rebuild(t.Context(), contract.All(stall())); !errors.Is(err, search.ErrBusy) {
		t.Errorf("beside another rebuild: %v", err)
	}
	e.quiet = 0
	if err := e.Rebuild(t.Context(), contract.All(stall())); err != nil {
		t.Error(err)
	}
	if left := indexes(t, e.index); !slices.Equal(left, []string{e.index}) {
		t.Errorf("left: %v", left)
	}
}

// Several processes share one server: what one writes the other finds, and a rebuild by one
// is the index of both.
func TestTwoProcessesShareAnIndex(t *testing.T) {
	one := open(t)
	two := opened(t, Config{URL: server.URL, Key: server.Key, Index: strings.TrimSuffix(one.index, "_"+schema), Lexicon: search.NewLexicon()})
	if err := one.Rebuild(t.Context(), contract.All(stall())); err != nil {
		t.Fatal(err)
	}
	newer := stall()[0]
	newer.Version, newer.Names["vi"] = 7, "Sáp ong"
	if err := two.Put(t.Context(), []search.Document{newer}); err != nil {
		t.Fatal(err)
	}
	if err := one.Put(t.Context(), stall()[:1]); err != nil { // the past
		t.Fatal(err)
	}
	for _, e := range []*Engine{one, two} {
		if ids := must[search.Result](t)(e.Search(t.Context(), search.Query{Text: "sáp ong"})).IDs(); !slices.Equal(ids, []string{"a"}) {
			t.Errorf("found %v", ids)
		}
		if h := must[search.Health](t)(e.Health(t.Context())); h.RebuildWanted || h.Documents != 5 {
			t.Errorf("%+v", h)
		}
	}
}

// Settings that somebody changed on the server are put right at the next start.
func TestForeignSettingsArePutRight(t *testing.T) {
	e := open(t)
	admin := meili.New(server.URL, meili.WithAPIKey(server.Key)).Index(e.index)
	for _, change := range []func() (*meili.TaskInfo, error){
		func() (*meili.TaskInfo, error) { return admin.UpdateSynonyms(&map[string][]string{"che": {"tra"}}) },
		func() (*meili.TaskInfo, error) { return admin.UpdateStopWords(&[]string{"cua"}) },
		func() (*meili.TaskInfo, error) { return admin.UpdateRankingRules(&[]string{"words", "sort"}) },
		func() (*meili.TaskInfo, error) { return admin.UpdatePagination(&meili.Pagination{MaxTotalHits: 7}) },
		func() (*meili.TaskInfo, error) {
			return admin.UpdateFilterableAttributes(&[]any{map[string]any{"attributePatterns": []string{"*"}}})
		},
		func() (*meili.TaskInfo, error) {
			more := asked(compared, fieldName)
			return admin.UpdateFilterableAttributes(&[]any{more, settings["filterableAttributes"].([]filterable)[0], settings["filterableAttributes"].([]filterable)[1]})
		},
	} {
		if err := e.done(t.Context())(change()); err != nil {
			t.Fatal(err)
		}
		if have, err := e.write.Index(e.index).GetSettings(); err == nil && suits(have.FilterableAttributes) {
			t.Error("foreign settings are taken for ours")
		}
		if err := e.suit(t.Context(), e.index); err != nil {
			t.Error(err)
		}
		if have, err := e.write.Index(e.index).GetSettings(); err != nil || !suits(have.FilterableAttributes) {
			t.Errorf("settings are not put right: %v", err)
		}
	}
}

// An index that somebody deletes while another is filled beside it is restored by that one.
func TestARebuildRestoresWhatIsDeletedMeanwhile(t *testing.T) {
	e := open(t)
	at := contract.Along(t)
	err := e.Rebuild(t.Context(), func(yield func(search.Document, error) bool) {
		if err := e.done(t.Context())(e.write.DeleteIndex(e.index)); err != nil {
			t.Error(err)
		}
		for i := 0; i < 3 && yield(at(i), nil); i++ {
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if h, err := e.Health(t.Context()); err != nil || h.Documents != 3 || h.RebuildWanted {
		t.Errorf("%+v, %v", h, err)
	}
	if left, err := e.write.ListIndexes(&meili.IndexesQuery{Limit: 1000}); err != nil || slices.ContainsFunc(left.Results, func(i *meili.IndexResult) bool { return strings.HasPrefix(i.UID, e.nextPrefix()) }) {
		t.Errorf("something is left behind: %v", err)
	}
}

// Keys need what the README says and no more.
func TestKeysNeedWhatTheREADMESays(t *testing.T) {
	real(t)
	if server.Key == "" {
		t.Skip("the server has no keys")
	}
	name := meilitest.Prefix()
	admin := meili.New(server.URL, meili.WithAPIKey(server.Key))
	key := func(indexes string, actions ...string) string {
		k, err := admin.CreateKey(&meili.Key{Name: name, Actions: actions, Indexes: []string{indexes}, ExpiresAt: time.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if _, err := admin.DeleteKey(k.Key); err != nil {
				t.Error(err)
			}
		})
		return k.Key
	}
	writing, searching := key("*", "search", "documents.*", "indexes.*", "settings.*", "tasks.get", "version"), key(name+"_*", "search")
	e := opened(t, Config{URL: server.URL, Key: writing, SearchKey: searching, Index: name, Lexicon: search.NewLexicon()})
	if err := errors.Join(e.Rebuild(t.Context(), contract.All(stall())), e.Put(t.Context(), stall()[:1]), e.Remove(t.Context(), []string{"b"})); err != nil {
		t.Error(err)
	}
	if ids := must[search.Result](t)(e.Search(t.Context(), search.Query{Text: "mật ong"})).IDs(); !slices.Equal(ids, []string{"a"}) {
		t.Errorf("found %v", ids)
	}
	if s := must[[]search.Suggestion](t)(e.Suggest(t.Context(), search.Typing{Prefix: "mật", Others: 2})); len(s) != 2 {
		t.Errorf("suggested %v", s)
	}
	for what, c := range map[string]Config{
		"a searching key to write": {URL: server.URL, Key: searching, Index: name}, "a wrong key": {URL: server.URL, Key: hush, Index: name},
		"a wrong key to search":             {URL: server.URL, Key: writing, SearchKey: hush, Index: name},
		"a key for another index to search": {URL: server.URL, Key: writing, SearchKey: searching, Index: meilitest.Prefix()},
	} {
		c.Lexicon = search.NewLexicon()
		if e, err := Open(t.Context(), c); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", what, err)
			if err == nil {
				e.Close()
			}
		} else if strings.Contains(err.Error(), hush) || strings.Contains(err.Error(), searching) {
			t.Errorf("%s: a key is told", what)
		}
	}
}
