package contract

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// relevance asks what buyers asked and wants the product they meant among the first five.
func relevance(t *testing.T, e search.Engine) {
	names := map[string]string{}
	for _, d := range Market(t) {
		names[d.ID] = d.Names["vi"]
	}
	questions := records(t, "queries.csv")
	var first, reciprocal float64
	for _, q := range questions {
		r, err := e.Search(t.Context(), search.Query{Text: q["query"], Limit: 10, IncludeAlcohol: true})
		if err != nil {
			t.Errorf("%q: %v", q["query"], err)
			continue
		}
		var found []string
		rank := 0
		for i, id := range r.IDs() {
			found = append(found, names[id])
			if rank == 0 && strings.Contains(vntext.Fold(names[id]), vntext.Fold(q["expected_name_contains"])) {
				rank = i + 1
			}
		}
		if rank == 0 || rank > 5 {
			t.Errorf("%s %q: %q is not among the first five of %d: %q", q["kind"], q["query"], q["expected_name_contains"], r.Total, found)
		}
		if rank == 1 {
			first++
		}
		if rank > 0 {
			reciprocal += 1 / float64(rank)
		}
		t.Logf("%2d of %3d  %-14s %-28q %q", rank, r.Total, q["kind"], q["query"], found[:min(3, len(found))])
	}
	n := float64(len(questions))
	t.Logf("P@1 %.3f, MRR %.3f over %d questions", first/n, reciprocal/n, len(questions))
}
