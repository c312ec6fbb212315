package division

import (
	"slices"
	"strings"

	"github.com/chophien/chophien/models/vntext"
)

// index finds places by name. A key is a name folded and joined ("suoigiang"); keys are
// kept sorted, so that all names with one beginning are neighbours.
type index struct {
	keys    []string
	entries []entry
	named   [][]int32 // by key: the entries of that name
	long    [][]int32 // by length: the keys of that many letters
	within  [][]int32 // by key: the current entries that lie or lay in a unit of that name
}

// entry is a ward under one of its names.
type entry struct {
	unit  int32 // in current, legacy or former, by age
	age   age
	home  int32 // the current province
	names []uint16
	in    []around
}

// around is a unit that an entry lies or lay in.
type around struct {
	key      uint16
	province bool
}

type age uint8

const (
	ageCurrent age = iota
	ageLegacy
	ageFormer
)

// nicknames are what people write for provinces, by legacy code; the rest is in the names.
var nicknames = map[string][]string{
	"01": {"hn"}, "79": {"hcm", "tphcm", "saigon", "sg"}, "46": {"thuathienhue", "tthue"}, "77": {"brvt"},
}

// aliases are the keys under which a unit is sought: its name, the parts around a hyphen
// ("Lâm Viên - Đà Lạt") and the name without the letters of a state farm ("NT Liên Sơn").
func aliases(u Division) []string {
	keys := []string{vntext.Key(u.Bare)}
	if parts := strings.Split(u.Bare, "-"); len(parts) > 1 {
		for _, p := range parts {
			keys = append(keys, vntext.Key(p))
		}
	}
	for _, farm := range []string{"NT ", "N.T "} {
		if rest, ok := strings.CutPrefix(u.Bare, farm); ok {
			keys = append(keys, vntext.Key(rest))
		}
	}
	if u.Level == Province && u.Scheme == Legacy {
		keys = append(keys, nicknames[u.Code]...)
	}
	return keys
}

func newIndex(a *atlas) index {
	var all []string
	for _, units := range [][]Division{a.current, a.legacy, a.former} {
		for _, u := range units {
			all = append(all, aliases(u)...)
		}
	}
	slices.Sort(all)
	x := index{keys: slices.Clip(slices.Compact(all))}
	x.named = make([][]int32, len(x.keys))
	x.within = make([][]int32, len(x.keys))
	for at, key := range x.keys {
		for len(x.long) <= len(key) {
			x.long = append(x.long, nil)
		}
		x.long[len(key)] = append(x.long[len(key)], int32(at))
	}
	up := func(u Division) (chain []around) {
		units := a.current
		if u.Scheme == Legacy {
			units = a.legacy
		}
		for u.ParentCode != "" {
			i, _ := find(units, u.ParentCode)
			u = units[i]
			for _, k := range aliases(u) {
				chain = append(chain, around{x.key(k), u.Level == Province})
			}
		}
		return chain
	}
	for i, u := range a.current {
		if u.Level != Ward {
			continue
		}
		e := entry{unit: int32(i), age: ageCurrent, in: up(u)}
		for _, s := range a.sources[i] {
			e.in = append(e.in, up(a.legacy[s])...)
			if a.legacy[s].Level == District {
				e.in = append(e.in, around{x.key(vntext.Key(a.legacy[s].Bare)), false})
			}
		}
		x.add(a, e, u, int32(i))
	}
	for i, u := range a.legacy {
		if u.Level == Ward {
			to := a.links[i][0].to
			x.add(a, entry{unit: int32(i), age: ageLegacy, in: append(up(u), up(a.current[to])...)}, u, to)
		}
	}
	for i, u := range a.former {
		at, _ := find(a.legacy, u.Code)
		to := a.links[at][0].to
		x.add(a, entry{unit: int32(i), age: ageFormer, in: append(up(u), up(a.current[to])...)}, u, to)
	}
	return x
}

// add files e under the names of u; to is the current ward, for its province.
func (x *index) add(a *atlas, e entry, u Division, to int32) {
	province, _ := find(a.current, a.current[to].ParentCode)
	e.home = int32(province)
	slices.SortFunc(e.in, func(p, q around) int { return int(p.key) - int(q.key) })
	e.in = slices.Clip(slices.Compact(e.in))
	at := int32(len(x.entries))
	for _, k := range aliases(u) {
		key := x.key(k)
		e.names = append(e.names, key)
		x.named[key] = append(x.named[key], at)
	}
	if e.age == ageCurrent {
		for i, r := range e.in {
			if i == 0 || e.in[i-1].key != r.key {
				x.within[r.key] = append(x.within[r.key], at)
			}
		}
	}
	x.entries = append(x.entries, e)
}

// key is the place of a name that is known to be there.
func (x *index) key(name string) uint16 {
	i, _ := slices.BinarySearch(x.keys, name)
	return uint16(i)
}

// starting is the range of keys that begin with text.
func (x *index) starting(text string) (lo, hi int) {
	lo, _ = slices.BinarySearch(x.keys, text)
	hi, _ = slices.BinarySearch(x.keys, text+"\uffff")
	return lo, hi
}
