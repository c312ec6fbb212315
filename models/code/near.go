package code

import "strings"

// Near returns the distinct codes that differ in one character from a window of what a bank
// made of a transfer text: what somebody may have meant who mistyped one letter, or wrote a
// 0 for an O. They are guesses: the check character says that something is wrong, not what.
// Windows that are codes as they stand are not guessed at; text beyond 120 characters is
// not looked at.
func Near(text string) []string {
	clean := Clean(text)
	clean = clean[:min(len(clean), 120)]
	var found []string
	seen := map[string]bool{}
	for i := 0; i+Length <= len(clean); i++ {
		w := clean[i : i+Length]
		strange := -1 // the one character that no code has
		for j := range Length {
			if strings.IndexByte(Alphabet, w[j]) < 0 {
				if strange >= 0 {
					strange = Length // two: not a slip of one letter
					break
				}
				strange = j
			}
		}
		if strange == Length || strange < 0 && Valid(w) {
			continue
		}
		for j := range Length {
			if strange >= 0 && j != strange {
				continue
			}
			for k := range len(Alphabet) {
				if c := w[:j] + Alphabet[k:k+1] + w[j+1:]; !seen[c] && Valid(c) {
					seen[c] = true
					found = append(found, c)
				}
			}
		}
	}
	return found
}
