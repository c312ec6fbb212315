package viewtest

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

var (
	void     = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
	rawKey   = regexp.MustCompile(`^[a-z]+[a-z_]*(\.[a-z0-9_]+){1,3}$`)
	unfilled = regexp.MustCompile(`\{[a-z_]+\}`)
)

// Check returns what is wrong with a page, in words; nothing when it keeps the rules.
func Check(page []byte) []string {
	wrong := balance(page)
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return append(wrong, err.Error())
	}
	c := &checker{ids: map[string]int{}, labelled: map[string]bool{}}
	c.collect(root)
	c.walk(root, nil)
	if c.h1 != 1 {
		c.say("the page has %d h1 headings", c.h1)
	}
	for id, n := range c.ids {
		if n > 1 {
			c.say("id %q stands %d times", id, n)
		}
	}
	for _, ref := range c.refs {
		if c.ids[ref] == 0 {
			c.say("nothing has the id %q that is pointed at", ref)
		}
	}
	return append(wrong, c.wrong...)
}

// balance checks that every element is closed, in order: the parser would mend silently.
func balance(page []byte) (wrong []string) {
	z := html.NewTokenizer(bytes.NewReader(page))
	var open []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				wrong = append(wrong, fmt.Sprintf("left open: %v", open))
			}
			return wrong
		case html.StartTagToken:
			name, _ := z.TagName()
			if !slices.Contains(void, string(name)) {
				open = append(open, string(name))
			}
		case html.EndTagToken:
			name, _ := z.TagName()
			if len(open) == 0 || open[len(open)-1] != string(name) {
				return append(wrong, fmt.Sprintf("</%s> closes %v", name, open))
			}
			open = open[:len(open)-1]
		}
	}
}

type checker struct {
	wrong    []string
	ids      map[string]int
	labelled map[string]bool
	refs     []string
	h1       int
}

func (c *checker) say(format string, args ...any) {
	c.wrong = append(c.wrong, fmt.Sprintf(format, args...))
}

func (c *checker) collect(n *html.Node) {
	if n.Type == html.ElementNode {
		if id := attr(n, "id"); id != "" {
			c.ids[id]++
		}
		if n.Data == "label" {
			if to := attr(n, "for"); to != "" {
				c.labelled[to] = true
				c.refs = append(c.refs, to)
			}
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.collect(k)
	}
}

func (c *checker) walk(n *html.Node, within []string) {
	switch n.Type {
	case html.ElementNode:
		c.element(n, within)
		within = append(slices.Clip(within), n.Data)
	case html.TextNode:
		text := strings.TrimSpace(n.Data)
		if rawKey.MatchString(text) && !slices.Contains(within, "a") {
			c.say("%q looks like a key without its sentence", text)
		}
		if unfilled.MatchString(text) {
			c.say("%q has an unfilled place", text)
		}
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		c.walk(k, within)
	}
}

func (c *checker) element(n *html.Node, within []string) {
	for _, a := range n.Attr {
		switch {
		case a.Key == "style":
			c.say("<%s> has an inline style", n.Data)
		case strings.HasPrefix(a.Key, "on"):
			c.say("<%s> has an inline handler %s", n.Data, a.Key)
		case (a.Key == "href" || a.Key == "src" || a.Key == "action") && strings.Contains(a.Val, "about:invalid"):
			c.say("<%s> has a refused address", n.Data)
		case a.Key == "aria-describedby":
			c.refs = append(c.refs, strings.Fields(a.Val)...)
		case a.Key == "href" && n.Data == "a" && strings.HasPrefix(a.Val, "#") && len(a.Val) > 1:
			c.refs = append(c.refs, a.Val[1:])
		}
	}
	switch n.Data {
	case "html":
		if attr(n, "lang") == "" {
			c.say("the page has no language")
		}
	case "style":
		c.say("the page has a style element")
	case "script":
		if attr(n, "src") == "" || n.FirstChild != nil {
			c.say("the page has an inline script")
		}
	case "h1":
		c.h1++
	case "img":
		if !hasAttr(n, "alt") {
			c.say("picture %s has no text", attr(n, "src"))
		}
		if !hasAttr(n, "width") || !hasAttr(n, "height") {
			c.say("picture %s has no size", attr(n, "src"))
		}
	case "a", "button":
		if strings.TrimSpace(text(n)) == "" && attr(n, "aria-label") == "" {
			c.say("<%s> %s has no words", n.Data, attr(n, "href"))
		}
	case "form":
		c.form(n)
	case "input", "select", "textarea":
		c.control(n, within)
	}
}

func (c *checker) form(n *html.Node) {
	if strings.ToLower(attr(n, "method")) != "post" {
		return
	}
	names := map[string]bool{}
	each(n, func(k *html.Node) {
		if k.Data == "input" && attr(k, "type") == "hidden" {
			names[attr(k, "name")] = attr(k, "value") != ""
		}
	})
	for _, name := range []string{"csrf", "key"} {
		if !names[name] {
			c.say("form %s has no hidden %s", attr(n, "action"), name)
		}
	}
	if !hasAttr(n, "novalidate") {
		c.say("form %s lets the browser speak before the market's own sentences", attr(n, "action"))
	}
}

func (c *checker) control(n *html.Node, within []string) {
	kind := attr(n, "type")
	if kind == "hidden" || kind == "submit" || kind == "button" {
		return
	}
	if !slices.Contains(within, "form") && !slices.Contains(within, "template") { // a script puts a piece into its form
		c.say("%s stands outside a form", attr(n, "name"))
	}
	if !c.labelled[attr(n, "id")] && !slices.Contains(within, "label") && attr(n, "aria-label") == "" {
		c.say("%s has no label", attr(n, "name"))
	}
}

func each(n *html.Node, do func(*html.Node)) {
	if n.Type == html.ElementNode {
		do(n)
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		each(k, do)
	}
}

func text(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	s := ""
	if n.Data == "img" {
		s = attr(n, "alt")
	}
	for k := n.FirstChild; k != nil; k = k.NextSibling {
		s += text(k)
	}
	return s
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for _, a := range n.Attr {
		if a.Key == key {
			return true
		}
	}
	return false
}
