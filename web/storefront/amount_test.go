package storefront

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/web/locale"
)

// What a field is filled with must be read back as the same quantity.
func TestATypedAmountIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lang := rapid.SampledFrom(locale.All).Draw(t, "lang")
		grams := rapid.Int64Range(1, measure.MaxQuantity).Draw(t, "quantity")
		if got, err := measure.ParseKg(TypedAmount(lang, measure.Gram, grams)); err != nil || got != grams {
			t.Fatalf("%d g is typed %q and read as %d, %v", grams, TypedAmount(lang, measure.Gram, grams), got, err)
		}
		if got := TypedAmount(lang, measure.Piece, grams); got != strconv.FormatInt(grams, 10) {
			t.Fatalf("%d pieces are typed %q", grams, got)
		}
	})
}

func TestSeasonInWords(t *testing.T) {
	f := frame(locale.Vi, "/", "")
	for _, c := range []struct {
		season Season
		want   string
	}{
		{Season{Months: [12]bool{8: true, 9: true, 10: true}}, "Mùa thu hoạch: tháng 9 đến tháng 11"},
		{Season{Months: [12]bool{0: true, 11: true}}, "Mùa thu hoạch: tháng 12 đến tháng 1"},
		{Season{Months: [12]bool{3: true, 4: true, 8: true}}, "Mùa thu hoạch: tháng 4 đến tháng 5, tháng 9"},
		{Season{Months: [12]bool{5: true}}, "Mùa thu hoạch: tháng 6"},
		{Season{Months: [12]bool{true, true, true, true, true, true, true, true, true, true, true, true}}, "Có quanh năm"},
		{Season{AllYear: true}, "Có quanh năm"},
	} {
		if got := c.season.words(f); got != c.want {
			t.Errorf("%v: %q, want %q", c.season.Months, got, c.want)
		}
	}
}

func TestTermsKeepTheirVersions(t *testing.T) {
	for _, v := range TermsVersions {
		for _, lang := range locale.All {
			p, ok := Terms(v, lang)
			if !ok || p.Title == "" || p.Version != v || p.From == "" || len(p.Sections) < 5 {
				t.Errorf("terms %s in %s: %+v", v, lang, p)
			}
		}
	}
	if _, ok := Terms("../privacy", locale.Vi); ok {
		t.Error("a version that never was is shown")
	}
}
