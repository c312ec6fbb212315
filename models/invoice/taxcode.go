package invoice

import "strings"

// weights of the first nine digits of a tax code, by the tax office's rule.
var weights = [9]int{31, 29, 23, 19, 17, 13, 7, 5, 3}

// FirmCode reports whether s is a tax code of ten digits whose last one is 10 less the
// weighted sum of the others modulo 11, or that of a branch: a hyphen and three digits
// more, which are not 000.
func FirmCode(s string) bool {
	head, branch, of := strings.Cut(s, "-")
	if len(head) != 10 || !numeric(head) || of && (len(branch) != 3 || !numeric(branch) || branch == "000") {
		return false
	}
	sum := 0
	for i, w := range weights {
		sum += w * int(head[i]-'0')
	}
	return int(head[9]-'0') == 10-sum%11
}

// PersonCode reports whether s is the number of a person's card, which since July 2025 is
// their tax code: twelve digits that begin with a province of 1 to 96.
func PersonCode(s string) bool {
	return len(s) == 12 && numeric(s) && s[:3] >= "001" && s[:3] <= "096"
}

func numeric(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// digitsOf is a code as typed, without what people put between digits. Thirteen digits in
// one are a branch's.
func digitsOf(s string) string {
	s = strings.NewReplacer(" ", "", ".", "", "–", "-", "\u00a0", "").Replace(strings.TrimSpace(s))
	if len(s) == 13 && numeric(s) {
		s = s[:10] + "-" + s[10:]
	}
	return s
}
