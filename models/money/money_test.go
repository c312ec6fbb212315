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

// TestASplitGoesByTheLargestRemainder has what is left over go to who was cut most, of
// equals to the first, and the same with a minus before it.
func TestASplitGoesByTheLargestRemainder(t *testing.T) {
	for _, c := range []struct {
		whole         int64
		weights, want []int64
	}{
		{10, []int64{1, 1, 1}, []int64{4, 3, 3}}, {11, []int64{1, 1, 1}, []int64{4, 4, 3}}, {7, []int64{2, 1, 1}, []int64{3, 2, 2}},
		{5, []int64{1, 2, 2}, []int64{1, 2, 2}}, {100, []int64{0, 0}, []int64{100, 0}}, {100, []int64{0, 1}, []int64{0, 100}},
		{1, []int64{1, 9}, []int64{0, 1}}, {Max, []int64{Max, Max}, []int64{Max / 2, Max / 2}}, {0, []int64{1, 1}, []int64{0, 0}},
	} {
		for _, sign := range []int64{1, -1} {
			for i, part := range Of(sign * c.whole).Split(c.weights) {
				if part.Dong() != sign*c.want[i] {
					t.Errorf("part %d of %d by %v is %v", i, sign*c.whole, c.weights, part)
				}
			}
		}
	}
	if parts := Of(5).Split(nil); len(parts) != 0 {
		t.Errorf("split among nobody: %v", parts)
	}
}

func TestBounds(t *testing.T) {
	for _, c := range []struct {
		v, n int64
		ok   bool
	}{{Max, 1, true}, {1, Max, true}, {1, Max + 1, false}, {-Max, 1, true}, {-1, Max + 1, false}, {1, -Max, true}, {-1, -Max, true}, {0, -1 << 63, true}} {
		if got, err := Of(c.v).Times(c.n); (err == nil) != c.ok || c.ok && got.Dong() != c.v*c.n {
			t.Errorf("%d × %d = %v, %v", c.v, c.n, got, err)
		}
	}
	for _, c := range []struct{ v, bp, want int64 }{
		{1, 5_000, 1}, {1, 4_999, 0}, {-1, 5_000, -1}, {-1, 4_999, 0}, {-3, 5_000, -2}, {3, 5_000, 2}, {Max, 10_000, Max}, {Max, 1, Max / 10_000}, {0, 10_000, 0},
		{1<<63 - 1, 10_000, 1<<63 - 1},
	} {
		if got := Of(c.v).Share(BasisPoints(c.bp)); got.Dong() != c.want {
			t.Errorf("%d of %d is %v, want %d", c.bp, c.v, got, c.want)
		}
	}
	for grams, want := range map[int64]int64{0: 0, -1: 0, 1: 45_000_000, 3: 15_000_000, 7: 6_428_571} {
		if got := Of(45_000).OnePer(grams); got.Dong() != want {
			t.Errorf("45000 for %d g is %v a kilogram, want %d", grams, got, want)
		}
	}
	for dong, want := range map[int64]string{0: "0", 999: "999", 1_000: "1.000", -1: "-1", -999: "-999", -1_000: "-1.000", 12_345_678: "12.345.678"} {
		if got := Of(dong).String(); got != want {
			t.Errorf("%d is written as %s", dong, got)
		}
	}
	for _, c := range [][2]int64{{1<<63 - 1, 1}, {-1 << 63, -1}} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%d + %d went round", c[0], c[1])
				}
			}()
			Of(c[0]).Add(Of(c[1]))
		}()
	}
	if got := Of(1<<63 - 1).Add(Of(0)).Add(Of(-1 << 63)); got.Dong() != -1 {
		t.Errorf("both ends together are %v", got)
	}
}

func TestComparing(t *testing.T) {
	for _, c := range []struct{ a, b, cmp, least int64 }{{1, 2, -1, 1}, {2, 1, 1, 1}, {-1, 1, -1, -1}, {3, 3, 0, 3}} {
		if a, b := Of(c.a), Of(c.b); int64(a.Cmp(b)) != c.cmp || a.Min(b).Dong() != c.least {
			t.Errorf("%v and %v: %d, %v", a, b, a.Cmp(b), a.Min(b))
		}
	}
	for n, want := range map[int64]int64{5: -5, -5: 5, 0: 0} {
		if got := Of(n).Neg(); got.Dong() != want {
			t.Errorf("the opposite of %d is %v", n, got)
		}
	}
	if z, p, n := Of(0), Of(1), Of(-1); !z.IsZero() || z.Positive() || z.Negative() || p.IsZero() || !p.Positive() || p.Negative() || n.IsZero() || n.Positive() || !n.Negative() {
		t.Error("0, 1 and -1 are not told apart")
	}
}

func TestReadFromADatabase(t *testing.T) {
	for _, c := range []struct {
		src  any
		want int64
		ok   bool
	}{{int64(-5), -5, true}, {nil, 0, true}, {[]byte("12"), 12, true}, {"-7", -7, true}, {"1.5", 0, false}, {1.0, 0, false}, {true, 0, false}} {
		v := Of(9)
		if err := v.Scan(c.src); (err == nil) != c.ok || c.ok && v.Dong() != c.want {
			t.Errorf("%v was read as %v, %v", c.src, v, err)
		}
	}
}

func TestOverflowIsRefused(t *testing.T) {
	for _, n := range []int64{1 << 62, 1<<63 - 1, -1 << 63, Max} {
		if v, err := Of(9_000_000_000).Times(n); err == nil {
			t.Errorf("× %d gave %v", n, v)
		}
	}
	if v, err := Of(4).Times(1 << 62); err == nil {
		t.Errorf("2 to the 64th is %v", v)
	}
	if _, err := Of(Max).PerKg(1 << 62); err == nil {
		t.Error("a price per kilogram of astronomic weight was computed")
	}
}

func TestParse(t *testing.T) {
	for in, want := range map[string]int64{
		"250000": 250_000, "250.000": 250_000, " 250 000 đ": 250_000, "1.250\u00a0000₫": 1_250_000, "5Đ": 5, "0": 0, "990": 990, "1000000000000": Max,
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
