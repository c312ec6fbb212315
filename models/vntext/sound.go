package vntext

import "strings"

// sameSound lists beginnings that many speakers say alike and so write for each other,
// longest first.
var sameSound = []struct{ written, as string }{
	{"ngh", "ng"}, {"ng", "ng"}, {"nh", "nh"}, {"tr", "ch"}, {"ch", "ch"}, {"gi", "d"}, {"gh", "g"}, {"sh", "x"}, {"ph", "f"},
	{"s", "x"}, {"r", "d"}, {"k", "c"}, {"n", "l"},
}

// Sound is one key for words that many speakers say alike: "xành" and "sành", "dàng" and
// "Giàng", "cha" and "trà", "lạc di" and "lạc ri". Words are those of Fold, in the same order.
func Sound(s string) string {
	words := strings.Fields(Fold(s))
	for i, w := range words {
		for _, p := range sameSound {
			if rest, ok := strings.CutPrefix(w, p.written); ok {
				// "gì" loses no vowel to its beginning: it is said "dì".
				if p.written == "gi" && (rest == "" || !isVowel(rune(rest[0]))) {
					rest = "i" + rest
				}
				w = p.as + rest
				break
			}
		}
		words[i] = strings.ReplaceAll(w, "y", "i")
	}
	return strings.Join(words, " ")
}
