package measure

import "testing"

func TestRefuse(t *testing.T) {
	byWeight := Rule{Basis: Gram, Step: 250, Min: 500}
	for quantity, want := range map[int64]string{
		0: "quantity.positive", -1: "quantity.positive", 250: "quantity.below_minimum", 500: "", 600: "quantity.off_step",
		750: "", MaxQuantity: "", MaxQuantity + 250: "quantity.too_much", 1<<63 - 1: "quantity.too_much", -1 << 63: "quantity.positive",
	} {
		if got := byWeight.Refuse(quantity); got != want {
			t.Errorf("%d g: %q, want %q", quantity, got, want)
		}
	}
	for _, r := range []Rule{{}, {Piece, 0, 0}, {Gram, 250, 100}, {Gram, 250, 600}, {"box", 1, 1}, {Piece, -1, 1}} {
		if r.RefuseRule() == "" {
			t.Errorf("%+v was taken", r)
		}
	}
}

func TestKilograms(t *testing.T) {
	for in, want := range map[string]int64{"1,25": 1250, "0.5": 500, "2": 2000, " 1 kg": 1000, "1,": 1000} {
		if got, err := ParseKg(in); err != nil || got != want {
			t.Errorf("%q: %d, %v", in, got, err)
		}
	}
	for _, in := range []string{"", ",5", "1,2345", "-1", "1e3", "1.2.3", "một"} {
		if got, err := ParseKg(in); err == nil {
			t.Errorf("%q was read as %d g", in, got)
		}
	}
	for grams, want := range map[int64]string{999: "999 g", 1000: "1 kg", 1250: "1,25 kg", 1005: "1,005 kg", 12_000: "12 kg"} {
		if got := Gram.Format(grams); got != want {
			t.Errorf("%d g: %q, want %q", grams, got, want)
		}
	}
}
