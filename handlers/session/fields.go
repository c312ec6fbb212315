package session

import (
	"reflect"
	"strings"
	"sync"
)

// field is one field of an input struct: its name outside and the way to it.
type field struct {
	name  string
	index []int
}

type shapeKey struct {
	t reflect.Type
	m mode
}

var shapes sync.Map // shapeKey → map[string]field

// shapeOf lists the fields of a struct by their names outside. Fields without a tag and
// those tagged "-" cannot be sent; those of an embedded struct are its holder's.
func shapeOf(t reflect.Type, m mode) map[string]field {
	key := shapeKey{t, m}
	if s, ok := shapes.Load(key); ok {
		return s.(map[string]field)
	}
	out := map[string]field{}
	collect(t, m, nil, out)
	shapes.Store(key, out)
	return out
}

func collect(t reflect.Type, m mode, above []int, out map[string]field) {
	for i := range t.NumField() {
		f := t.Field(i)
		index := append(append([]int(nil), above...), i)
		name, tagged := nameOf(f, m)
		switch {
		case name == "-" || !f.IsExported() && !f.Anonymous:
		case f.Anonymous && !tagged && f.Type.Kind() == reflect.Struct:
			collect(f.Type, m, index, out)
		case tagged && f.IsExported():
			out[name] = field{name, index}
		}
	}
}

func nameOf(f reflect.StructField, m mode) (name string, tagged bool) {
	for _, tag := range m.tags() {
		if value, ok := f.Tag.Lookup(tag); ok {
			name, _, _ = strings.Cut(value, ",")
			if name == "" {
				name = f.Name
			}
			return name, true
		}
	}
	return "", false
}
