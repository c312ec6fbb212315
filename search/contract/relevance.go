package contract

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/chophien/chophien/search"
)

// What every engine owes buyers.
const (
	firstOfGiven = 0.90 // share of the given questions answered by the first hit
	fiveOfGiven  = 0.97 // … by one of the first five
	checkBehind  = 0.03 // how far the half that nobody tuned by may fall behind the other
)

// relevance asks what buyers asked, prints how well they were answered, and holds the
// engine to what it owes.
func relevance(t *testing.T, e search.Engine) {
	market := map[string]search.Document{}
	for _, d := range Market(t) {
		market[d.ID] = d
	}
	asked := func(set string, questions []question) figures {
		kinds, all := map[string]figures{}, figures{}
		for _, q := range questions {
			r := ask(t, t, e, search.Query{Text: q.text, Limit: 10, IncludeAlcohol: true})
			var hits []search.Document
			var names []string
			for _, id := range r.IDs() {
				hits, names = append(hits, market[id]), append(names, market[id].Names["vi"])
			}
			rank := q.rank(r, hits)
			kinds[q.kind], all = kinds[q.kind].with(rank), all.with(rank)
			if rank != 1 && set != "check" { // who reads its misses tunes by them
				t.Logf("%s %s: %q wants %q, at %d of %d: %q", set, q.kind, q.text, q.wanted, rank, r.Total, names[:min(5, len(names))])
			}
		}
		var table strings.Builder
		for _, kind := range slices.SortedFunc(maps.Keys(kinds), func(a, b string) int {
			return cmp.Or(cmp.Compare(kinds[b].asked, kinds[a].asked), cmp.Compare(a, b))
		}) {
			fmt.Fprintf(&table, "%-16s%v\n", kind, kinds[kind])
		}
		t.Logf("%T, %s:\n%-16s%v\n%s", e, set, "all", all, table.String())
		return all
	}
	shown, tune, check := asked("given", given(t)), asked("tune", judged(t, "tune")), asked("check", judged(t, "check"))
	if shown.hitAt1() < firstOfGiven || shown.hitAt5() < fiveOfGiven {
		t.Errorf("given: %v, wanted hit@1 %.2f and hit@5 %.2f", shown, firstOfGiven, fiveOfGiven)
	}
	if check.hitAt1() < tune.hitAt1()-checkBehind || check.hitAt5() < tune.hitAt5()-checkBehind {
		t.Errorf("the half that nobody tuned by: %v, far behind the other: %v", check, tune)
	}
}

// figures sum up the answers to some questions.
type figures struct {
	asked, first, five int
	reciprocal         float64 // sum of 1/rank within the first ten
}

func (f figures) with(rank int) figures {
	f.asked++
	if rank == 0 {
		return f
	}
	f.reciprocal += 1 / float64(rank)
	if rank <= 5 {
		f.five++
	}
	if rank == 1 {
		f.first++
	}
	return f
}

func (f figures) hitAt1() float64 { return float64(f.first) / float64(f.asked) }
func (f figures) hitAt5() float64 { return float64(f.five) / float64(f.asked) }

func (f figures) String() string {
	return fmt.Sprintf("n %3d  hit@1 %.3f  hit@5 %.3f  MRR %.3f", f.asked, f.hitAt1(), f.hitAt5(), f.reciprocal/float64(f.asked))
}
