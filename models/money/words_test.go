package money

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// The same table proves the module that says the price while it is typed.
func TestAmountsInWords(t *testing.T) {
	body, err := os.ReadFile("testdata/words.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(body)) {
		cells := strings.Split(strings.TrimSpace(line), "\t")
		n, err := strconv.ParseInt(cells[0], 10, 64)
		if err != nil || len(cells) != 3 {
			t.Fatal(line)
		}
		if got := Of(n).Words(); got != cells[1] {
			t.Errorf("%d: %q, want %q", n, got, cells[1])
		}
		if got := Of(n).WordsEN(); got != cells[2] {
			t.Errorf("%d: %q, want %q", n, got, cells[2])
		}
	}
}

// No two prices are said alike, and no word is empty.
func TestWordsTellAmountsApart(t *testing.T) {
	seen := map[string]int64{}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(-Max, Max).Draw(t, "n")
		for _, words := range []string{Of(n).Words(), "EN " + Of(n).WordsEN()} {
			if was, ok := seen[words]; ok && was != n {
				t.Fatalf("%d and %d are both %q", was, n, words)
			}
			if strings.Contains(words, "  ") {
				t.Fatalf("%d: %q", n, words)
			}
			seen[words] = n
		}
	})
}
