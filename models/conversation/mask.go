package conversation

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/order"
)

// dots hide how much is hidden.
const dots = "••••"

var (
	// dialled are eight digits or more, with what people put between them.
	dialled = regexp.MustCompile(`\+?\d(?:[ .,\-_()\x{00a0}]{0,3}\d){7,}`)
	// linked are addresses of the net and of mail.
	linked = regexp.MustCompile(`(?i)(?:https?://|www\.)\S+|\S+@\S+\.\S+|\b(?:[a-z0-9-]+\.)+(?:com|vn|net|org|me|info|shop|xyz|top|link|app|io)\b\S*`)
	// dated are days, which are no part of a number.
	dated = regexp.MustCompile(`\b\d{1,2}[/.-]\d{1,2}[/.-]20\d\d\b`)
)

// Mask is a text without numbers that can be dialled, however they are written, and
// without addresses; hidden says whether there were some.
func Mask(text string) (clean string, hidden bool) {
	clean = linked.ReplaceAllString(text, dots)
	clean = spelled(clean)
	clean = dialled.ReplaceAllString(clean, dots)
	return clean, clean != text && strings.Contains(clean, dots)
}

// sayings are digits as they are said, with and without marks.
var sayings = map[string]byte{
	"không": '0', "khong": '0', "một": '1', "mốt": '1', "mot": '1', "hai": '2', "ba": '3', "bốn": '4', "tư": '4', "bon": '4', "tu": '4',
	"năm": '5', "lăm": '5', "nam": '5', "lam": '5', "sáu": '6', "sau": '6', "bảy": '7', "bẩy": '7', "bay": '7', "tám": '8', "tam": '8', "chín": '9', "chin": '9',
	"zero": '0', "one": '1', "two": '2', "three": '3', "four": '4', "five": '5', "six": '6', "seven": '7', "eight": '8', "nine": '9',
}

// digit is one of a number, and where in a text it stands; said is one in words.
type digit struct {
	value    byte
	said     bool
	from, to int
}

// apart is how many other signs may stand between two digits of a number.
const apart = 3

// spelled hides numbers in words, in digits of other scripts, and with any signs between.
func spelled(text string) string {
	var out strings.Builder
	written := 0
	hide := func(run []digit) {
		if at, is := callable(run); is {
			out.WriteString(strings.TrimSuffix(text[written:run[at].from], "+") + dots)
			written = run[len(run)-1].to
		}
	}
	var run []digit
	gap := 0
	end := func() { hide(run); run, gap = nil, 0 }
	days := dated.FindAllStringIndex(text, -1)
	for at := 0; at < len(text); {
		if len(days) > 0 && at >= days[0][0] {
			end()
			at, days = days[0][1], days[1:]
			continue
		}
		r, n := utf8.DecodeRuneInString(text[at:])
		value, is := digitOf(r)
		switch {
		case is:
			run, gap = append(run, digit{value, false, at, at + n}), 0
		case unicode.IsLetter(r):
			n = wordAt(text[at:])
			value, is := sayings[strings.ToLower(norm.NFC.String(text[at:at+n]))]
			if !is {
				end()
				break
			}
			run, gap = append(run, digit{value, true, at, at + n}), 0
		case unicode.IsMark(r): // of a digit in a box
		default:
			if gap++; gap > apart {
				end()
			}
		}
		at += n
	}
	end()
	return out.String() + text[written:]
}

// digitOf is a digit of any script.
func digitOf(r rune) (byte, bool) {
	if !unicode.IsDigit(r) {
		return 0, false
	}
	if r > unicode.MaxASCII { // scripts hold their digits in a row of ten
		zero := r
		for unicode.IsDigit(zero-1) && r-zero < 9 {
			zero--
		}
		if plain := norm.NFKC.String(string(r)); len(plain) == 1 {
			return plain[0], true
		}
		return byte('0' + r - zero), true
	}
	return byte(r), true
}

// wordAt is the length of the word with which a text begins.
func wordAt(text string) int {
	for i, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) {
			return i
		}
	}
	return len(text)
}

// callable finds where in a run of digits a number of a telephone begins: with a zero or
// the country's 84, or anywhere where most of it is said in words.
func callable(run []digit) (at int, is bool) {
	said := 0
	for _, d := range run {
		if d.said {
			said++
		}
	}
	if said >= 5 && len(run) >= 8 {
		return 0, true
	}
	for at := range run {
		rest, skip, least := run[at:], 1, 10
		if len(rest) > 1 && rest[0].value == '8' && rest[1].value == '4' {
			skip, least = 2, 11
		} else if rest[0].value != '0' {
			continue
		}
		if len(rest) >= least && strings.IndexByte("235789", rest[skip].value) >= 0 {
			return at, true
		}
	}
	return 0, false
}

// hides reports whether the other side's numbers are masked: until the seller has said that
// the order will be sent, and for good where that was never said.
func hides(o order.Order) bool { return o.Status == order.Placed || o.Status == order.Cancelled }
