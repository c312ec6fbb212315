package view

import "github.com/a-h/templ"

// Field is one labelled control.
type Field struct {
	Name         string
	Of           string // which of several forms with this name on the page; problems are On("Name-Of")
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

// key is the name by which problems and links find the field on its page.
func (d Field) key() string {
	if d.Of != "" {
		return d.Name + "-" + d.Of
	}
	return d.Name
}

func (d Field) describedBy(ps Problems) string {
	s := ""
	if d.Hint != "" {
		s = fieldID(d.key()) + "-hint"
	}
	if ps.On(d.key()) != "" {
		if s != "" {
			s += " "
		}
		s += fieldID(d.key()) + "-wrong"
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
	if ps.On(d.key()) != "" {
		m["aria-invalid"] = "true"
	}
	return m
}
