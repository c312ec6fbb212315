package money

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

func TestSplitKeepsTheWhole(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := Of(rapid.Int64Range(-Max, Max).Draw(t, "whole"))
		weights := rapid.SliceOfN(rapid.Int64Range(0, Max), 1, 12).Draw(t, "weights")
		parts := whole.Split(weights)
		if got := Sum(parts...); got != whole {
			t.Fatalf("parts of %v sum to %v", whole, got)
		}
		for i, p := range parts {
			if whole.Cmp(Of(0)) >= 0 && p.Negative() {
				t.Fatalf("part %d of %v is %v", i, whole, p)
			}
		}
	})
}

func TestShareMirrorsItsReversal(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := Of(rapid.Int64Range(0, Max).Draw(t, "v"))
		bp := BasisPoints(rapid.Int64Range(0, 10_000).Draw(t, "bp"))
		if v.Neg().Share(bp) != v.Share(bp).Neg() {
			t.Fatalf("%v at %d", v, bp)
		}
		if v.Share(bp).Cmp(v) > 0 {
			t.Fatalf("a share of %v is more than it", v)
		}
	})
}

func TestRounding(t *testing.T) {
	for _, c := range []struct {
		price, grams, want int64
	}{
		{100_000, 1, 100}, {155, 500, 78}, {153, 500, 77}, {99, 10, 1}, {49, 10, 0}, {180_000, 1250, 225_000},
	} {
		got, err := Of(c.price).PerKg(c.grams)
		if err != nil || got.Dong() != c.want {
			t.Errorf("%d đ/kg × %d g = %v, %v; want %d", c.price, c.grams, got, err, c.want)
		}
	}
	if got := Of(300_000).Share(50); got.Dong() != 1500 {
		t.Errorf("0.5 %% of 300000 = %v", got)
	}
	if got := Of(45_000).OnePer(300); got.Dong() != 150_000 {
		t.Errorf("45000 for 300 g is %v a kilogram", got)
	}
}

func TestOverflowIsRefused(t *testing.T) {
	for _, n := range []int64{1 << 62, 1<<63 - 1, -1 << 63, Max} {
		if v, err := Of(9_000_000_000).Times(n); err == nil {
			t.Errorf("× %d gave %v", n, v)
		}
	}
	if _, err := Of(Max).PerKg(1 << 62); err == nil {
		t.Error("a price per kilogram of astronomic weight was computed")
	}
}

func TestParse(t *testing.T) {
	for in, want := range map[string]int64{
		"250000": 250_000, "250.000": 250_000, " 250 000 đ": 250_000, "1.250\u00a0000₫": 1_250_000, "5Đ": 5, "0": 0, "1000000000000": Max,
	} {
		if got, err := Parse(in); err != nil || got.Dong() != want {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "1,5", "-5", "1e5", "99999999999999999999", "９", "abc", "1000000000001", "1.5", "12.50", "250.00", "2500.000", "1.2500", "2đ5", "đ", "+5"} {
		if got, err := Parse(in); err == nil {
			t.Errorf("%q was read as %v", in, got)
		}
	}
}

func TestJSONIsAnInteger(t *testing.T) {
	for _, in := range []string{"1.5", `"5"`, "1e3", "null", "true"} {
		var v VND
		if err := json.Unmarshal([]byte(in), &v); err == nil && in != "null" {
			t.Errorf("%s was read as %v", in, v)
		}
	}
	b, err := json.Marshal(Of(150_000))
	if err != nil || string(b) != "150000" {
		t.Errorf("%s, %v", b, err)
	}
	if got := Of(-1_250_000).String(); got != "-1.250.000" {
		t.Errorf("written as %s", got)
	}
}
