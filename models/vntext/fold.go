package vntext

import (
	"strings"
	"unicode"
)

// families lists each base letter with its precomposed marked forms.
var families = map[rune]string{
	'a': "àáảãạăằắẳẵặâầấẩẫậ", 'e': "èéẻẽẹêềếểễệ", 'i': "ìíỉĩị", 'o': "òóỏõọôồốổỗộơờớởỡợ",
	'u': "ùúủũụưừứửữự", 'y': "ỳýỷỹỵ", 'd': "đð",
}

var base = func() map[rune]rune {
	m := map[rune]rune{}
	for plain, marked := range families {
		for _, r := range marked {
			m[r] = plain
		}
	}
	return m
}()

// Fold is s in lower case without marks and with đ as d; runs of anything that is
// neither letter nor digit become one space. It takes composed and decomposed text alike.
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	for _, r := range s {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		r = unicode.ToLower(r)
		if plain, ok := base[r]; ok {
			r = plain
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Key is s folded, joined and with y as i: equal for spellings of one place name
// ("Mỹ Lý", "My li", "mỹ-lý"). Use it for look-ups, never for display.
func Key(s string) string {
	return strings.Map(func(r rune) rune {
		switch r {
		case ' ':
			return -1
		case 'y':
			return 'i'
		}
		return r
	}, Fold(s))
}

// Slug is s folded with hyphens, for addresses of pages: "che-shan-tuyet". Letters
// outside a-z and digits outside 0-9 are left out.
func Slug(s string) string {
	out := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r == ' ':
			return '-'
		}
		return -1
	}, Fold(s))
	return strings.Trim(out, "-")
}

// ASCII is s with marks dropped and case kept, for banks and gateways: only letters,
// digits, space and . : _ - remain, spaces are single.
func ASCII(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		low := unicode.ToLower(r)
		if plain, ok := base[low]; ok {
			if r != low {
				plain = unicode.ToUpper(plain)
			}
			r = plain
		}
		switch {
		case r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r)), strings.ContainsRune(".:_-", r):
			b.WriteRune(r)
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
