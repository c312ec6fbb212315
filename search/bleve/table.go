package bleve

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// table holds the rows of an index.
type table struct {
	rows                              []*row
	byID                              map[string]*row
	kinds, groups, divisions, sellers *list
	texts                             map[string]string // that many rows share
}

func newTable() *table {
	return &table{byID: map[string]*row{}, kinds: newList(), groups: newList(), divisions: newList(), sellers: newList(), texts: map[string]string{}}
}

// same is text from one place in memory for all rows that have it.
func (t *table) same(text string) string {
	one, ok := t.texts[text]
	if !ok {
		one = strings.Clone(text)
		t.texts[one] = one
	}
	return one
}

func (t *table) find(id string) *row { return t.byID[id] }

// put adds r or lets it take the place of the row with its id.
func (t *table) put(r *row) {
	if old := t.byID[r.id]; old != nil {
		t.tally(old, -1)
		r.at = old.at
		t.rows[r.at] = r
	} else {
		r.at = len(t.rows)
		t.rows = append(t.rows, r)
	}
	t.byID[r.id] = r
	t.tally(r, 1)
}

// tally keeps count of the products behind each value.
func (t *table) tally(r *row, by int) {
	for l, numbers := range map[*list][]int{t.kinds: r.kinds, t.divisions: r.divisions, t.sellers: {r.seller}} {
		for _, n := range numbers {
			switch {
			case n < 0:
			case r.alcohol:
				l.values[n].gated += by
			default:
				l.values[n].open += by
			}
		}
	}
}

// remove takes the row out; the last one moves into its place.
func (t *table) remove(id string) {
	r := t.byID[id]
	if r == nil {
		return
	}
	last := t.rows[len(t.rows)-1]
	t.rows[r.at], last.at = last, r.at
	t.rows[len(t.rows)-1] = nil
	t.rows = t.rows[:len(t.rows)-1]
	delete(t.byID, id)
	t.tally(r, -1)
}

// list numbers the values of one facet. It only grows: values come and go rarely, and a
// rebuild starts afresh.
type list struct {
	values  []value
	byValue map[string]int
	sets    map[string][]int // that many rows share
}

// value has the newest label, and how many products stand behind it: open to all, and
// behind the age gate.
type value struct {
	search.Label
	said        [][]string // each of its names, as folded words
	open, gated int
}

func newList() *list { return &list{byValue: map[string]int{}, sets: map[string][]int{}} }

func (l *list) number(label search.Label) int {
	n, ok := l.byValue[label.Value]
	if !ok {
		n = len(l.values)
		l.byValue[label.Value] = n
		l.values = append(l.values, value{})
	}
	if v := &l.values[n]; !ok || !maps.Equal(v.Names, label.Names) || !slices.Equal(v.Also, label.Also) {
		v.Label, v.said = label, nil
		for _, name := range label.Said() {
			v.said = append(v.said, strings.Fields(vntext.Fold(name)))
		}
	}
	return n
}

// numbers are those of labels, each once; products of the same labels share them.
func (l *list) numbers(labels ...search.Label) []int {
	out := make([]int, 0, len(labels))
	for _, v := range labels {
		out = append(out, l.number(v))
	}
	slices.Sort(out)
	out = slices.Compact(out)
	key := fmt.Sprint(out)
	if set, ok := l.sets[key]; ok {
		return set
	}
	l.sets[key] = out
	return out
}

// known are the numbers of those values that occur; a filter for others matches nothing.
func (l *list) known(values []string) []int {
	out := make([]int, 0, len(values))
	for _, v := range values {
		if n, ok := l.byValue[v]; ok {
			out = append(out, n)
		}
	}
	return out
}

func (l *list) name(n int) string { return l.values[n].Value }
