package code

import (
	"crypto/rand"
	"strings"
)

// Length is the number of characters of a code, its check character included.
const Length = 10

// Alphabet has 32 characters; 0, O, 1 and I are left out. A character's place is its
// value in GF(32).
const Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// New draws a fresh code from the system's random source.
func New() string {
	var raw [Length - 1]byte
	if _, err := rand.Read(raw[:]); err != nil {
		panic(err) // no randomness: nothing may be issued
	}
	out := make([]byte, Length)
	for i, b := range raw {
		out[i] = Alphabet[b&31]
	}
	out[Length-1] = Alphabet[check(out[:Length-1])]
	return string(out)
}

// Valid reports whether s is a code exactly as issued.
func Valid(s string) bool {
	if len(s) != Length {
		return false
	}
	for i := range Length {
		if strings.IndexByte(Alphabet, s[i]) < 0 {
			return false
		}
	}
	return Alphabet[check([]byte(s[:Length-1]))] == s[Length-1]
}

// Column is the column by which a row is found that is named by its id or its code: "id" or
// "code". A condition on both would make PostgreSQL ask two indexes and put the answers together.
func Column(idOrCode string) string {
	if len(idOrCode) == Length {
		return "code"
	}
	return "id"
}

// Clean is s as a person may have typed it, brought to the form that Valid judges:
// upper case, without spaces and punctuation.
func Clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

// Find returns the distinct codes inside what a bank made of a transfer text: case and
// punctuation are ignored and every window of ten is tried. One window in 32 of any text
// passes by chance, so a caller looks the candidates up and trusts only a single hit.
func Find(text string) []string {
	clean := Clean(text)
	var found []string
	seen := map[string]bool{}
	for i := 0; i+Length <= len(clean); i++ {
		if w := clean[i : i+Length]; !seen[w] && Valid(w) {
			seen[w] = true
			found = append(found, w)
		}
	}
	return found
}

// check is the sum of value·aⁱ⁺¹ over GF(32) with a = x. The weights differ and none is
// zero, hence every single error and every swap of neighbours changes the sum.
func check(body []byte) byte {
	var sum, weight byte = 0, 2
	for _, c := range body {
		sum ^= times(byte(strings.IndexByte(Alphabet, c)), weight)
		weight = times(weight, 2)
	}
	return sum
}

// times multiplies in GF(32) modulo x⁵+x²+1.
func times(a, b byte) byte {
	var p byte
	for range 5 {
		if b&1 == 1 {
			p ^= a
		}
		b >>= 1
		a <<= 1
		if a&32 != 0 {
			a ^= 0b100101
		}
	}
	return p
}
