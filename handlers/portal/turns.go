package portal

import (
	"slices"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/view"
)

// turns are the questions of a form in their order, one a screen, each with its fields. What
// was answered travels along in hidden fields, and all of it is kept with the last answer.
type turns []turn

type turn struct {
	at     string
	fields []string
}

var (
	pointTurns  = turns{{"name", []string{"name"}}, {"place", []string{"ward_code", "street"}}, {"days", []string{"days"}}, {"hours", []string{"hours"}}}
	postTurns   = turns{{"place", []string{"point"}}, {"days", []string{"weekdays"}}, {"hours", []string{"hours"}}}
	memberTurns = turns{{"phone", []string{"phone"}}, {"name", []string{"name"}}, {"rights", []string{"rights"}}}
)

// next is the question after the one that was answered, "" after the last and for what is
// sent whole. Of what is wrong with the form it refuses what this question asked.
func (t turns) next(at string, wrong error) (string, error) {
	i := slices.IndexFunc(t, func(q turn) bool { return q.at == at })
	if i < 0 || i == len(t)-1 {
		return "", nil
	}
	for _, f := range fault.All(wrong) {
		if slices.Contains(t[i].fields, f.Field) {
			return "", f
		}
	}
	return t[i+1].at, nil
}

// mend is the first question with a problem, or else the last, and what its screen says.
func (t turns) mend(ps view.Problems) (string, view.Problems) {
	for _, q := range t {
		here := slices.DeleteFunc(slices.Clone(ps), func(p view.Problem) bool { return !slices.Contains(q.fields, p.Field) })
		if len(here) > 0 {
			return q.at, here
		}
	}
	return t[len(t)-1].at, ps
}
