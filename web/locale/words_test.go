package locale_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view/viewtest"
)

// law are the texts that a law or a paper words: what somebody agrees to is shown and kept
// as it was agreed, a statement for the tax office is written as its form is. The last is
// read by search engines alone.
var law = regexp.MustCompile(`(^|[._])consent([._]|$)|^pdf\.|^site\.description$`)

// office are the words of desks, officers and developers, and those of the play bank. Every
// other key may reach a villager: a seller, a helper, a neighbour who buys.
var office = regexp.MustCompile(`^(api|codes|demo|play|pdf)\.` +
	`|^portal\.(batch|batches|books|class|desk|distance|done|doors|fees|floors|gateways|invoicebatches|notes|officer|papers|period|remittance|remittances|report|reports|roles|searches|sellers|sum|synonyms|task|tasks|taxpaper|terms|ticket|verify|waiting)(\.|$)` +
	`|^fault\.(api|apikey|clearance|crypt|demobank|division|gateway|handover|import|lexicon|once|payments|period|refund|remittance|sandbox|session|synonym|task|token)\.` +
	`|^notify\.[a-z_.]*\bdesk$`)

// sender is how a message names who sends it, before its first sentence.
var sender = regexp.MustCompile(`^(Chợ Phiên|Cho Phien): `)

// A sentence has at most twelve words in either language, wherever it is shown, the desk's
// pages too: nobody there has more time. Texts of the law are spared. What a word and a
// sentence are stands at viewtest.Words and viewtest.Sentences.
func TestSentencesAreShort(t *testing.T) {
	for _, lang := range locale.All {
		for _, key := range locale.Keys(lang) {
			if law.MatchString(key) {
				continue
			}
			for _, s := range viewtest.Sentences(sender.ReplaceAllString(locale.Raw(lang, key), "")) {
				if n := viewtest.Words(s); n > viewtest.MostInSentence {
					t.Errorf("%s.json, %s: a sentence of %d words, more than %d: %q", lang, key, n, viewtest.MostInSentence, s)
				}
			}
		}
	}
}

// No text that may reach a villager holds a word of testdata/jargon_vi.txt or
// testdata/jargon_en.txt, which say what to write instead.
func TestNoJargon(t *testing.T) {
	for _, lang := range locale.All {
		for _, j := range jargon(t, lang) {
			for _, key := range locale.Keys(lang) {
				if law.MatchString(key) || office.MatchString(key) {
					continue
				}
				if j.in(locale.Raw(lang, key)) {
					t.Errorf("%s.json, %s says %q; say %s: %q", lang, key, j.word, j.instead, locale.Raw(lang, key))
				}
			}
		}
	}
}

// The lint itself must see what it is there for, and spare what it should.
func TestJargonIsSeenAsAWord(t *testing.T) {
	j := newTerm("giao dịch", "lần mua", "mã giao dịch")
	for s, want := range map[string]bool{
		"Giao dịch không thành.":                   true,
		"Xin ghi mã giao dịch.":                    false,
		"Xin ghi mã giao dịch. Giao dịch đã xong.": true,
		"Ngày giao dịchx":                          false,
		"{giao dịch}":                              false,
	} {
		if j.in(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

type term struct {
	word, instead string
	whole         *regexp.Regexp
	spared        []string
}

func newTerm(word, instead string, spared ...string) term {
	word = strings.ToLower(word)
	return term{word: word, instead: instead, whole: regexp.MustCompile(`(^|[^\pL\pN])` + regexp.QuoteMeta(word) + `($|[^\pL\pN])`), spared: spared}
}

// in says whether s holds the word outside the terms in which it is spared.
func (j term) in(s string) bool {
	s = strings.ToLower(place.ReplaceAllString(s, ""))
	for _, long := range j.spared {
		s = strings.ReplaceAll(s, long, "")
	}
	return strings.Contains(s, j.word) && j.whole.MatchString(s)
}

var place = regexp.MustCompile(`\{[^}]*\}`)

func jargon(t *testing.T, lang locale.Lang) (all []term) {
	t.Helper()
	b, err := os.ReadFile("testdata/jargon_" + string(lang) + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range strings.Split(strings.TrimSpace(string(b)), "\n") {
		if strings.HasPrefix(row, "#") {
			continue
		}
		parts := strings.Split(row, ":")
		if len(parts) < 2 {
			t.Fatalf("%q says not what to write instead", row)
		}
		j := newTerm(strings.TrimSpace(parts[0]), strings.TrimSpace(parts[1]))
		if len(parts) > 2 {
			for _, s := range strings.Split(parts[2], ",") {
				j.spared = append(j.spared, strings.ToLower(strings.TrimSpace(s)))
			}
		}
		all = append(all, j)
	}
	return all
}
