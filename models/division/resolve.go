package division

import (
	"slices"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// Origin is a place as an old list, label or certificate names it, and where that is now.
// Old is zero when only a district was named; Wards are the current candidates.
type Origin struct {
	District Division
	Old      Division
	Wards    []Link
}

// Ward is the current ward when there is no choice to make.
func (o Origin) Ward() (Division, bool) {
	if len(o.Wards) != 1 {
		return Division{}, false
	}
	return o.Wards[0].Division, true
}

// Resolve finds an old district and commune by their names, with or without kind ("TP Yên
// Bái", "Thị trấn Trạm Tấu"), first among the legacy provinces of the home province. An
// empty commune asks for the district alone. It refuses with "division.district_unknown",
// with "division.commune_unknown" (the origin of the district comes back too, for callers
// who can do with that), and with "division.ambiguous" when a kind or province is needed
// to tell two apart.
func (d *Directory) Resolve(district, commune string) (Origin, error) {
	var o Origin
	found := d.pick(district, func(u Division) bool { return u.Level == District && d.homely(u) })
	if len(found) == 0 {
		found = d.pick(district, func(u Division) bool { return u.Level == District })
	}
	switch len(found) {
	case 0:
		return o, fault.New(fault.NotFound, "division.district_unknown").On("district")
	case 1:
		o.District = found[0]
	default:
		return o, fault.New(fault.Invalid, "division.ambiguous").On("district")
	}
	o.Wards = d.Successors(Legacy, o.District.Code)
	if vntext.Key(commune) == "" {
		return o, nil
	}
	inside := func(u Division) bool { return u.Level == Ward && u.ParentCode == o.District.Code }
	found = d.pick(commune, inside)
	if len(found) == 0 { // a district may have changed hands since the name was written
		found = d.pick(commune, func(u Division) bool {
			up, _ := d.Lookup(Legacy, u.ParentCode)
			return u.Level == Ward && up.ParentCode == o.District.ParentCode
		})
	}
	if len(found) == 0 {
		found = d.nearly(commune, inside)
	}
	switch len(found) {
	case 0:
		return o, fault.New(fault.NotFound, "division.commune_unknown").On("commune")
	case 1:
		o.Old = found[0]
		o.Wards = d.Successors(Legacy, o.Old.Code)
		return o, nil
	}
	return o, fault.New(fault.Invalid, "division.ambiguous").On("commune")
}

// homely reports whether a legacy unit lies in the home province now.
func (d *Directory) homely(u Division) bool {
	for u.ParentCode != "" {
		u, _ = d.Lookup(Legacy, u.ParentCode)
	}
	now := d.Successors(Legacy, u.Code)
	return len(now) == 1 && now[0].Code == d.Home().Code
}

// pick is the legacy units of this name among those that are wanted: narrowed by the marks
// that were typed and then by the kind, when either leaves any.
func (d *Directory) pick(text string, wanted func(Division) bool) []Division {
	q := parse(text)
	if len(q.keys) == 0 {
		return nil
	}
	found := d.called(q.joined, wanted)
	from, kind := 0, ""
	if n, said := q.title(0); len(found) == 0 && n > 0 && n < len(q.keys) {
		from, kind = n, said.kind
		found = d.called(q.between(n, len(q.keys)), wanted)
	}
	found = narrow(found, func(u Division) bool { return q.hears(from, len(q.keys), u.Bare, false) })
	return narrow(found, func(u Division) bool { return kind == u.Kind })
}

func (d *Directory) called(key string, wanted func(Division) bool) []Division {
	var out []Division
	for _, units := range [][]Division{d.legacy, d.former} {
		for _, u := range units {
			if wanted(u) && slices.Contains(aliases(u), key) {
				out = append(out, u)
			}
		}
	}
	return out
}

// nearly is the wanted units whose name is one slip away: "Hát Lừu" for Hát Lìu.
func (d *Directory) nearly(text string, wanted func(Division) bool) []Division {
	key := vntext.Key(text)
	var out []Division
	for _, u := range d.legacy {
		if len(key) >= 5 && wanted(u) && within(key, vntext.Key(u.Bare), 1) {
			out = append(out, u)
		}
	}
	return out
}

func narrow(units []Division, keep func(Division) bool) []Division {
	if kept := slices.DeleteFunc(slices.Clone(units), func(u Division) bool { return !keep(u) }); len(kept) > 0 {
		return kept
	}
	return units
}
