package vntext

import (
	"slices"
	"strings"
)

// Typed reads one word as the keys of Telex ("mieens", "dduwowngf") or VNI ("mie61n"),
// for people whose keyboard was not switched on: "miến", "đường". It reports false when
// the keys carry no mark or give no Vietnamese syllable, so "text" and "500g" stay words.
func Typed(word string) (string, bool) {
	if len(word) < 2 || len(word) > 12 {
		return "", false
	}
	word = strings.ToLower(word)
	keys := telex
	if strings.ContainsAny(word, "123456789") {
		keys = vni
	}
	var k typing
	for i := range len(word) {
		if c := word[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') || !keys(&k, c) {
			return "", false
		}
	}
	plain := make([]byte, len(k.out))
	for i, r := range k.out {
		plain[i] = byte(plainOf(r))
	}
	if !k.marked || !isSyllable(string(plain), k.tone) {
		return "", false
	}
	return k.compose(), true
}

// Slipped reads a word as Typed does, of whose keys two neighbours changed places: "rwungf"
// is "rừng". It reports false for what Typed reads, and where no or several syllables come
// of it.
func Slipped(word string) (string, bool) {
	if _, ok := Typed(word); ok || len(word) < 4 || len(word) > 12 {
		return "", false
	}
	meant := ""
	keys := []byte(word)
	for i := range len(keys) - 1 {
		keys[i], keys[i+1] = keys[i+1], keys[i]
		if one, ok := Typed(string(keys)); ok && one != meant {
			if meant != "" {
				return "", false
			}
			meant = one
		}
		keys[i], keys[i+1] = keys[i+1], keys[i]
	}
	return meant, meant != ""
}

// typing is a syllable as the keys build it up.
type typing struct {
	out    []rune // without the tone
	tone   tone
	marked bool
}

var telexTones = map[byte]tone{'s': acute, 'f': grave, 'r': hook, 'x': tilde, 'j': dot}

func telex(k *typing, c byte) bool {
	if t, ok := telexTones[c]; ok && k.vowel() {
		return k.setTone(t)
	}
	switch c {
	case 'a', 'e', 'o':
		if k.shape(map[rune]rune{rune(c): shapeMarks['\u0302'][rune(c)]}) {
			return true
		}
	case 'd':
		if len(k.out) > 0 && k.out[0] == 'd' {
			k.out[0], k.marked = 'đ', true
			return true
		}
	case 'w':
		if k.hornPair() || k.shape(map[rune]rune{'a': 'ă', 'o': 'ơ', 'u': 'ư'}) {
			return true
		}
		k.out, k.marked = append(k.out, 'ư'), true
		return true
	}
	k.out = append(k.out, rune(c))
	return true
}

func vni(k *typing, c byte) bool {
	switch c {
	case '0':
		return false
	case '1', '2', '3', '4', '5':
		return k.vowel() && k.setTone(tone(c-'0'))
	case '6':
		return k.shape(shapeMarks['\u0302'])
	case '7':
		return k.hornPair() || k.shape(shapeMarks['\u031b'])
	case '8':
		return k.shape(shapeMarks['\u0306'])
	case '9':
		if len(k.out) == 0 || k.out[0] != 'd' {
			return false
		}
		k.out[0], k.marked = 'đ', true
		return true
	}
	k.out = append(k.out, rune(c))
	return true
}

func plainOf(r rune) rune {
	if p, ok := base[r]; ok {
		return p
	}
	return r
}

func isVowel(r rune) bool { return strings.ContainsRune("aeiouy", plainOf(r)) }

func (k *typing) vowel() bool { return slices.ContainsFunc(k.out, isVowel) }

// setTone refuses a second tone: in Telex it undoes the first, which nobody means.
func (k *typing) setTone(t tone) bool {
	if k.tone != level {
		return false
	}
	k.tone, k.marked = t, true
	return true
}

// shape turns the last letter that has another shape into it.
func (k *typing) shape(to map[rune]rune) bool {
	for i, r := range slices.Backward(k.out) {
		if other, ok := to[r]; ok {
			k.out[i], k.marked = other, true
			return true
		}
	}
	return false
}

// hornPair makes ươ of uo with one key, as both methods do, except after q.
func (k *typing) hornPair() bool {
	for i := 0; i+1 < len(k.out); i++ {
		if (k.out[i] == 'u' || k.out[i] == 'ư') && k.out[i+1] == 'o' && (i == 0 || k.out[i-1] != 'q') {
			k.out[i], k.out[i+1], k.marked = 'ư', 'ơ', true
			return true
		}
	}
	return false
}

// compose writes the syllable with its tone over the vowel that carries it.
func (k *typing) compose() string {
	if k.tone == level {
		return string(k.out)
	}
	at := k.toneAt()
	if r, ok := composed[letter{k.out[at], k.tone}]; ok {
		k.out[at] = r
	}
	return string(k.out)
}

// toneAt is the place of the tone: the last letter with a shape of its own, else the
// last vowel before a final consonant, else the first of two vowels (the middle of three).
func (k *typing) toneAt() int {
	first := 0
	for first < len(k.out) && !isVowel(k.out[first]) {
		first++
	}
	if glide := string(k.out[:min(2, len(k.out))]); (glide == "qu" || glide == "gi") && len(k.out) > 2 && isVowel(k.out[2]) {
		first = 2
	}
	last := first
	for last+1 < len(k.out) && isVowel(k.out[last+1]) {
		last++
	}
	for i := last; i >= first; i-- {
		if k.out[i] != plainOf(k.out[i]) {
			return i
		}
	}
	switch {
	case last+1 < len(k.out):
		return last
	case last-first == 2:
		return first + 1
	}
	return first
}
