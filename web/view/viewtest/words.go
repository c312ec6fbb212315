package viewtest

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// What a villager is asked to read at once.
const (
	MostInSentence = 12 // words
	MostOnScreen   = 40 // words of prose
	MostOnButton   = 7  // words
)

// Words counts as a reader does: what stands between blanks and holds a letter, a digit or
// a {place}. A Vietnamese word of two syllables counts two, so the limits are stricter in
// Vietnamese than in English, for whose readers they were made.
func Words(s string) int {
	n := 0
	for _, w := range strings.Fields(s) {
		if strings.IndexFunc(w, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0 {
			n++
		}
	}
	return n
}

var end = regexp.MustCompile(`[.!?…]+["”»)]?(\s+|$)`)

// Sentences are the parts of s that end with a full stop, a question or a call. A colon or
// a semicolon ends none: who reads must keep what went before in mind.
func Sentences(s string) []string {
	var all []string
	for _, part := range end.Split(s, -1) {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	return all
}

// ofOffice are pages that people at desks read, who may be asked for more.
var ofOffice = regexp.MustCompile(`^/portal/(desk|officer)\b`)

// Villager says whether page is one that a seller or a helper uses: a page of the portal
// that is neither the desk's nor the officers', told by the address of the same page in
// the other language.
func Villager(page []byte) bool {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return false
	}
	portal, office := false, false
	each(root, func(n *html.Node) {
		switch {
		case n.Data == "body":
			portal = slices.Contains(classes(n), "portal")
		case n.Data == "a" && slices.Contains(classes(n), "lang"):
			office = ofOffice.MatchString(attr(n, "href"))
		}
	})
	return portal && !office
}

// CheckWords returns what is too much to read on a villager's page.
//
// Prose is what is written in sentences to be read before acting: paragraphs, hints,
// notices, items of lists. Not prose: names, sums, labels, headings, buttons and links,
// tables; what is folded away; what other people said (classes "said" and "talk"); a text
// of the law or of the terms (class "law"), which is shown whole or not at all; and what
// was refused just now (role alert, class "problem"), which is read instead of the rest.
func CheckWords(page []byte) []string {
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	c := &checker{}
	prose := 0
	var said []string
	each(root, func(n *html.Node) {
		switch n.Data {
		case "p", "li", "small":
			s := strings.Join(strings.Fields(own(n)), " ")
			if end.MatchString(s) && !spared(n) {
				prose += Words(s)
				said = append(said, s)
			}
		case "a", "button":
			if n.Data == "a" && !slices.Contains(classes(n), "button") || slices.Contains(classes(n), "skip") {
				return
			}
			label := strings.Join(strings.Fields(seen(n)), " ")
			if label == "" {
				return // a sign with a name for those who hear the page
			}
			if n := Words(label); n > MostOnButton {
				c.say("the button %q has %d words, more than %d", label, n, MostOnButton)
			}
			if !drawn(n) {
				c.say("the button %q has no icon", label)
			}
		}
	})
	if prose > MostOnScreen {
		c.say("%d words to read on one screen, more than %d: %q", prose, MostOnScreen, said)
	}
	return c.wrong
}

// own is the text of n without that of the pieces in it that are counted for themselves.
func own(n *html.Node) string {
	s := ""
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		switch {
		case k.Type == html.TextNode:
			s += k.Data
		case slices.Contains([]string{"p", "li", "small", "ul", "ol", "dl", "table", "form", "a", "button", "h2", "h3"}, k.Data), slices.Contains(classes(k), "sr"):
			s += " "
		default:
			s += own(k)
		}
	}
	return s
}

// apart are the classes of what is not the page's own prose.
var apart = []string{"said", "talk", "law", "problem"}

// spared says whether n stands where sentences are not the page's own, or not prose.
func spared(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if slices.Contains([]string{"header", "footer", "nav", "table", "dl", "a", "button"}, n.Data) ||
			n.Data == "details" && !hasAttr(n, "open") || attr(n, "role") == "alert" {
			return true
		}
		if slices.ContainsFunc(classes(n), func(c string) bool { return slices.Contains(apart, c) }) {
			return true
		}
	}
	return false
}

// seen is the text of n that is painted.
func seen(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if slices.Contains(classes(n), "sr") {
		return ""
	}
	s := ""
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		s += seen(k)
	}
	return s
}

func drawn(n *html.Node) bool {
	found := false
	each(n, func(k *html.Node) { found = found || k.Data == "svg" || k.Data == "img" })
	return found
}

func classes(n *html.Node) []string { return strings.Fields(attr(n, "class")) }
