package code_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/code"
)

// Whatever one letter is mistyped, the code that was meant is among the guesses, and every
// guess is a code.
func TestNearFindsWhatWasMeant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		meant, at := code.New(), rapid.IntRange(0, code.Length-1).Draw(t, "at")
		wrong := rapid.SampledFrom([]byte(code.Alphabet+"01OI")).Draw(t, "letter")
		if wrong == meant[at] {
			return
		}
		typed := "CK " + strings.ToLower(meant[:at]+string(wrong)+meant[at+1:]) + " mua che"
		guesses := code.Near(typed)
		if !slices.Contains(guesses, meant) {
			t.Fatalf("%s is not among the %d guesses for %q", meant, len(guesses), typed)
		}
		for _, g := range guesses {
			if !code.Valid(g) {
				t.Fatalf("%q is no code", g)
			}
		}
	})
	if n := len(code.Near(strings.Repeat("ABCDEFGHJ ", 1000))); n > 2000 {
		t.Errorf("%d guesses for a long text", n)
	}
}
