package portal

import (
	"strconv"
	"testing"

	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
	"github.com/chophien/chophien/web/view/viewtest"
)

func TestDeskSearch(t *testing.T) {
	s := desk(locale.Vi, "/portal/desk/synonyms", "Từ ngữ khi tìm hàng")
	viewtest.Golden(t, "synonyms", Synonyms(s, SynonymsPage{Action: "/portal/desk/synonyms", New: "/portal/desk/synonyms/new", Searches: "/portal/desk/searches", Question: "heo xong khoi", Wanted: "heo",
		Tried: &Tried{Readings: []string{"heo/lợn xong/sông khoi/khói"}, Found: s.N("search.found", 12), First: []view.Link{{Label: "Thịt lợn bản gác bếp Mù Cang Chải xông khói củi", URL: "/p/thit-lon"}}},
		Rows:  []SynonymRow{{URL: "/portal/desk/synonyms/1", Words: "heo = lợn", Does: s.T("portal.synonyms.kind.same"), Switch: "/portal/desk/synonyms/1/off"}, {URL: "/portal/desk/synonyms/2", Words: "heo đen → lợn đen", Does: s.T("portal.synonyms.kind.means"), Off: true, Switch: "/portal/desk/synonyms/2/on"}},
		Pager: Pager{Next: "/portal/desk/synonyms?q=heo&after=x"}}))
	viewtest.Golden(t, "synonyms_none", Synonyms(s, SynonymsPage{Action: "/portal/desk/synonyms", New: "/portal/desk/synonyms/new", Question: "…", Tried: &Tried{Away: true}}))
	viewtest.Golden(t, "synonym", Synonym(s, SynonymPage{Title: s.T("portal.synonyms.change"), Action: "/portal/desk/synonyms/1", Kind: "means", Kinds: []view.Option{{Value: "same", Label: s.T("portal.synonyms.kind.same"), Hint: s.T("portal.synonyms.kind.same_hint")}, {Value: "means", Label: s.T("portal.synonyms.kind.means"), Hint: s.T("portal.synonyms.kind.means_hint")}},
		Words: "táo rừng", Shipped: true, Changes: []SynonymChange{{At: at, Words: "táo rừng → táo mèo", Off: true}, {At: at, Words: "táo rừng → táo mèo"}}, Problems: view.Problems{{Field: "means", Sentence: s.T("fault.lexicon.word")}}}))
	periods := []Filter{{URL: "/portal/desk/searches?days=7", Label: s.N("portal.searches.days", 7)}, {URL: "/portal/desk/searches?days=30", Label: s.N("portal.searches.days", 30), On: true}}
	var ranks []RankRow
	for i := range 25 {
		ranks = append(ranks, RankRow{Name: strconv.Itoa(i + 1), Count: int64(4000 / (i + 1) / (i + 1))})
	}
	row := SearchRow{Words: "mat ong rung hoa bac ha nguyen chat khong duong", Count: s.N("portal.searches.times", 41), Add: "/portal/desk/synonyms/new?words=mat+ong", Try: "/portal/desk/synonyms?try=mat+ong#tried"}
	for _, lang := range locale.All {
		viewtest.Golden(t, "searches_"+string(lang), Searches(desk(lang, "/portal/desk/searches", "Khách tìm gì"), SearchesPage{Periods: periods, CSV: "/portal/desk/searches.csv?days=30", Asked: 12_345, Nothing: SearchList{Total: 80, Others: 39, Rows: []SearchRow{row}},
			Nearest: SearchList{Total: 41, Rows: []SearchRow{row}}, Ranks: ranks, Pressed: 6421, FirstFive: s.T("portal.searches.of_hundred", "n", 47)}))
	}
	viewtest.Golden(t, "searches_none", Searches(s, SearchesPage{Periods: periods, CSV: "/portal/desk/searches.csv?days=30", Ranks: ranks, FirstFive: s.T("portal.searches.of_hundred", "n", 0)}))
}
