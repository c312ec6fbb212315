package division

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
	"pgregory.net/rapid"
)

func TestTheListsAreWhole(t *testing.T) {
	d := home(t)
	count := map[string]int{}
	for _, u := range append(slices.Clone(d.current), d.legacy...) {
		count[u.Scheme+" "+string(u.Level)]++
		if u.Name != u.Kind+" "+u.Bare || u.Bare == "" || u.Folded == "" {
			t.Errorf("%+v", u)
		}
		if (u.ParentCode == "") != (u.Level == Province) {
			t.Errorf("%s has the parent %q", u.Name, u.ParentCode)
		}
		if got, ok := d.Lookup(u.Scheme, u.Code); !ok || got != u {
			t.Errorf("%s %s looked up as %v", u.Scheme, u.Code, got)
		}
		if u.Scheme == Current && u.Level == Ward && (u.Lat == 0 || u.Lon == 0) {
			t.Errorf("%s has no middle", u.Name)
		}
	}
	for key, want := range map[string]int{
		Current + " province": 34, Current + " ward": 3321, Legacy + " province": 63, Legacy + " district": 696, Legacy + " ward": 10035,
	} {
		if count[key] != want {
			t.Errorf("%s: %d, want %d", key, count[key], want)
		}
	}
	if len(regions) != 34 {
		t.Errorf("%d regions", len(regions))
	}
	for _, p := range d.Provinces() {
		if RegionOf(p.Code) == "" || len(d.Wards(p.Code)) == 0 {
			t.Errorf("%s has no region or no wards", p.Name)
		}
	}
}

// The promise: every old place has a name today, and every place of today an old one.
func TestEveryPlaceHasASuccessorAndASource(t *testing.T) {
	d := home(t)
	whole, split := 0, 0
	for _, u := range d.legacy {
		now := d.Successors(Legacy, u.Code)
		if len(now) == 0 {
			t.Errorf("%s went nowhere", u.Name)
		}
		for _, l := range now {
			if u.Level == Ward && l.Whole != (len(now) == 1) {
				t.Errorf("%s into %s: whole %v among %d", u.Name, l.Name, l.Whole, len(now))
			}
		}
		if u.Level == Province && len(now) != 1 {
			t.Errorf("province %s was split", u.Name)
		}
		if u.Level == Ward {
			if len(now) == 1 {
				whole++
			} else {
				split++
			}
		}
	}
	if whole != 9564 || split != 471 {
		t.Errorf("%d whole, %d split", whole, split)
	}
	for _, u := range d.current {
		if len(d.Sources(u.Code)) == 0 {
			t.Errorf("%s came from nowhere", u.Name)
		}
	}
}

func TestTheOldProvinceOfYenBai(t *testing.T) {
	d := home(t)
	into := map[string]bool{}
	n := 0
	for _, u := range d.legacy {
		if u.Level != Ward || d.Parents(u)[1].Code != "15" {
			continue
		}
		n++
		now := d.Successors(Legacy, u.Code)
		if len(now) != 1 || !now[0].Whole || now[0].ParentCode != "15" {
			t.Errorf("%s: %v", u.Name, now)
			continue
		}
		into[now[0].Code] = true
	}
	if n != 168 || len(into) != 51 {
		t.Errorf("%d wards map to %d", n, len(into))
	}
	if got := d.FullName(Legacy, "04672"); got != "Thị trấn Sơn Thịnh, Huyện Văn Chấn, Tỉnh Yên Bái" {
		t.Error(got)
	}
	if got := d.FullName(Current, "04672"); got != "Xã Văn Chấn, Tỉnh Lào Cai" {
		t.Error(got)
	}
	if got := len(d.Wards("15")); got != 99 {
		t.Errorf("%d wards in Lào Cai", got)
	}
	if p := d.Provinces(); len(p) != 34 || p[0].Name != "Tỉnh Lào Cai" || !slices.IsSortedFunc(p[1:], byName) {
		t.Errorf("provinces begin with %s", p[0].Name)
	}
	hit := d.Search("Suối Giàng, Văn Chấn", 1)[0]
	if got := hit.Label(); got != "Xã Văn Chấn, Tỉnh Lào Cai (trước là Suối Giàng, Văn Chấn, Yên Bái)" {
		t.Error(got)
	}
	if got := d.WithOld(hit.Ward, hit.Old); got != hit.Label() {
		t.Error(got)
	}
}

func TestTraps(t *testing.T) {
	d := home(t)
	for _, c := range []struct{ district, commune, old, now string }{
		{"Văn Chấn", "Suối Giàng", "Xã Suối Giàng", "Xã Văn Chấn"},
		{"huyện văn chấn", "xã suoi giang", "Xã Suối Giàng", "Xã Văn Chấn"},
		{"Trạm Tấu", "Thị trấn Trạm Tấu", "Thị trấn Trạm Tấu", "Xã Hạnh Phúc"},
		{"Trạm Tấu", "Xã Trạm Tấu", "Xã Trạm Tấu", "Xã Trạm Tấu"},
		{"Trạm Tấu", "Xà Hồ", "Xã Xà Hồ", "Xã Hạnh Phúc"},
		{"Trạm Tấu", "Hát Lừu", "Xã Hát Lìu", "Xã Hạnh Phúc"},
		{"Nghĩa Lộ", "Nghĩa Lộ", "Xã Nghĩa Lộ", "Phường Trung Tâm"},
		{"Nghĩa Lộ", "Trung Tâm", "Phường Trung Tâm", "Phường Trung Tâm"},
		{"Lục Yên", "Trung Tâm", "Xã Trung Tâm", "Xã Phúc Lợi"},
		{"Mù Cang Chải", "Thị trấn Mù Cang Chải", "Thị trấn Mù Căng Chải", "Xã Mù Cang Chải"},
		{"Mù Căng Chải", "La Pán Tẩn", "Xã La Pán Tẩn", "Xã Púng Luông"},
		{"Trấn Yên", "Minh Quán", "Xã Minh Quán", "Xã Trấn Yên"},
		{"Trấn Yên", "Minh Quân", "Xã Minh Quân", "Phường Âu Lâu"},
		{"Trấn Yên", "Đào Thịnh", "Xã Đào Thịnh", "Xã Trấn Yên"},
		{"Lục Yên", "Minh Tiến", "Xã Minh Tiến", "Xã Mường Lai"},
		{"TP Yên Bái", "Âu Lâu", "Xã Âu Lâu", "Phường Âu Lâu"},
		{"Văn Chấn", "Phúc Sơn", "Xã Phúc Sơn", "Phường Cầu Thia"},
		{"Văn Chấn", "NT Liên Sơn", "Thị trấn NT Liên Sơn", "Xã Liên Sơn"},
		{"Mù Cang Chải", "Cao Phạ", "Xã Cao Phạ", "Xã Tú Lệ"},
	} {
		o, err := d.Resolve(c.district, c.commune)
		now, _ := o.Ward()
		if err != nil || o.Old.Name != c.old || now.Name != c.now {
			t.Errorf("%s, %s: %s now %s, %v; want %s now %s", c.commune, c.district, o.Old.Name, now.Name, err, c.old, c.now)
		}
	}
	for _, c := range []struct{ district, commune, key string }{
		{"Văn Chấn", "Nơi Không Có", "division.commune_unknown"}, {"Huyện Không Có", "", "division.district_unknown"},
		{"", "", "division.district_unknown"}, {"Trạm Tấu", "Trạm Tấu", "division.ambiguous"}, {"Trấn Yên", "minh quan", "division.ambiguous"},
	} {
		o, err := d.Resolve(c.district, c.commune)
		if !fault.Has(err, c.key) {
			t.Errorf("%s, %s: %v, want %s", c.commune, c.district, err, c.key)
		}
		if c.key == "division.commune_unknown" && (o.District.Code != "140" || len(o.Wards) < 5) {
			t.Errorf("the district was lost: %+v", o)
		}
	}
	if o, err := d.Resolve("Trạm Tấu", ""); err != nil || len(o.Wards) != 4 || !o.Old.IsZero() {
		t.Errorf("Trạm Tấu: %d wards, %v", len(o.Wards), err)
	}
}

func TestASplitWardOffersItsParts(t *testing.T) {
	d := home(t)
	for i, u := range d.legacy {
		if u.Level != Ward || len(d.links[i]) < 2 {
			continue
		}
		parts := d.Current(u.ParentCode, u.Code)
		up := d.Parents(u)
		hits := d.Search(u.Name+", "+up[0].Name+", "+up[1].Name, 50)
		for _, p := range parts {
			ok := slices.ContainsFunc(hits, func(h Hit) bool {
				return h.Ward.Code == p.Code && (h.Old.IsZero() || !h.Whole)
			})
			if !ok {
				t.Errorf("%s was split, but %s is not offered", d.full(u), p.Name)
			}
		}
	}
	if got := d.Current("140", "04288"); got != nil {
		t.Errorf("a ward of another district gave %v", got)
	}
	if got := d.Current("498", ""); len(got) != 1 || got[0].Name != "Đặc khu Hoàng Sa" && got[0].Code != "20333" {
		t.Errorf("an island district: %v", got)
	}
}

// Any ward is found under any of its names, however the marks, case and joints are typed.
func TestEveryNameIsFound(t *testing.T) {
	d := home(t)
	rapid.Check(t, func(t *rapid.T) {
		e := rapid.SampledFrom(d.index.entries).Draw(t, "entry")
		u := d.bare(&e)
		text := u.Bare
		for _, up := range d.Parents(u) {
			switch rapid.IntRange(0, 2).Draw(t, "how") {
			case 0:
				text += ", " + up.Name
			case 1:
				text += " " + up.Bare
			case 2:
				text += "," + up.Kind + "  " + up.Bare
			}
		}
		switch rapid.IntRange(0, 2).Draw(t, "typing") {
		case 0:
			text = vntext.Fold(text)
		case 1:
			text = strings.ToUpper(text)
		}
		hits := d.Search(text, 50)
		for _, want := range d.hits(&e) {
			if !slices.ContainsFunc(hits, func(h Hit) bool { return h.Ward.Code == want.Ward.Code }) {
				t.Fatalf("%q does not find %s", text, want.Ward.Name)
			}
		}
	})
}

func FuzzSearch(f *testing.F) {
	f.Add("Suối Giàng, Văn Chấn")
	f.Add("p1 q.3 tp hcm 700000 việt nam")
	d, _ := New("15")
	f.Fuzz(func(t *testing.T, text string) {
		hits := d.Search(text, 7)
		if len(hits) > 7 {
			t.Errorf("%d hits", len(hits))
		}
		seen := map[string]bool{}
		for _, h := range hits {
			if seen[h.Ward.Code] || h.Province.Code != h.Ward.ParentCode {
				t.Errorf("%q: %s twice or misplaced", text, h.Label())
			}
			seen[h.Ward.Code] = true
		}
		_, _ = d.Resolve(text, text)
	})
}

func TestTheDirectoryIsSmall(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	a, err := build()
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	mb := float64(int64(after.HeapAlloc)-int64(before.HeapAlloc)) / (1 << 20)
	t.Logf("%.1f MB", mb)
	if mb > 12 {
		t.Errorf("the directory takes %.1f MB", mb)
	}
	runtime.KeepAlive(a)
}

func TestNoHomeOutsideTheList(t *testing.T) {
	for _, code := range []string{"", "10", "99", "04672", "15 "} {
		if _, err := New(code); !fault.Has(err, "division.home") {
			t.Errorf("%q: %v", code, err)
		}
	}
}

func TestDistances(t *testing.T) {
	d := home(t)
	for _, c := range []struct {
		from, to string
		want     Distance
	}{{"04672", "04672", SameWard}, {"04672", "02647", SameProvince}, {"04672", "00004", SameRegion}, {"04672", "27142", Far}} {
		if got, ok := d.Between(c.from, c.to); !ok || got != c.want {
			t.Errorf("%s to %s: %s, %v", c.from, c.to, got, ok)
		}
	}
	if _, ok := d.Between("04672", "15"); ok {
		t.Error("a province was taken for a ward")
	}
}

func BenchmarkSearch(b *testing.B) {
	d := home(b)
	for _, text := range []string{"t", "suoi giang", "Suối Giàng, Văn Chấn, Yên Bái", "sui giang van chan", "xyzzy plugh bao quanh nha"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				d.Search(text, 10)
			}
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	for b.Loop() {
		if _, err := build(); err != nil {
			b.Fatal(err)
		}
	}
}
