package insight

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/vntext"
)

const (
	longestText = 60 // runes
	mostDigits  = 5  // six may be a phone or an account
)

// kept is text as it is counted: its words without marks. It is empty for what may be
// somebody's number, address or name. asked is false for a text without a letter or a
// digit, which is no question.
func kept(text string) (words string, asked bool) {
	words = vntext.Fold(text)
	if private(text, words) {
		return "", true
	}
	return words, words != ""
}

// private reports whether text, folded to words, may be somebody's. A short name such as
// "chị Lan" looks like any other word: that it is asked seldom keeps it hidden.
func private(text, words string) bool {
	digits := 0
	for _, r := range words {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits > mostDigits || utf8.RuneCountInString(words) > longestText || webAddress.MatchString(text) || hasCode(text) || hasName(strings.Fields(words))
}

// webAddress is an e-mail address or one of a page, whole or in part.
var webAddress = regexp.MustCompile(`[@＠]|://|\p{L}\.\p{L}`)

// hasCode reports whether an order's or a payment's code stands in text, however it was
// parted: most have too few digits to be taken for a number.
func hasCode(text string) bool {
	return code.Valid(code.Clean(text)) || slices.ContainsFunc(strings.Fields(text), func(w string) bool { return code.Valid(code.Clean(w)) })
}

// hasName reports whether a family name and a middle name that only people have stand in
// words with a third: "nguyen van …", "giang a …".
func hasName(words []string) bool {
	for i := range max(len(words)-2, 0) {
		if family[words[i]] && middle[words[i+1]] && !(words[i+1] == "van" && places[words[i+2]]) {
			return true
		}
	}
	return false
}

var (
	family = set("nguyen tran le pham hoang huynh phan vu vo dang bui do ho ngo duong ly dinh ha luong lo vang giang sung mua thao hang cu ma trieu ban phung tang quang cam deo lau cho mai truong dao doan trinh lam")
	middle = set("van thi a")
	places = set("yen chan phu ban") // Văn Yên, Văn Chấn …, behind "quế vỏ", "cam"
)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
