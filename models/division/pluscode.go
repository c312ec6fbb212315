package division

import (
	"strings"

	"github.com/chophien/chophien/models/fault"
)

// Plus codes are counted in whole steps: 25,000,000 to a degree of latitude and 8,192,000
// to a degree of longitude are the finest cells, so that no float can drift.
const (
	plusAlphabet = "23456789CFGHJMPQRVWX"
	latSteps     = 25_000_000
	lonSteps     = 8_192_000
	gridLatSpan  = 5 * 5 * 5 * 5 * 5 // steps of latitude in a ten-character cell
	gridLonSpan  = 4 * 4 * 4 * 4 * 4
)

// PlusCode is the plus code of a point: 11 characters (about 3 m, "7PH6HJJ8+9VH"), enough
// for a house without a number.
func PlusCode(lat, lon Degrees) string {
	return encodePlus(int64(lat)*1000, int64(lon)*1000, 11)
}

// encodePlus takes billionths of a degree and writes 10 to 15 characters.
func encodePlus(latNano, lonNano int64, length int) string {
	la := (max(latNano, -90*nano) + 90*nano) / (nano / latSteps)
	la = min(la, 180*latSteps-1) // the pole belongs to the cell below it
	ln := floorMod(lonNano+180*nano, 360*nano) * (lonSteps / 1000) / (nano / 1000)
	var out [15]byte
	for i := 14; i >= 10; i-- {
		out[i] = plusAlphabet[la%5*4+ln%4]
		la, ln = la/5, ln/4
	}
	for i := 8; i >= 0; i -= 2 {
		out[i], out[i+1] = plusAlphabet[la%20], plusAlphabet[ln%20]
		la, ln = la/20, ln/20
	}
	return string(out[:8]) + "+" + string(out[8:length])
}

// PlusCentre is the middle of the cell of a full plus code of 10 to 15 characters. It
// refuses anything else with "address.plus_code".
func PlusCentre(code string) (lat, lon Degrees, err error) {
	digits, ok := plusDigits(code)
	if !ok || len(digits) < 10 {
		return 0, 0, fault.New(fault.Invalid, "address.plus_code")
	}
	var la, ln int64
	for i := 0; i < 10; i += 2 {
		la, ln = la*20+digits[i], ln*20+digits[i+1]
	}
	la, ln = la*gridLatSpan, ln*gridLonSpan
	latSpan, lonSpan := int64(gridLatSpan), int64(gridLonSpan)
	for _, d := range digits[10:] {
		latSpan, lonSpan = latSpan/5, lonSpan/4
		la, ln = la+d/4*latSpan, ln+d%4*lonSpan
	}
	if la >= 180*latSteps || ln >= 360*lonSteps {
		return 0, 0, fault.New(fault.Invalid, "address.plus_code")
	}
	// Twice the steps, so that the middle of an odd span stays whole.
	lat = Degrees((2*la+latSpan)*micro/(2*latSteps) - 90*micro)
	lon = Degrees((2*ln+lonSpan)*micro/(2*lonSteps) - 180*micro)
	return lat, lon, nil
}

// PlusShort is what is said by phone beside the name of the ward: "HJJ8+9V" of a full code.
// Other text comes back as it is.
func PlusShort(code string) string {
	if _, ok := plusDigits(code); !ok || strings.IndexByte(code, '+') != 8 || len(code) < 11 {
		return code
	}
	return code[4:11]
}

// PlusRecover makes a short code whole with a point nearby, such as the middle of the ward:
// the nearest place with these last characters. A full code comes back as it is. It
// refuses other text with "address.plus_code".
func PlusRecover(short string, lat, lon Degrees) (string, error) {
	short = strings.ToUpper(strings.TrimSpace(short))
	if strings.IndexByte(short, '+') == 8 {
		_, _, err := PlusCentre(short)
		return short, err
	}
	if strings.IndexByte(short, '+') != 4 {
		return "", fault.New(fault.Invalid, "address.plus_code")
	}
	best, found := "", int64(0)
	for _, dLat := range []int64{0, -1, 1} {
		for _, dLon := range []int64{0, -1, 1} {
			cell := encodePlus((int64(lat)+dLat*micro)*1000, (int64(lon)+dLon*micro)*1000, 11)
			code := cell[:4] + short
			cLat, cLon, err := PlusCentre(code)
			if err != nil {
				return "", err
			}
			far := int64(cLat-lat)*int64(cLat-lat) + int64(cLon-lon)*int64(cLon-lon)
			if best == "" || far < found {
				best, found = code, far
			}
		}
	}
	return best, nil
}

// plusDigits are the values of a code's characters; ok tells that the sign stands after the
// eighth and that every character is of the alphabet.
func plusDigits(code string) ([]int64, bool) {
	if strings.IndexByte(code, '+') != 8 || len(code) > 16 {
		return nil, false
	}
	digits := make([]int64, 0, 15)
	for i := range len(code) {
		if i == 8 {
			continue
		}
		d := strings.IndexByte(plusAlphabet, code[i])
		if d < 0 {
			return nil, false
		}
		digits = append(digits, int64(d))
	}
	return digits, true
}

func floorMod(a, b int64) int64 { return (a%b + b) % b }
