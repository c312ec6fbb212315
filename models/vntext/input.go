package vntext

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Input judges text that a person typed. It returns s without outer spaces and with \n
// between lines, and "" or the message key of why it is refused: "text.encoding" for
// broken UTF-8, "text.control" for control characters and for marks that turn the
// writing direction (a name could then show other than it is), "text.lines" for a line
// break where there may be none, "text.too_long" above most runes. Markup is kept as
// typed; pages escape it.
func Input(s string, most int, lines bool) (clean, refused string) {
	if !utf8.ValidString(s) {
		return "", "text.encoding"
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	s = strings.TrimSpace(s)
	n := 0
	for _, r := range s {
		n++
		switch {
		case r == '\n' && !lines:
			return s, "text.lines"
		case r == '\n', lines && r == '\t', r == '\u200c', r == '\u200d': // joiners are part of emoji
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029', unicode.Is(unicode.Co, r):
			return s, "text.control"
		}
	}
	if n > most {
		return s, "text.too_long"
	}
	return s, ""
}
