package portal

import (
	"testing"

	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
	"github.com/chophien/chophien/web/view/viewtest"
)

func TestDeskSearch(t *testing.T) {
	s := desk(locale.Vi, "/portal/desk/synonyms", "Từ khi tìm kiếm")
	viewtest.Golden(t, "synonyms", Synonyms(s, SynonymsPage{Action: "/portal/desk/synonyms", New: "/portal/desk/synonyms/new", Question: "heo xong khoi", Wanted: "heo",
		Tried: &Tried{Readings: []string{"heo/lợn xong/sông khoi/khói"}, Found: s.N("search.found", 12), First: []view.Link{{Label: "Thịt lợn bản gác bếp Mù Cang Chải xông khói củi", URL: "/p/thit-lon"}}},
		Rows:  []SynonymRow{{URL: "/portal/desk/synonyms/1", Words: "heo = lợn", Does: s.T("portal.synonyms.kind.same"), Switch: "/portal/desk/synonyms/1/off"}, {URL: "/portal/desk/synonyms/2", Words: "heo đen → lợn đen", Does: s.T("portal.synonyms.kind.means"), Off: true, Switch: "/portal/desk/synonyms/2/on"}},
		Pager: Pager{Next: "/portal/desk/synonyms?q=heo&after=x"}}))
	viewtest.Golden(t, "synonyms_none", Synonyms(s, SynonymsPage{Action: "/portal/desk/synonyms", New: "/portal/desk/synonyms/new", Question: "…", Tried: &Tried{Away: true}}))
	viewtest.Golden(t, "synonym", Synonym(s, SynonymPage{Title: s.T("portal.synonyms.change"), Action: "/portal/desk/synonyms/1", Kind: "means", Kinds: []view.Option{{Value: "same", Label: s.T("portal.synonyms.kind.same"), Hint: s.T("portal.synonyms.kind.same_hint")}, {Value: "means", Label: s.T("portal.synonyms.kind.means"), Hint: s.T("portal.synonyms.kind.means_hint")}},
		Words: "táo rừng", Shipped: true, Changes: []SynonymChange{{At: at, Words: "táo rừng → táo mèo", Off: true}, {At: at, Words: "táo rừng → táo mèo"}}, Problems: view.Problems{{Field: "means", Sentence: s.T("fault.lexicon.word")}}}))
}
