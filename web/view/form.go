package view

import "github.com/a-h/templ"

// Field is one labelled control.
type Field struct {
	Name         string
	Label        string
	Hint         string
	Value        string // what was typed, kept
	Type         string // "text" when empty
	InputMode    string
	Autocomplete string
	Placeholder  string
	MaxLength    int
	Rows         int // above 0: a text area
	Class        string
	Required     bool
	ReadOnly     bool
	Data         string // name of the enhancement: data-<name>
	DataValue    string
}

// Option is one choice of a select or a radio group.
type Option struct {
	Value, Label string
	Hint         string
	End          string // shown at the right, a price for instance
	Disabled     bool
}

func (d Field) describedBy(ps Problems) string {
	s := ""
	if d.Hint != "" {
		s = fieldID(d.Name) + "-hint"
	}
	if ps.On(d.Name) != "" {
		if s != "" {
			s += " "
		}
		s += fieldID(d.Name) + "-wrong"
	}
	return s
}

func (d Field) attrs(ps Problems) templ.Attributes {
	m := templ.Attributes{}
	set := func(name, value string) {
		if value != "" {
			m[name] = value
		}
	}
	set("inputmode", d.InputMode)
	set("autocomplete", d.Autocomplete)
	set("placeholder", d.Placeholder)
	set("aria-describedby", d.describedBy(ps))
	if d.Data != "" {
		m["data-"+d.Data] = d.DataValue
	}
	if d.MaxLength > 0 {
		m["maxlength"] = digits(d.MaxLength)
	}
	if d.Required {
		m["required"] = true
	}
	if d.ReadOnly {
		m["readonly"] = true
	}
	if ps.On(d.Name) != "" {
		m["aria-invalid"] = "true"
	}
	return m
}
