package contract

import (
	"slices"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// question is what a buyer typed and what would content them: one of wanted, or, where
// wanted is empty, the plain answer that the market has no such thing.
//
// A wanted text is words of the Vietnamese name, the last perhaps unfinished, whatever
// their marks; for the kind homonym the marks count too, for they tell the words apart. "place:", "shop:" and
// "kind:" want a product of a place (old or new), of a seller or producer, of a kind.
type question struct {
	text, kind string
	wanted     []string
}

// given are the questions that came with the wish for this search.
func given(t testing.TB) (all []question) {
	for _, r := range records(t, "queries.csv") {
		all = append(all, question{r["query"], r["kind"], []string{r["expected_name_contains"]}})
	}
	return all
}

// judged are our own questions over the same market. They were written down, with what
// contents their buyers, before any engine was tuned by them and from the names of the
// goods alone, not from what an engine answers. Those of each kind were then split in two
// by lot: engines are tuned by the half "tune", and "check" tells whether what was gained
// is more than those very words. Questions added later draw their half by lot too.
func judged(t testing.TB, half string) (all []question) {
	for _, r := range records(t, "judged.csv") {
		if r["half"] != half {
			continue
		}
		q := question{text: r["query"], kind: r["kind"]}
		if r["expected"] != "-" {
			q.wanted = strings.Split(r["expected"], "|")
		}
		all = append(all, q)
	}
	return all
}

// rank is the place of the first product that contents the buyer, 0 for none among the
// hits. Where nothing can, the answer says that the hits are only the nearest.
func (q question) rank(r search.Result, hits []search.Document) int {
	if len(q.wanted) == 0 {
		if r.Nearest || len(hits) == 0 {
			return 1
		}
		return 0
	}
	return 1 + slices.IndexFunc(hits, q.contents)
}

func (q question) contents(d search.Document) bool {
	return slices.ContainsFunc(q.wanted, func(wanted string) bool {
		field, value, found := strings.Cut(wanted, ":")
		switch {
		case !found && q.kind == "homonym":
			return says(vntext.Spell(d.Names["vi"]), vntext.Spell(wanted))
		case !found:
			return says(vntext.Fold(d.Names["vi"]), vntext.Fold(wanted))
		case field == "kind":
			return slices.Contains(slugs(d.Kinds), value)
		case field == "shop":
			return says(vntext.Fold(d.Shop+" "+strings.Join(d.Places, " ")), vntext.Fold(value))
		}
		return says(vntext.Fold(strings.Join(d.Places, " ")), vntext.Fold(value))
	})
}

func says(text, words string) bool { return strings.Contains(" "+text, " "+words) }

// Texts are all that the questions say, for measurements of time.
func Texts(t testing.TB) (all []string) {
	for _, q := range slices.Concat(given(t), judged(t, "tune"), judged(t, "check")) {
		all = append(all, q.text)
	}
	return all
}
