package catalog_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/vntext"
)

// recognised counts how many names of a list are told right first, and among those offered.
func recognised(t *testing.T, file string, typed func(string) string) (first, offered, all int, wrong []string) {
	t.Helper()
	body, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(body)) {
		name, kind, ok := strings.Cut(strings.TrimSpace(line), "\t")
		if _, known := catalog.KindOf(kind); !ok || !known {
			t.Fatalf("%q", line)
		}
		found := catalog.Recognise(typed(name))
		if len(found) > catalog.MaxOffered {
			t.Errorf("%s: %d kinds", name, len(found))
		}
		at := slices.IndexFunc(found, func(k catalog.Kind) bool { return k.Slug == kind })
		all++
		switch {
		case at == 0:
			first++
			fallthrough
		case at > 0:
			offered++
		default:
			wrong = append(wrong, name)
		}
	}
	return first, offered, all, wrong
}

// The kinds of the real list of the province, and of a second list of goods of the
// highlands, told by their names as they are written and as they are typed without marks.
func TestKindsAreRecognised(t *testing.T) {
	asWritten := func(s string) string { return s }
	for _, c := range []struct {
		file, how      string
		typed          func(string) string
		first, offered int // at least, in hundredths
	}{
		{"names.tsv", "as written", asWritten, 97, 99},
		{"names.tsv", "without marks", vntext.Fold, 90, 97},
		{"names.tsv", "shouted", strings.ToUpper, 97, 99},
		{"more_names.tsv", "as written", asWritten, 90, 95},
		{"more_names.tsv", "without marks", vntext.Fold, 80, 92},
	} {
		first, offered, all, wrong := recognised(t, c.file, c.typed)
		t.Logf("%s %s: %d of %d first, %d among those offered; not: %s", c.file, c.how, first, all, offered, strings.Join(wrong, "; "))
		if first*100 < c.first*all || offered*100 < c.offered*all {
			t.Errorf("%s %s: %d first and %d offered of %d", c.file, c.how, first, offered, all)
		}
	}
}

func TestNothingIsMadeOutOfNothing(t *testing.T) {
	for _, name := range []string{"", " ", "🍯", "<script>", "xyz", strings.Repeat("ạ", 10_000), "cà phơi"} {
		if found := catalog.Recognise(name); len(found) > 0 {
			t.Errorf("%.20q is %v", name, found)
		}
	}
	long := strings.Repeat("mật ong ", 2_000)
	if found := catalog.Recognise(long); len(found) != 1 || found[0].Slug != "honey" {
		t.Error(found)
	}
}

func TestAClassByTheName(t *testing.T) {
	for name, want := range map[string]struct {
		kind  string
		class catalog.Class
	}{
		"Măng tươi": {"vegetables", catalog.Raw}, "mang kho": {"vegetables", catalog.Packed}, "Cá sấy": {"fish", catalog.Packed},
		"Cá bỗng": {"fish", catalog.Raw}, "Ba ba": {"fish", catalog.Living}, "Bột quế": {"cinnamon", catalog.Packed}, "Quế vỏ": {"cinnamon", catalog.Raw},
		"Chè tươi": {"tea", catalog.Raw}, "Chè khô": {"tea", catalog.Packed}, "Trứng gà": {"poultry", catalog.Raw}, "Gà đồi": {"poultry", catalog.Living},
	} {
		k, _ := catalog.KindOf(want.kind)
		if got := catalog.ClassOf(k, name); got != want.class {
			t.Errorf("%s: %s, want %s", name, got, want.class)
		}
	}
}

func TestRawGoodsAreCountedAsTheirNameTells(t *testing.T) {
	for name, want := range map[string]string{
		"Trứng gà đồi": "quả", "trung vit": "quả", "Bưởi Khả Lĩnh": "quả", "Rau cải mèo": "bó", "ngon su su": "bó", "Hành lá": "bó",
		"Bắp cải": catalog.Kilogram, "Cải bắp trái vụ": catalog.Kilogram, "Củ cải": catalog.Kilogram, "Măng tươi": catalog.Kilogram, "Thịt gà": catalog.Kilogram, "": catalog.Kilogram,
	} {
		unit := catalog.RawUnit(name)
		if unit != want {
			t.Errorf("%q is counted by %s, want %s", name, unit, want)
		}
		if unit != catalog.Kilogram && !slices.ContainsFunc(catalog.Units, func(w catalog.Unit) bool { return w.VI == unit }) {
			t.Errorf("no form takes %q", unit)
		}
	}
}

// Every kind is counted in words that a form takes.
func TestUsualUnitsAreKnown(t *testing.T) {
	for _, k := range catalog.Kinds() {
		if len(k.Units()) < 2 {
			t.Errorf("%s: %v", k.Slug, k.Units())
		}
		for _, u := range k.Units() {
			if u != catalog.Kilogram && !slices.ContainsFunc(catalog.Units, func(w catalog.Unit) bool { return w.VI == u }) {
				t.Errorf("%s: %q", k.Slug, u)
			}
		}
	}
}
