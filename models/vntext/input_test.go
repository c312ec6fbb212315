package vntext

import (
	"strings"
	"testing"
)

func TestInputKeepsWhatPeopleTypeAndRefusesTheRest(t *testing.T) {
	for _, c := range []struct {
		in, want, refused string
		lines             bool
	}{
		{in: "  Chè Shan tuyết \t", want: "Chè Shan tuyết"},
		{in: `<b>Mật</b> "ong" & {{7*7}}`, want: `<b>Mật</b> "ong" & {{7*7}}`},
		{in: "một\r\nhai\rba", want: "một\nhai\nba", lines: true},
		{in: "một\nhai", refused: "text.lines"},
		{in: "a\x00b", refused: "text.control"},
		{in: "a\tb", refused: "text.control"},
		{in: "a\tb\nc", want: "a\tb\nc", lines: true},
		{in: "a\x1bb", refused: "text.control"},
		{in: "gi\u202eá", refused: "text.control"},
		{in: "a\ufeffb", refused: "text.control"},
		{in: "a\xffb", refused: "text.encoding"},
		{in: strings.Repeat("ắ", 30), want: strings.Repeat("ắ", 30)},
		{in: strings.Repeat("ắ", 31), refused: "text.too_long"},
		{in: "👨\u200d🌾", want: "👨\u200d🌾"},
	} {
		got, refused := Input(c.in, 30, c.lines)
		if refused != c.refused || (refused == "" && got != c.want) {
			t.Errorf("%q: %q, %q", c.in, got, refused)
		}
	}
}
