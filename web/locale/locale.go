package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// Lang is a language of the pages, as in the lang attribute of HTML.
type Lang string

// The two languages.
const (
	Vi Lang = "vi"
	En Lang = "en"
)

// All is every language, the first one first.
var All = []Lang{Vi, En}

//go:embed vi.json en.json
var files embed.FS

var sentences = func() map[Lang]map[string]string {
	all := map[Lang]map[string]string{}
	for _, lang := range All {
		b, err := files.ReadFile(string(lang) + ".json")
		if err != nil {
			panic(err)
		}
		m := map[string]string{}
		if err := json.Unmarshal(b, &m); err != nil {
			panic(fmt.Errorf("locale: %s.json: %w", lang, err))
		}
		all[lang] = m
	}
	return all
}()

// Parse reads a language tag ("en", "en-US", "VI"); anything else is Vietnamese.
func Parse(tag string) Lang {
	if low := strings.ToLower(tag); low == "en" || strings.HasPrefix(low, "en-") {
		return En
	}
	return Vi
}

// Has reports whether key has a sentence.
func Has(key string) bool { _, ok := sentences[Vi][key]; return ok }

// Keys is every key of lang, in no order.
func Keys(lang Lang) []string {
	keys := make([]string, 0, len(sentences[lang]))
	for k := range sentences[lang] {
		keys = append(keys, k)
	}
	return keys
}

// Raw is the sentence of key with its {places} unfilled; Vietnamese where lang has none,
// the key itself where nobody has.
func Raw(lang Lang, key string) string {
	if s, ok := sentences[lang][key]; ok {
		return s
	}
	if s, ok := sentences[Vi][key]; ok {
		return s
	}
	return key
}

// Sentence is the sentence of key in lang with each {name} filled from args. Amounts,
// dates and instants are written as readers of lang write them.
func Sentence(lang Lang, key string, args map[string]any) string {
	s := Raw(lang, key)
	if len(args) == 0 || !strings.Contains(s, "{") {
		return s
	}
	pairs := make([]string, 0, 2*len(args))
	for name, value := range args {
		pairs = append(pairs, "{"+name+"}", Write(lang, value))
	}
	return strings.NewReplacer(pairs...).Replace(s)
}

// Count is Sentence with {n} as the number, taken from key+".one" for exactly one.
func Count(lang Lang, key string, n int64) string {
	if n == 1 && Has(key+".one") {
		key += ".one"
	}
	return Sentence(lang, key, map[string]any{"n": n})
}

// Fault is the sentence of a refusal. A fault without a sentence of its own gets that of
// its kind, so that no reader meets an empty box.
func Fault(lang Lang, f *fault.Fault) string {
	if key := "fault." + f.Key; Has(key) {
		return Sentence(lang, key, f.Args)
	}
	return Sentence(lang, "fault.kind."+string(f.Kind), nil)
}

// Write writes one value for readers of lang.
func Write(lang Lang, value any) string {
	switch v := value.(type) {
	case string:
		return v
	case money.VND:
		return Money(lang, v)
	case clock.Date:
		return v.Format()
	case clock.Instant:
		return Moment(lang, v)
	case int:
		return Number(lang, int64(v))
	case int64:
		return Number(lang, v)
	case []measure.Count:
		return counts(lang, v)
	}
	return fmt.Sprint(value)
}
