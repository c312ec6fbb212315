package division

import "slices"

// Provinces are the current provinces: home first, then by name.
func (d *Directory) Provinces() []Division {
	var out []Division
	for _, u := range d.current {
		if u.Level == Province {
			out = append(out, u)
		}
	}
	slices.SortFunc(out, byName)
	i := slices.IndexFunc(out, func(u Division) bool { return u.Code == d.Home().Code })
	home := out[i]
	copy(out[1:], out[:i])
	out[0] = home
	return out
}

// Wards are the wards of a current province, by name; none for another code.
func (d *Directory) Wards(province string) []Division {
	out := make([]Division, len(d.wards[province]))
	for i, place := range d.wards[province] {
		out[i] = d.current[place]
	}
	return out
}

// Parents are the units above u, the nearest first.
func (d *Directory) Parents(u Division) []Division {
	var out []Division
	for u.ParentCode != "" {
		up, ok := d.Lookup(u.Scheme, u.ParentCode)
		if !ok {
			return out
		}
		out = append(out, up)
		u = up
	}
	return out
}

// FullName is the name with kinds and all units above: "Xã Văn Chấn, Tỉnh Lào Cai"; empty
// for an unknown key.
func (d *Directory) FullName(scheme, code string) string {
	u, ok := d.Lookup(scheme, code)
	if !ok {
		return ""
	}
	return d.full(u)
}

// ShortName is the name without kinds: "Suối Giàng, Văn Chấn, Yên Bái"; empty for an
// unknown key.
func (d *Directory) ShortName(scheme, code string) string {
	u, ok := d.Lookup(scheme, code)
	if !ok {
		return ""
	}
	return d.short(u)
}

func (d *Directory) full(u Division) string {
	name := u.Name
	for _, up := range d.Parents(u) {
		name += ", " + up.Name
	}
	return name
}

func (d *Directory) short(u Division) string {
	name := u.Bare
	for _, up := range d.Parents(u) {
		name += ", " + up.Bare
	}
	return name
}

// WithOld is a current ward's full name with the name it was found or is known by before:
// "Xã Văn Chấn, Tỉnh Lào Cai (trước là Suối Giàng, Văn Chấn, Yên Bái)". Names of places are
// Vietnamese in every language of the pages. A zero old adds nothing.
func (d *Directory) WithOld(ward, old Division) string {
	if old.IsZero() {
		return d.full(ward)
	}
	return d.full(ward) + " (trước là " + d.short(old) + ")"
}
