package view

import (
	"errors"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/static"
)

func TestEveryKindHasItsDrawing(t *testing.T) {
	seen := map[string]string{}
	for _, kind := range append([]string{"stall"}, Kinds...) {
		url := Drawing(kind)
		if other, ok := seen[url]; ok {
			t.Errorf("%s and %s share a drawing", kind, other)
		}
		seen[url] = kind
		if _, ok := static.Lookup(url); !ok {
			t.Errorf("%s: nothing at %s", kind, url)
		}
	}
	for _, kind := range []string{"", "../css/market", "unheard-of"} {
		if got := Drawing(kind); got != static.URL("draw/basket.svg") {
			t.Errorf("%q is drawn as %s", kind, got)
		}
	}
}

func TestTheOtherLanguageStaysOnThisPage(t *testing.T) {
	for path, want := range map[string]string{
		"/":                    "/?lang=en",
		"/search?q=ch%C3%A8":   "/search?lang=en&q=ch%C3%A8",
		"/p/x?lang=vi":         "/p/x?lang=en",
		"//evil.example/x":     "/?lang=en",
		"https://evil.example": "/?lang=en",
		"":                     "/?lang=en",
	} {
		if got := (&Frame{Path: path}).In(locale.En); got != want {
			t.Errorf("%q leads to %q, want %q", path, got, want)
		}
	}
}

func TestProblemsAreWordedAndPlaced(t *testing.T) {
	err := fault.List{
		fault.New(fault.Invalid, "quantity.positive").On("l1.amount"),
		fault.New(fault.Conflict, "no.sentence."+"yet"),
	}.Err()
	for _, lang := range locale.All {
		ps := ProblemsOf(lang, err)
		if len(ps) != 2 || ps.On("l1.amount") == "" || ps.Under("l1").On("amount") != ps.On("l1.amount") || ps.On("l2.amount") != "" {
			t.Errorf("%s: %v", lang, ps)
		}
		if ps[1].Sentence == "" || strings.Contains(ps[1].Sentence, "no.sentence") {
			t.Errorf("%s: a bare key reaches the reader: %q", lang, ps[1].Sentence)
		}
		strange := ProblemsOf(lang, errors.New("dial tcp 10.0.0.7: refused"))
		if len(strange) != 1 || strings.Contains(strange[0].Sentence, "10.0.0.7") {
			t.Errorf("%s: a stranger's error is told: %v", lang, strange)
		}
	}
	if ProblemsOf(locale.Vi, nil) != nil {
		t.Error("no error is a problem")
	}
}
