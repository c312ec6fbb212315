package session

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/chophien/chophien/models/fault"
)

// mode is where the input came from, which decides over tags and over how much is text.
type mode int

const (
	byJSON mode = iota
	byForm
	byQuery
	byQueryLoosely
)

// tags are the struct tags that name a field, the first one present counts.
func (m mode) tags() []string {
	switch m {
	case byJSON:
		return []string{"json"}
	case byForm:
		return []string{"form", "json"}
	}
	return []string{"query", "form", "json"}
}

// kind is what a node holds.
type kind int

const (
	null kind = iota
	truth
	number
	text
	list
	object
)

// node is one value as sent. In a form every single value is a text, and a name that
// came several times is a list of texts.
type node struct {
	kind   kind
	text   string // of a text, of a number as written, "true" or "false"
	items  []*node
	names  []string // of an object, in order
	fields map[string]*node
	twice  bool // the name of this node came twice
}

// empty reports whether nothing was typed.
func (n *node) empty() bool {
	if n.kind == list {
		return !slices.ContainsFunc(n.items, func(one *node) bool { return !one.empty() })
	}
	return n.kind == text && n.text == ""
}

func (n *node) put(name string, child *node) {
	if n.fields == nil {
		n.fields = map[string]*node{}
	}
	if old, there := n.fields[name]; there {
		old.twice = true
		return
	}
	n.fields[name] = child
	n.names = append(n.names, name)
}

// json writes the node for a type that reads JSON by itself.
func (n *node) json() []byte {
	switch n.kind {
	case truth, number:
		return []byte(n.text)
	case text:
		b, _ := json.Marshal(n.text) // a string always encodes
		return b
	case list:
		out := []byte{'['}
		for i, item := range n.items {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(out, item.json()...)
		}
		return append(out, ']')
	case object:
		out := []byte{'{'}
		for i, name := range n.names {
			if i > 0 {
				out = append(out, ',')
			}
			b, _ := json.Marshal(name)
			out = append(append(append(out, b...), ':'), n.fields[name].json()...)
		}
		return append(out, '}')
	}
	return []byte("null")
}

// anyTwice finds a name that came twice anywhere below, for types that read by themselves.
func (n *node) anyTwice() bool {
	if n.twice {
		return true
	}
	for _, item := range n.items {
		if item.anyTwice() {
			return true
		}
	}
	for _, f := range n.fields {
		if f.anyTwice() {
			return true
		}
	}
	return false
}

// join is the path of a field below at.
func join(at, name string) string {
	if at == "" {
		return name
	}
	return at + "." + name
}

func joinIndex(at string, i int) string { return join(at, strconv.Itoa(i)) }

// told is a name from outside as a fault may carry it: only when it could be a field's.
func told(at, name string) string {
	if len(name) > 40 {
		return at
	}
	for i := range len(name) {
		switch b := name[i]; {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b == '_':
		default:
			return at
		}
	}
	return join(at, name)
}

func refuse(key, field string) *fault.Fault { return fault.New(fault.Invalid, key).On(field) }
