package storefront

import (
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
)

// loose are problems that point at no field: what was refused stands in the address, or in
// a form that is not shown.
func loose(ps view.Problems) view.Problems {
	for i := range ps {
		ps[i].Field = ""
	}
	return ps
}

// problemsOf words what was refused. What is told of a field that the form does not show
// stands at its top and points nowhere.
func problemsOf(lang locale.Lang, err error) view.Problems {
	ps := view.ProblemsOf(lang, err)
	for i, f := range fault.All(err) {
		if f.Key == "input.unknown" || f.Field == "idempotency_key" {
			ps[i].Field = ""
		}
	}
	return ps
}
