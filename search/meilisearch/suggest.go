package meilisearch

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/chophien/chophien/search"
	meili "github.com/meilisearch/meilisearch-go"
)

// Suggest completes names; see search.Engine. The last word counts as unfinished from the
// start, because the buyer is still typing.
func (e *Engine) Suggest(ctx context.Context, t search.Typing) ([]search.Suggestion, error) {
	t = t.Clean()
	if err := e.usable(ctx); err != nil {
		return nil, err
	}
	readings := e.lexicon.Read(t.Prefix)
	if len(readings) == 0 {
		return nil, e.fault(ctx, ctx.Err())
	}
	others := make(chan answer[[]search.Suggestion], 1)
	go func() {
		others <- answered(steady(func() ([]search.Suggestion, error) { return e.others(ctx, readings, t) }))
	}()
	out, err := steady(func() ([]search.Suggestion, error) { return e.products(ctx, readings, t) })
	rest := <-others
	if err = cmp.Or(err, rest.err); err != nil {
		return nil, err
	}
	return append(out, rest.value...), nil
}

type answer[T any] struct {
	value T
	err   error
}

func answered[T any](v T, err error) answer[T] { return answer[T]{v, err} }

// products completes the names of products, each name once.
func (e *Engine) products(ctx context.Context, readings []search.Reading, t search.Typing) ([]search.Suggestion, error) {
	s := &session{Engine: e, ctx: ctx}
	// Products of several shops may share a name, so more are asked for than returned.
	q := search.Query{Sort: search.Relevance, Limit: 4 * t.Limit, IncludeAlcohol: t.IncludeAlcohol}
	f, err := s.find(q, question{readings: readings, names: true}, beginning)
	if err != nil {
		return nil, err
	}
	var out []search.Suggestion
	seen := map[string]bool{}
	for _, h := range f.hits {
		name := h.face.name(t.Lang)
		if seen[name] || len(out) == t.Limit {
			continue
		}
		seen[name] = true
		out = append(out, search.Suggestion{Of: search.OfProduct, ID: h.ID, Name: name, Image: h.face.image(), N: 1})
	}
	return out, nil
}

// subjects are what else can be completed: the field of their names and that of their values.
var subjects = []struct {
	of           search.Subject
	said, valued string
}{{search.OfKind, fieldKindSaid, fieldKinds}, {search.OfPlace, fieldPlaceSaid, fieldDivisions}, {search.OfSeller, fieldShopSaid, fieldSeller}}

// label is a value whose name completes what is typed.
type label struct {
	value  string // token
	begins bool
	n      int
}

// others completes kinds, places and sellers by facet search: names that begin so first,
// then those with the most products.
func (e *Engine) others(ctx context.Context, readings []search.Reading, t search.Typing) ([]search.Suggestion, error) {
	if t.Others == 0 {
		return nil, nil
	}
	s := &session{Engine: e, ctx: ctx}
	found := make([]answer[[]label], len(subjects))
	asked := map[string][]string{}
	place := map[string]int{}
	for i, subject := range subjects {
		asked[subject.said] = nil
		place[subject.said] = i
	}
	err := eachOf(ctx, asked, func(said string) error {
		labels, err := s.labels(said, readings, t)
		found[place[said]] = answered(labels, err)
		return err
	})
	if err != nil {
		return nil, err
	}
	// The names to show come with any product that has the value.
	var b batch
	for i, subject := range subjects {
		for _, l := range found[i].value {
			b.add(&meili.SearchRequest{
				Filter: every(subject.valued+` = "`+l.value+`"`, gate(t.IncludeAlcohol)), Limit: 1, AttributesToRetrieve: []string{fieldLabels},
			})
		}
	}
	if len(b.queries) == 0 {
		return nil, nil
	}
	got, err := s.ask(&b)
	if err != nil {
		return nil, err
	}
	var out []search.Suggestion
	at := 0
	for i, subject := range subjects {
		for _, l := range found[i].value {
			entries := got.results[at].entries
			at++
			if len(entries) == 0 {
				continue // it went meanwhile
			}
			out = append(out, search.Suggestion{Of: subject.of, ID: plain(l.value), Name: entries[0].labels.name(subject.valued, l.value, t.Lang), N: got.total(at - 1)})
		}
	}
	return out, nil
}

// labels are the best of one subject.
func (s *session) labels(said string, readings []search.Reading, t search.Typing) ([]label, error) {
	prefixes := map[string]bool{}
	for _, r := range readings {
		for _, f := range r.Words[len(r.Words)-1] {
			prefixes[f.Folded] = true
		}
	}
	byValue := map[string]label{}
	for prefix := range prefixes {
		values, err := s.complete(said, prefix, gate(t.IncludeAlcohol))
		if err != nil {
			return nil, err
		}
		for _, v := range values {
			part := strings.SplitN(v.Value, "|", 3)
			if len(part) != 3 {
				return nil, errForeign
			}
			l := byValue[part[1]]
			holds := false
			for _, r := range readings {
				held, begins := r.Within(strings.Fields(part[2]))
				holds, l.begins = holds || held, l.begins || begins
			}
			if holds {
				l.value, l.n = part[1], max(l.n, v.Count)
				byValue[l.value] = l
			}
		}
	}
	out := make([]label, 0, len(byValue))
	for _, l := range byValue {
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b label) int {
		if a.begins != b.begins {
			if a.begins {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(b.n, a.n), cmp.Compare(plain(a.value), plain(b.value)))
	})
	return out[:min(len(out), t.Others)], nil
}
