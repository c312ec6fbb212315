package search

import (
	"errors"
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
		"dứa":                 "dua/khom",
		"cốm dẹp":             "com dep; com",
		"muối chấm chẩm chéo": "muoi cham cham cheo; cham cheo",
		"đặc sản trạm tấu":    "dac san tram tau; tram tau",
		"đặc sản":             "dac san",
		"…":                   "",
	} {
		got := strings.Join(texts(NewLexicon().Read(text)), "; ")
		if !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%q is read as %q, want %q first", text, got, want)
		}
	}
}

func TestReadStaysSmallWhateverIsTyped(t *testing.T) {
	lexicon := NewLexicon()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`((chè|miến đao|mè|dau|heo|trà đen|sơn tra) ?){0,30}`)).Draw(t, "text")
		readings := lexicon.Read(text)
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

func TestAListIsReplacedWholeOrNotAtAll(t *testing.T) {
	l := NewLexicon()
	read := func(text string) string { return strings.Join(texts(l.Read(text)), "; ") }
	for list, line := range map[string]int{"a | …": 1, "# rau\n\nrau muống |": 3, "một mình": 1, "> b": 1, "a > …": 1} {
		var bad LineError
		if err := l.Replace("heo | lợn\n" + list); !errors.As(err, &bad) || bad.Line != line+1 {
			t.Errorf("%q: %v", list, err)
		}
		if got := read("dầu mè"); !strings.HasPrefix(got, "dau me/vung") {
			t.Errorf("after a refusal dầu mè is read as %q", got)
		}
	}
	if err := l.Replace("mè | tằm # một lời\nngon >"); err != nil {
		t.Fatal(err)
	}
	if got := read("dầu mè ngon"); got != "dau me/tam ngon; dau me/tam" {
		t.Errorf("dầu mè ngon is read as %q", got)
	}
}
