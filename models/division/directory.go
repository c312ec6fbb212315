package division

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// Directory answers about places from memory. It is immutable, safe for all goroutines,
// and ranks its home province first.
type Directory struct {
	*atlas
	home int32
}

// atlas is what every directory of the process shares: about 8 MB.
type atlas struct {
	current, legacy []Division         // each sorted by code
	former          []Division         // older names, with the key of the legacy ward that took them
	links           [][]link           // by place in legacy: what became of it
	sources         [][]int32          // by place in current: the legacy units it was made of
	wards           map[string][]int32 // by current province, in the order of choice lists
	index           index
}

type link struct {
	to    int32
	whole bool
}

var open = sync.OnceValues(build)

// New opens the directory with a home province, a code of Current such as "15". It refuses
// a code that is no province with "division.home".
func New(home string) (*Directory, error) {
	a, err := open()
	if err != nil {
		return nil, err
	}
	i, ok := find(a.current, home)
	if !ok || a.current[i].Level != Province {
		return nil, fault.New(fault.Invalid, "division.home")
	}
	return &Directory{atlas: a, home: int32(i)}, nil
}

// Home is the province that is ranked first.
func (d *Directory) Home() Division { return d.current[d.home] }

// Lookup is the unit with this key; ok is false when there is none.
func (d *Directory) Lookup(scheme, code string) (Division, bool) {
	units := d.current
	switch scheme {
	case Current:
	case Legacy:
		units = d.legacy
	default:
		return Division{}, false
	}
	i, ok := find(units, code)
	if !ok {
		return Division{}, false
	}
	return units[i], true
}

// find is the place of code in units.
func find(units []Division, code string) (int, bool) {
	return slices.BinarySearchFunc(units, code, func(u Division, c string) int { return strings.Compare(u.Code, c) })
}

func build() (*atlas, error) {
	a := &atlas{}
	for _, step := range []func(*atlas) error{readUnits, readPoints, readLinks, readFormer} {
		if err := step(a); err != nil {
			return nil, err
		}
	}
	a.wards = map[string][]int32{}
	for i, u := range a.current {
		if u.Level == Ward {
			a.wards[u.ParentCode] = append(a.wards[u.ParentCode], int32(i))
		}
	}
	for _, list := range a.wards {
		slices.SortFunc(list, func(i, j int32) int { return byName(a.current[i], a.current[j]) })
	}
	a.index = newIndex(a)
	return a, nil
}

// byName orders units as people look for them: by the folded name, then by the marks.
func byName(a, b Division) int {
	if c := strings.Compare(a.Folded, b.Folded); c != 0 {
		return c
	}
	if c := strings.Compare(a.Bare, b.Bare); c != 0 {
		return c
	}
	return strings.Compare(a.Code, b.Code)
}

func readUnits(a *atlas) error {
	for _, f := range []struct {
		name, header, scheme string
		level                Level
		parent, valid        int // columns; 0 for none
	}{
		{"provinces", "code,name,kind,valid_from", Current, Province, 0, 3},
		{"wards", "code,bare_name,kind,province_code", Current, Ward, 3, 0},
		{"legacy_provinces", "code,name,kind", Legacy, Province, 0, 0},
		{"legacy_districts", "code,name,kind,province_code", Legacy, District, 3, 0},
		{"legacy_wards", "code,bare_name,kind,district_code", Legacy, Ward, 3, 0},
	} {
		rows, err := list(f.name, f.header)
		if err != nil {
			return err
		}
		for _, r := range rows {
			name := r[1]
			if f.level == Ward { // 14,000 of them: the list leaves the kind out, and "Phường Đúc" is the whole name of one
				name = r[2] + " " + name
			}
			u := unit(f.scheme, f.level, r[0], r[2], name)
			if f.parent > 0 {
				u.ParentCode = r[f.parent]
			}
			if f.valid > 0 {
				u.ValidFrom = clock.Date(r[f.valid])
			}
			if f.scheme == Current {
				a.current = append(a.current, u)
			} else {
				a.legacy = append(a.legacy, u)
			}
		}
	}
	for _, units := range [][]Division{a.current, a.legacy} {
		slices.SortFunc(units, func(x, y Division) int { return strings.Compare(x.Code, y.Code) })
	}
	return nil
}

// unit makes one unit; the lists write a few kinds in another case ("xã Bắc Sơn", "Thị
// Trấn Ái Tử"), which is mended here so that one kind has one spelling.
func unit(scheme string, level Level, code, kind, name string) Division {
	bare := name
	if len(name) > len(kind) && strings.EqualFold(name[:len(kind)], kind) {
		bare = strings.TrimSpace(name[len(kind):])
	}
	if name != kind+" "+bare {
		name = kind + " " + bare
	}
	return Division{
		Scheme: scheme, Code: code, Level: level, Kind: kind, Name: name, Bare: bare,
		Folded: vntext.Fold(bare), ValidFrom: clock.Date(scheme),
	}
}

func readPoints(a *atlas) error {
	rows, err := list("ward_points", "ward_code,lat,lon")
	if err != nil {
		return err
	}
	for _, r := range rows {
		i, ok := find(a.current, r[0])
		if !ok {
			return fmt.Errorf("division: a point for the unknown ward %s", r[0])
		}
		if a.current[i].Lat, err = ParseDegrees(r[1]); err != nil {
			return err
		}
		if a.current[i].Lon, err = ParseDegrees(r[2]); err != nil {
			return err
		}
	}
	return nil
}

// readLinks reads what became of the old units. Of one that went to several, each has a
// part; of any other, the one has the whole.
func readLinks(a *atlas) error {
	a.links = make([][]link, len(a.legacy))
	a.sources = make([][]int32, len(a.current))
	join := func(from, to string) error {
		i, ok := find(a.legacy, from)
		j, ok2 := find(a.current, to)
		if !ok || !ok2 {
			return fmt.Errorf("division: a link between unknown units %s and %s", from, to)
		}
		a.links[i] = append(a.links[i], link{to: int32(j)})
		a.sources[j] = append(a.sources[j], int32(i))
		return nil
	}
	rows, err := list("ward_mapping", "legacy_code,current_ward_code")
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := join(r[0], r[1]); err != nil {
			return err
		}
	}
	rows, err = list("province_mapping", "legacy_code,current_code")
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := join(r[0], r[1]); err != nil {
			return err
		}
	}
	for _, to := range a.links {
		if len(to) == 1 {
			to[0].whole = true
		}
	}
	return nil
}

// readFormer reads names that had already gone when the legacy list was made but still
// stand on labels and certificates.
func readFormer(a *atlas) error {
	rows, err := list("former_wards", "name,kind,district_code,legacy_ward_code,resolution")
	if err != nil {
		return err
	}
	for _, r := range rows {
		if i, ok := find(a.legacy, r[3]); !ok || a.legacy[i].ParentCode != r[2] {
			return fmt.Errorf("division: a former ward in the unknown ward %s", r[3])
		}
		u := unit(Legacy, Ward, r[3], r[1], r[1]+" "+r[0])
		u.ParentCode = r[2]
		a.former = append(a.former, u)
	}
	return nil
}
