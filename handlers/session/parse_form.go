package session

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chophien/chophien/models/fault"
)

const (
	maxFields = 1000 // of a form
	maxIndex  = 3    // digits of an index: a list in a form has at most 1,000 places
)

// parseForm reads "a=1&lines[0].b=2", as a body or as a query.
func parseForm(s string, m mode) (*node, error) {
	if len(s) > maxBody {
		return nil, fault.New(fault.TooLarge, "input.too_large")
	}
	if strings.Count(s, "&") >= maxFields {
		return nil, fault.New(fault.Invalid, "input.many")
	}
	values, err := url.ParseQuery(s)
	if err != nil && m != byQueryLoosely {
		return nil, fault.New(fault.Invalid, "input.form").From(err)
	}
	return formTree(values, m)
}

// formTree makes objects and lists of names such as "lines[0].quantity",
// "lines[0][quantity]" and "lines.0.quantity", which mean the same. What has no place in
// the tree is refused, but left alone in a loosely read query.
func formTree(values map[string][]string, m mode) (*node, error) {
	root := &node{kind: object}
	names, size, count := make([]string, 0, len(values)), 0, 0
	for name, vs := range values {
		size += len(name) + len(strings.Join(vs, ""))
		count += len(vs)
		if !utf8.ValidString(name + strings.Join(vs, "")) {
			if m == byQueryLoosely {
				continue
			}
			return nil, fault.New(fault.Invalid, "input.utf8")
		}
		names = append(names, name)
	}
	switch {
	case size > maxBody:
		return nil, fault.New(fault.TooLarge, "input.too_large")
	case count > maxFields:
		return nil, fault.New(fault.Invalid, "input.many")
	}
	slices.Sort(names) // so that the same form always gives the same faults
	for _, name := range names {
		path, ok := split(name)
		if ok = ok && root.plant(path, leafOf(values[name])); !ok && m != byQueryLoosely {
			return nil, fault.New(fault.Invalid, "input.form")
		}
	}
	return root, nil
}

// leafOf is one text, or a list of those that came under one name.
func leafOf(vs []string) *node {
	n := &node{kind: list}
	for _, v := range vs {
		n.items = append(n.items, &node{kind: text, text: lines(v)})
	}
	if len(n.items) == 1 {
		return n.items[0]
	}
	return n
}

// plant puts leaf at the end of path; it refuses a name that is a value and an object.
func (n *node) plant(path []string, leaf *node) bool {
	for _, part := range path[:len(path)-1] {
		next, there := n.fields[part]
		if !there {
			next = &node{kind: object}
			n.put(part, next)
		}
		if next.kind != object {
			return false
		}
		n = next
	}
	last := path[len(path)-1]
	if old, there := n.fields[last]; there {
		// "a.0" and "a[0]" are one name: it came twice. A value where an object is, is not.
		old.twice = true
		return old.kind != object
	}
	n.put(last, leaf)
	return true
}

// split cuts a name into its parts; every part holds something.
func split(name string) ([]string, bool) {
	path := strings.Split(strings.ReplaceAll(strings.ReplaceAll(name, "[", "."), "]", ""), ".")
	if len(path) > maxDepth || slices.Contains(path, "") {
		return nil, false
	}
	return path, true
}

// lines ends each line of a text with \n only; browsers send \r\n.
func lines(s string) string { return strings.ReplaceAll(s, "\r\n", "\n") }
