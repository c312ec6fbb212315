package division

import (
	"testing"

	"pgregory.net/rapid"
)

func TestPlusCodesOfTheReference(t *testing.T) {
	for _, c := range []struct {
		lat, lon string
		length   int
		want     string
	}{
		{"20.3700625", "2.7821875", 10, "7FG49QCJ+2V"},
		{"20.3701125", "2.782234375", 11, "7FG49QCJ+2VX"},
		{"47.0000625", "8.0000625", 10, "8FVC2222+22"},
		{"-41.2730625", "174.7859375", 10, "4VCPPQGP+Q9"},
		{"21.58094", "104.61722", 10, "7PH6HJJ8+9V"}, {"21.58094", "104.61722", 11, "7PH6HJJ8+9VH"},
		{"21.8563", "104.11944", 11, "7PH6V449+GQG"}, {"21.71413", "104.89629", 11, "7PH6PV7W+MG3"},
		// Exactly on the border of two cells: it belongs to the eastern one. Programs that count
		// in floats fall just short of it and say 7PH6Q7M5+7X.
		{"21.7832", "104.26", 11, "7PH6Q7M6+72J"}, {"21.7832", "104.259999", 10, "7PH6Q7M5+7X"},
		{"90", "1", 10, "CFX3X2X2+X2"}, {"1", "180", 10, "62H22222+22"},
	} {
		lat, ok := parseNano(c.lat)
		lon, ok2 := parseNano(c.lon)
		if !ok || !ok2 {
			t.Fatalf("%s, %s not read", c.lat, c.lon)
		}
		if got := encodePlus(lat, lon, c.length); got != c.want {
			t.Errorf("%s, %s: %s, want %s", c.lat, c.lon, got, c.want)
		}
	}
}

func TestAPlusCodeHoldsItsPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat := Degrees(rapid.Int32Range(-89_999_999, 89_999_999).Draw(t, "lat"))
		lon := Degrees(rapid.Int32Range(-179_999_999, 179_999_999).Draw(t, "lon"))
		code := PlusCode(lat, lon)
		cLat, cLon, err := PlusCentre(code)
		if err != nil {
			t.Fatal(err)
		}
		// Half a cell is 12.5 by 15.6 micro-degrees; one more for the cut.
		if far(cLat, lat) > 14 || far(cLon, lon) > 17 {
			t.Fatalf("%s: centre %v, %v is far from %v, %v", code, cLat, cLon, lat, lon)
		}
		if PlusCode(cLat, cLon) != code {
			t.Fatalf("the centre of %s has the code %s", code, PlusCode(cLat, cLon))
		}
	})
}

func TestAShortCodeIsMadeWholeNearby(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat := Degrees(rapid.Int32Range(8_000_000, 23_000_000).Draw(t, "lat"))
		lon := Degrees(rapid.Int32Range(102_000_000, 109_000_000).Draw(t, "lon"))
		nearLat := lat + Degrees(rapid.Int32Range(-400_000, 400_000).Draw(t, "north"))
		nearLon := lon + Degrees(rapid.Int32Range(-400_000, 400_000).Draw(t, "east"))
		code := PlusCode(lat, lon)
		got, err := PlusRecover(code[4:], nearLat, nearLon)
		if err != nil || got != code {
			t.Fatalf("%s near %v, %v became %s, %v", code[4:], nearLat, nearLon, got, err)
		}
	})
	if got := PlusShort("7PH6HJJ8+9VH"); got != "HJJ8+9V" {
		t.Error(got)
	}
}

func FuzzPlusCentre(f *testing.F) {
	f.Add("7PH6HJJ8+9VH")
	f.Add("XXXXXXXX+XX")
	f.Fuzz(func(t *testing.T, code string) {
		lat, lon, err := PlusCentre(code)
		if err != nil {
			return
		}
		if lat < -90*micro || lat > 90*micro || lon < -180*micro || lon > 180*micro {
			t.Errorf("%q lies at %v, %v", code, lat, lon)
		}
		_, _ = PlusRecover(code, lat, lon)
	})
}

func far(a, b Degrees) Degrees {
	if a < b {
		return b - a
	}
	return a - b
}
