package onboarding

import (
	"strings"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
)

// origin finds where a product comes from: a ward of today by its code, or an old commune
// and district by their names. Where a commune was split, or only a district is named,
// today's ward stays open: nothing is guessed.
func (o *Onboarding) origin(e *catalog.Entry, r *reader) {
	e.OriginText = r.text("origin_text")
	if code := r.text("ward_code"); code != "" {
		if u, ok := o.Places.Lookup(division.Current, code); !ok || u.Level != division.Ward {
			r.refuse("ward_code", "place.ward")
		} else {
			e.Scheme, e.WardCode = division.Current, code
		}
	}
	district, commune := r.text("district_old"), r.text("commune_old")
	if district == "" {
		if commune != "" {
			r.refuse("district_old", "import.district")
		}
		return
	}
	at, err := r.resolve(o.Places, district, commune)
	gone := fault.Has(err, "division.commune_unknown") // merged away before the last list: its district stands for it
	if err != nil && !gone {
		for _, f := range fault.All(err) {
			if f.Field == "" || f.Field == "district" {
				f.Field = "district_old"
			}
			if f.Field == "commune" {
				f.Field = "commune_old"
			}
			r.faults.Add(f)
		}
		return
	}
	legacy := at.District
	if u, ok := o.Places.Lookup(division.Legacy, at.Old.Code); ok && u.Name == at.Old.Name {
		legacy = u
	}
	e.LegacyScheme, e.LegacyCode = division.Legacy, legacy.Code
	if now, ok := at.Ward(); ok && e.WardCode == "" && !gone {
		e.Scheme, e.WardCode = division.Current, now.Code
	}
	if e.OriginText == "" {
		e.OriginText = o.oldName(at)
		if gone {
			e.OriginText = commune + ", " + e.OriginText
		}
	}
}

// oldName is a place as old labels write it: "Xã Suối Giàng, Huyện Văn Chấn, Tỉnh Yên Bái".
func (o *Onboarding) oldName(at division.Origin) string {
	var names []string
	if !at.Old.IsZero() {
		names = append(names, at.Old.Name)
	}
	names = append(names, at.District.Name)
	if p, ok := o.Places.Lookup(division.Legacy, at.District.ParentCode); ok {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

// resolved is what an old name was found to mean; lists name the same places again and again.
type resolved struct {
	at  division.Origin
	err error
}

func (r *reader) resolve(places *division.Directory, district, commune string) (division.Origin, error) {
	key := [2]string{district, commune}
	was, ok := r.known[key]
	if !ok {
		was.at, was.err = places.Resolve(district, commune)
		r.known[key] = was
	}
	return was.at, was.err
}
