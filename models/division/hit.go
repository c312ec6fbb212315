package division

// Hit is one place that a search found. Ward is always a current one. When an old name was
// matched, Old is the legacy ward of that name (for names gone before the legacy list: the
// older name with the key of the ward that took it) and District and OldProvince are where
// it was; else they are zero. Whole is false when the old ward was split: then its other
// parts are hits too, and the person must choose.
type Hit struct {
	Ward        Division
	Province    Division
	Old         Division
	District    Division
	OldProvince Division
	Whole       bool
}

// Name is "Xã Văn Chấn, Tỉnh Lào Cai".
func (h Hit) Name() string { return h.Ward.Name + ", " + h.Province.Name }

// OldName is "Suối Giàng, Văn Chấn, Yên Bái", or empty when the present name was matched.
func (h Hit) OldName() string {
	if h.Old.IsZero() {
		return ""
	}
	return h.Old.Bare + ", " + h.District.Bare + ", " + h.OldProvince.Bare
}

// Label is the name with the old one beside it: "Xã Văn Chấn, Tỉnh Lào Cai (trước là Suối
// Giàng, Văn Chấn, Yên Bái)".
func (h Hit) Label() string {
	if h.Old.IsZero() {
		return h.Name()
	}
	return h.Name() + " (trước là " + h.OldName() + ")"
}

// hits are what an entry answers: one for a current ward, one for each part of an old one.
func (d *Directory) hits(e *entry) []Hit {
	if e.age == ageCurrent {
		w := d.current[e.unit]
		return []Hit{{Ward: w, Province: d.current[e.home], Whole: true}}
	}
	old := d.oldUnit(e)
	at, _ := find(d.legacy, old.Code)
	up := d.Parents(old)
	var out []Hit
	for _, l := range d.outcomes(d.links[at]) {
		h := Hit{Ward: l.Division, Old: old, Whole: l.Whole}
		h.Province, _ = d.Lookup(Current, l.ParentCode)
		if len(up) == 2 {
			h.District, h.OldProvince = up[0], up[1]
		}
		out = append(out, h)
	}
	return out
}

func (d *Directory) oldUnit(e *entry) Division {
	if e.age == ageFormer {
		return d.former[e.unit]
	}
	return d.legacy[e.unit]
}

// bare is the name under which the entry stands.
func (d *Directory) bare(e *entry) Division {
	if e.age == ageCurrent {
		return d.current[e.unit]
	}
	return d.oldUnit(e)
}
