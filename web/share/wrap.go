package share

import (
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/text/unicode/norm"
)

// wrap breaks a text into lines that are at most width wide; a word that is wider is cut.
// With most above 0 it is nil where more lines are needed, or a word had to be cut.
func wrap(face font.Face, text string, width, most int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(norm.NFC.String(text)) {
		next := word
		if line != "" {
			next = line + " " + word
		}
		if wide(face, next) <= width {
			line = next
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for wide(face, word) > width {
			if most > 0 {
				return nil
			}
			n := fitting(face, word, width)
			lines, word = append(lines, word[:n]), word[n:]
		}
		line = word
	}
	if line != "" {
		lines = append(lines, line)
	}
	if most > 0 && len(lines) > most {
		return nil
	}
	return lines
}

// fitting is how many bytes of a word fit, a whole letter at least.
func fitting(face font.Face, word string, width int) int {
	n := 0
	for i, r := range word {
		if end := i + len(string(r)); n == 0 || wide(face, word[:end]) <= width {
			n = end
		}
	}
	return n
}

// cut keeps the first lines and says that there was more.
func cut(lines []string, most int) []string {
	if len(lines) <= most {
		return lines
	}
	lines = lines[:most]
	lines[most-1] += " …"
	return lines
}

func wide(face font.Face, text string) int { return font.MeasureString(face, text).Ceil() }
