package api

import (
	"encoding"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
)

// schema is a JSON Schema as OpenAPI 3.1 uses it.
type schema struct {
	Ref         string             `json:"$ref,omitempty"`
	Type        any                `json:"type,omitempty"` // a word, or a list of words
	Format      string             `json:"format,omitempty"`
	Description string             `json:"description,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Minimum     *int64             `json:"minimum,omitempty"`
	Maximum     *int64             `json:"maximum,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Additional  any                `json:"additionalProperties,omitempty"` // false, or a schema
	order       []string           // of the properties, for people
}

// schemas turns types into schemas; structs become components, each with a name of its own.
type schemas struct {
	all   map[string]*schema
	names map[reflect.Type]map[bool]string
}

func newSchemas() *schemas {
	return &schemas{all: map[string]*schema{}, names: map[reflect.Type]map[bool]string{}}
}

var (
	writesJSON = reflect.TypeFor[json.Marshaler]()
	writesText = reflect.TypeFor[encoding.TextMarshaler]()
	raw        = reflect.TypeFor[json.RawMessage]()
)

// of is the schema of a type as input, where nothing unknown is taken, or as output, where
// everything named is there.
func (s *schemas) of(t reflect.Type, input bool) *schema {
	if known, ok := special[t]; ok {
		out := known
		return &out
	}
	switch {
	case t == raw:
		return &schema{Type: "object"}
	case t.Kind() == reflect.Pointer:
		return orNull(s.of(t.Elem(), input))
	case t.Implements(writesText) && !t.Implements(writesJSON):
		return &schema{Type: "string"}
	}
	switch t.Kind() {
	case reflect.String:
		return &schema{Type: "string", Enum: words[t]}
	case reflect.Bool:
		return &schema{Type: "boolean"}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return &schema{Type: "integer", Format: "int64"}
	case reflect.Float64:
		return &schema{Type: "number"}
	case reflect.Slice:
		return &schema{Type: "array", Items: s.of(t.Elem(), input)}
	case reflect.Map:
		return &schema{Type: "object", Additional: s.of(t.Elem(), input)}
	case reflect.Interface:
		return &schema{}
	case reflect.Struct:
		return &schema{Ref: componentPath + s.component(t, input)}
	}
	panic("api: no schema for " + t.String())
}

func orNull(one *schema) *schema {
	if word, ok := one.Type.(string); ok {
		one.Type = []string{word, "null"}
	}
	return one // a component that may be absent is left out by omitempty, and never null
}

// component writes the schema of a struct once and returns its name.
func (s *schemas) component(t reflect.Type, input bool) string {
	if name, ok := s.names[t][input]; ok {
		return name
	}
	name := titled(t)
	if input {
		name += "Input"
	}
	if s.names[t] == nil {
		s.names[t] = map[bool]string{}
	}
	s.names[t][input] = name
	if _, taken := s.all[name]; taken {
		panic("api: two schemas are called " + name)
	}
	s.all[name] = &schema{} // a struct may hold itself
	*s.all[name] = *s.object(t, input)
	return name
}

func (s *schemas) object(t reflect.Type, input bool) *schema {
	out := &schema{Type: "object", Properties: map[string]*schema{}}
	if input {
		out.Additional = false
	}
	s.fields(t, input, out)
	if !input {
		slices.Sort(out.Required)
	}
	return out
}

func (s *schemas) fields(t reflect.Type, input bool, out *schema) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("json")
		name, options, _ := strings.Cut(tag, ",")
		if f.Anonymous && !tagged && f.Type.Kind() == reflect.Struct {
			s.fields(f.Type, input, out)
			continue
		}
		if !f.IsExported() || !tagged || name == "-" {
			continue
		}
		p := s.of(f.Type, input)
		if word := f.Tag.Get("doc"); word != "" {
			p.Description = word
		} else if word, ok := told[name]; ok && p.Ref == "" && p.Description == "" {
			p.Description = word
		}
		if format := f.Tag.Get("format"); format != "" {
			p.Format = format
		}
		if _, twice := out.Properties[name]; !twice {
			out.order = append(out.order, name)
		}
		out.Properties[name] = p
		if !input && !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero") {
			out.Required = append(out.Required, name)
		}
	}
}

// titled is the name of a struct in the document: "ProductCard", "CheckoutPlaceOrder" for
// one of another room, "ProductCardList" for a page of them.
func titled(t reflect.Type) string {
	name, arg, generic := strings.Cut(t.Name(), "[")
	pkg := t.PkgPath()[strings.LastIndex(t.PkgPath(), "/")+1:]
	out := strings.ToUpper(name[:1]) + name[1:]
	if pkg != "api" {
		out = strings.ToUpper(pkg[:1]) + pkg[1:] + out
	}
	if generic {
		arg = strings.TrimSuffix(arg, "]")
		arg = arg[strings.LastIndex(arg, ".")+1:]
		out = strings.ToUpper(arg[:1]) + arg[1:] + out
	}
	return out
}
