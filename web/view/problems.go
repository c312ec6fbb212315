package view

import (
	"strings"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/locale"
)

// Problem is one refusal in the reader's language. Field is the name of the form field
// that it stands beside, or empty.
type Problem struct {
	Field    string
	Sentence string
}

// Problems are the refusals of one form, in order. The zero value is "none".
type Problems []Problem

// ProblemsOf words the faults inside err; an error that is not ours becomes one general
// sentence without detail.
func ProblemsOf(lang locale.Lang, err error) Problems {
	if err == nil {
		return nil
	}
	all := fault.All(err)
	if len(all) == 0 {
		return Problems{{Sentence: locale.Raw(lang, "fault.kind.internal")}}
	}
	ps := make(Problems, 0, len(all))
	for _, f := range all {
		ps = append(ps, Problem{Field: f.Field, Sentence: locale.Fault(lang, f)})
	}
	return ps
}

// On is the sentence beside field, or "".
func (ps Problems) On(field string) string {
	for _, p := range ps {
		if p.Field == field {
			return p.Sentence
		}
	}
	return ""
}

// Of says in which of several like forms of a page the problems are: they stand beside the
// fields of that name and of.
func (ps Problems) Of(of string) Problems {
	for i := range ps {
		if ps[i].Field != "" {
			ps[i].Field += "-" + of
		}
	}
	return ps
}

// Under is the problems of the fields "prefix.…" with the prefix taken off: those of one
// line or one address among several.
func (ps Problems) Under(prefix string) Problems {
	var out Problems
	for _, p := range ps {
		if rest, ok := strings.CutPrefix(p.Field, prefix+"."); ok {
			out = append(out, Problem{Field: rest, Sentence: p.Sentence})
		}
	}
	return out
}

// fieldID is the id of the control called name.
func fieldID(name string) string {
	return "f-" + strings.NewReplacer(".", "-", "[", "-", "]", "").Replace(name)
}
