package search

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// texts writes each reading as its words, the forms of one word joined by "/".
func texts(readings []Reading) []string {
	var out []string
	for _, r := range readings {
		var words []string
		for _, w := range r.Words {
			var fs []string
			for _, f := range w {
				fs = append(fs, f.Folded)
			}
			words = append(words, strings.Join(fs, "/"))
		}
		out = append(out, strings.Join(words, " "))
	}
	return out
}

func TestReadUnderstands(t *testing.T) {
	for text, want := range map[string]string{
		"Chè Shan":            "che/tra shan",
		"mieens ddao":         "mieens/mien ddao/dao; mien dong; mien dong rieng",
		"dầu mè":              "dau me/vung; dau vung",
		"dau me":              "dau me/vung; dau vung",
		"dầu mẹ":              "dau me",
		"su su":               "su",
		"muối chấm chẩm chéo": "muoi cham cham cheo; cham cheo",
		"đặc sản trạm tấu":    "dac san tram tau; tram tau",
		"đặc sản":             "dac san",
		"…":                   "",
	} {
		got := strings.Join(texts(Read(text)), "; ")
		if !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%q is read as %q, want %q first", text, got, want)
		}
	}
}

func TestReadStaysSmallWhateverIsTyped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`((chè|miến đao|mè|dau|heo|trà đen|sơn tra) ?){0,30}`)).Draw(t, "text")
		readings := Read(text)
		if len(readings) > maxReadings {
			t.Fatalf("%d readings", len(readings))
		}
		for _, r := range readings {
			if len(r.Words) == 0 || len(r.Words) > maxWords+8 {
				t.Fatalf("%d words", len(r.Words))
			}
			for _, w := range r.Words {
				if len(w) == 0 || len(w) > 6 {
					t.Fatalf("%d forms of a word", len(w))
				}
			}
		}
	})
}

func TestEverySynonymStartsFromMarkedWords(t *testing.T) {
	for _, list := range synonyms() {
		for _, s := range list {
			if len(s.from) == 0 || len(s.from) == 1 && len(s.to) == 0 {
				t.Errorf("%+v", s)
			}
		}
	}
}
