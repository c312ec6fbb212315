package division

import "testing"

func TestDegrees(t *testing.T) {
	for text, want := range map[string]Degrees{
		"21.58094": 21_580_940, "104.61722": 104_617_220, "0": 0, "-41.2730625": -41_273_063, "20.3700625": 20_370_063,
		" 21.5 ": 21_500_000, "180": 180_000_000, "0.0000005": 1, "-0.0000004": 0, "21.12345678901234567": 21_123_457,
	} {
		got, err := ParseDegrees(text)
		if err != nil || got != want {
			t.Errorf("%q: %d, %v; want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", ".", "1.", ".5", "1e3", "+1", "181", "1,5", "--1", "1-", "٢١", "0x1", "1.2.3", "NaN", "1.123456789012345678901"} {
		if d, err := ParseDegrees(text); err == nil {
			t.Errorf("%q was taken as %d", text, d)
		}
	}
	if s := Degrees(-41_273_063).String(); s != "-41.273063" {
		t.Error(s)
	}
}

func FuzzDegrees(f *testing.F) {
	f.Add("21.58094")
	f.Add("-180.0")
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDegrees(text)
		if err != nil {
			return
		}
		again, err := ParseDegrees(d.String())
		if err != nil || again != d {
			t.Errorf("%q read as %d, its own text %q as %d, %v", text, d, d, again, err)
		}
	})
}
