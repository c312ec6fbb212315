package division

import "slices"

// Current is where a legacy ward is now: one ward, or the candidates of a split one, from
// whom a person must choose. The codes are the legacy ones; an empty ward asks for all of
// the district. Unknown codes, and a ward that is not of the district, give none.
func (d *Directory) Current(legacyDistrict, legacyWard string) []Link {
	code := legacyWard
	if code == "" {
		code = legacyDistrict
	}
	u, ok := d.Lookup(Legacy, code)
	if !ok || u.Level == Province || legacyWard != "" && legacyDistrict != "" && u.ParentCode != legacyDistrict {
		return nil
	}
	return d.Successors(Legacy, code)
}

// Successors are the current units into which a unit went. A province or ward is looked up
// in the mapping; a district gives all wards into which its wards went, and is
// whole only when that is one. A current unit is its own successor.
func (d *Directory) Successors(scheme, code string) []Link {
	u, ok := d.Lookup(scheme, code)
	if !ok {
		return nil
	}
	if scheme == Current {
		return []Link{{u, true}}
	}
	i, _ := find(d.legacy, code)
	if len(d.links[i]) > 0 {
		return d.outcomes(d.links[i])
	}
	var all []link
	for j, w := range d.legacy {
		if w.Level == Ward && w.ParentCode == code {
			for _, l := range d.links[j] {
				if !slices.ContainsFunc(all, func(k link) bool { return k.to == l.to }) {
					all = append(all, link{to: l.to})
				}
			}
		}
	}
	if len(all) == 1 {
		all[0].whole = true
	}
	return d.outcomes(all)
}

func (d *Directory) outcomes(links []link) []Link {
	out := make([]Link, len(links))
	for i, l := range links {
		out[i] = Link{d.current[l.to], l.whole}
	}
	slices.SortFunc(out, func(a, b Link) int { return byName(a.Division, b.Division) })
	return out
}

// Sources are the legacy units of which a current one was made, by name.
func (d *Directory) Sources(code string) []Division {
	i, ok := find(d.current, code)
	if !ok {
		return nil
	}
	out := make([]Division, len(d.sources[i]))
	for k, place := range d.sources[i] {
		out[k] = d.legacy[place]
	}
	slices.SortFunc(out, byName)
	return out
}
