package money

import "strings"

// Words reads the amount out as Vietnamese speakers of the north do: "hai mươi lăm nghìn
// đồng". One after a ten is mốt, five after any ten lăm, four after twenty tư, a gap
// before the ones is linh, and a group that follows a larger one names its empty hundreds
// ("một nghìn không trăm linh năm"). Below 0 đ it begins with "âm".
func (v VND) Words() string { return spell(v.dong, "âm", vietnamese) + " đồng" }

// WordsEN reads the amount out in English: "twenty-five thousand đồng".
func (v VND) WordsEN() string { return spell(v.dong, "minus", english) + " đồng" }

// spell reads a whole number of đồng.
func spell(n int64, minus string, in tongue) string {
	if n == 0 {
		return in.zero
	}
	words := in.billions(magnitude(n), false)
	if n < 0 {
		words = minus + " " + words
	}
	return words
}

// tongue is how a language reads groups of three digits.
type tongue struct {
	zero   string
	scales [3]string                     // thousand, million, thousand million
	group  func(n int, full bool) string // 1 to 999; full: a larger group stands before
}

// billions reads n; above the thousand millions the scale is said again ("một nghìn tỉ",
// "một tỉ tỉ"), as there is no everyday word beyond it.
func (t tongue) billions(n uint64, full bool) string {
	const billion = 1_000_000_000
	var words []string
	if high := n / billion; high > 0 {
		words = append(words, t.billions(high, full), t.scales[2])
		full = true
	}
	rest := int(n % billion)
	for i, unit := range []int{1_000_000, 1_000, 1} {
		g := rest / unit % 1000
		if g == 0 {
			continue
		}
		words = append(words, t.group(g, full || len(words) > 0))
		if i < 2 {
			words = append(words, t.scales[1-i])
		}
		full = true
	}
	return strings.Join(words, " ")
}

var vietnamese = tongue{"không", [3]string{"nghìn", "triệu", "tỉ"}, groupVI}

var digitsVI = [10]string{"không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"}

func groupVI(n int, full bool) string {
	h, t, u := n/100, n/10%10, n%10
	var w []string
	if h > 0 || full {
		w = append(w, digitsVI[h], "trăm")
	}
	switch {
	case t == 0 && u > 0 && len(w) > 0:
		w = append(w, "linh")
	case t == 1:
		w = append(w, "mười")
	case t > 1:
		w = append(w, digitsVI[t], "mươi")
	}
	switch {
	case u == 0:
	case u == 1 && t > 1:
		w = append(w, "mốt")
	case u == 4 && t > 1:
		w = append(w, "tư")
	case u == 5 && t > 0:
		w = append(w, "lăm")
	default:
		w = append(w, digitsVI[u])
	}
	return strings.Join(w, " ")
}

var english = tongue{"zero", [3]string{"thousand", "million", "billion"}, groupEN}

var (
	onesEN = [20]string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
		"eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
	tensEN = [10]string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
)

func groupEN(n int, full bool) string {
	var w []string
	if h := n / 100; h > 0 {
		w = append(w, onesEN[h], "hundred")
	}
	if rest := n % 100; rest > 0 {
		if n >= 100 {
			w = append(w, "and")
		}
		word := onesEN[min(rest, 19)]
		if rest >= 20 {
			word = tensEN[rest/10]
			if rest%10 > 0 {
				word += "-" + onesEN[rest%10]
			}
		}
		w = append(w, word)
	}
	return strings.Join(w, " ")
}
