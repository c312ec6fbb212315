package search

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/chophien/chophien/models/money"
	"pgregory.net/rapid"
)

func TestCleanKeepsEveryQueryWithinTheLimits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := Query{
			Text:     rapid.OneOf(rapid.String(), rapid.StringN(150, 400, -1)).Draw(t, "text"),
			Limit:    rapid.Int().Draw(t, "limit"),
			Offset:   rapid.Int().Draw(t, "offset"),
			StarsMin: rapid.Int().Draw(t, "stars"),
			Month:    rapid.Int().Draw(t, "month"),
			PriceMin: money.Of(rapid.Int64Range(-money.Max, money.Max).Draw(t, "min")),
			Sort:     Sort(rapid.String().Draw(t, "sort")),
			Facets:   []Facet{ByStars, ByKind, Facet(rapid.String().Draw(t, "facet")), ByStars},
		}.Clean()
		switch {
		case !utf8.ValidString(q.Text) || utf8.RuneCountInString(q.Text) > MaxText,
			q.Limit < 1 || q.Limit > MaxLimit, q.Offset < 0 || q.Offset > MaxOffset,
			q.StarsMin < 0 || q.StarsMin > 5, q.Month < 0 || q.Month > 12, q.PriceMin.Negative(),
			q.Sort != Relevance, len(q.Facets) != 2:
			t.Fatalf("%+v", q)
		}
	})
}

func TestCleanLeavesAFairQuestionAlone(t *testing.T) {
	if got := (Query{Text: "  chè Shan tuyết "}).Clean().Text; got != "chè Shan tuyết" {
		t.Errorf("%q", got)
	}
	long := strings.Repeat("ắ", MaxText)
	if got := (Query{Text: long + "x"}).Clean().Text; got != long {
		t.Errorf("cut to %d runes", utf8.RuneCountInString(got))
	}
}

func TestEveryPriceFallsInOneBand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		price := money.Of(rapid.Int64Range(1, money.Max).Draw(t, "price"))
		n := 0
		for _, b := range Bands {
			if b.Holds(price) {
				n++
			}
		}
		if n != 1 {
			t.Fatalf("%v lies in %d bands", price, n)
		}
	})
	if _, ok := BandOf(money.VND{}); ok {
		t.Error("a product without a price has a band")
	}
}

func TestMonths(t *testing.T) {
	m := MonthsOf(12, 1, 0, 13)
	if l := m.List(); len(l) != 2 || l[0] != 1 || l[1] != 12 || m.Has(0) || m.Has(13) || m.Has(2) {
		t.Errorf("%v", m.List())
	}
}
