package bleve

import "slices"

// table holds the rows of an index.
type table struct {
	rows                              []*row
	byID                              map[string]*row
	kinds, groups, divisions, sellers *list
}

func newTable() *table {
	return &table{byID: map[string]*row{}, kinds: newList(), groups: newList(), divisions: newList(), sellers: newList()}
}

func (t *table) find(id string) *row { return t.byID[id] }

// put adds r or lets it take the place of the row with its id.
func (t *table) put(r *row) {
	if old := t.byID[r.id]; old != nil {
		r.at = old.at
		t.rows[r.at] = r
	} else {
		r.at = len(t.rows)
		t.rows = append(t.rows, r)
	}
	t.byID[r.id] = r
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
}

// list numbers the values of one facet. It only grows: values come and go rarely, and a
// rebuild starts afresh.
type list struct {
	values  []string
	byValue map[string]int
}

func newList() *list { return &list{byValue: map[string]int{}} }

func (l *list) number(value string) int {
	n, ok := l.byValue[value]
	if !ok {
		n = len(l.values)
		l.byValue[value] = n
		l.values = append(l.values, value)
	}
	return n
}

// numbers are those of values, each once.
func (l *list) numbers(values []string) []int {
	out := make([]int, 0, len(values))
	for _, v := range values {
		out = append(out, l.number(v))
	}
	slices.Sort(out)
	return slices.Compact(out)
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

func (l *list) name(n int) string { return l.values[n] }
