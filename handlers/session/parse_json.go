package session

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"

	"github.com/chophien/chophien/models/fault"
)

// parseJSON reads one JSON value and nothing behind it. The value must be an object.
func parseJSON(b []byte) (*node, error) {
	if len(b) > maxBody {
		return nil, fault.New(fault.TooLarge, "input.too_large")
	}
	if !utf8.Valid(b) {
		return nil, fault.New(fault.Invalid, "input.utf8") // the decoder would mend it silently
	}
	if !json.Valid(b) {
		return nil, fault.New(fault.Invalid, "input.json")
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	p := jsonParser{dec: dec}
	n, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if n.kind != object {
		return nil, fault.New(fault.Invalid, "input.json")
	}
	return n, nil
}

type jsonParser struct {
	dec   *json.Decoder
	nodes int
}

func (p *jsonParser) value(depth int) (*node, error) {
	if p.nodes++; p.nodes > maxNodes {
		return nil, fault.New(fault.Invalid, "input.many")
	}
	t, err := p.dec.Token()
	if err != nil {
		return nil, fault.New(fault.Invalid, "input.json").From(err)
	}
	switch t := t.(type) {
	case bool:
		if t {
			return &node{kind: truth, text: "true"}, nil
		}
		return &node{kind: truth, text: "false"}, nil
	case json.Number:
		return &node{kind: number, text: t.String()}, nil
	case string:
		return &node{kind: text, text: t}, nil
	case json.Delim:
		if depth == maxDepth {
			return nil, fault.New(fault.Invalid, "input.deep")
		}
		return p.inside(t, depth+1)
	}
	return &node{kind: null}, nil
}

func (p *jsonParser) inside(open json.Delim, depth int) (*node, error) {
	n := &node{kind: list}
	if open == '{' {
		n.kind = object
	}
	for p.dec.More() {
		name := ""
		if n.kind == object {
			t, err := p.dec.Token()
			if err != nil {
				return nil, fault.New(fault.Invalid, "input.json").From(err)
			}
			name, _ = t.(string)
		}
		child, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		if n.kind == object {
			n.put(name, child)
		} else {
			n.items = append(n.items, child)
		}
	}
	if _, err := p.dec.Token(); err != nil { // the closing one
		return nil, fault.New(fault.Invalid, "input.json").From(err)
	}
	return n, nil
}
