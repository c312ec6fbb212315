package meilisearch

import "context"

// session is the batches of one answer. They must all see the same filling of the index.
type session struct {
	*Engine
	ctx     context.Context
	filling *string // what the first batch saw
}

func (s *session) ask(b *batch) (answers, error) {
	got, err := s.Engine.ask(s.ctx, b, s.filling != nil)
	if err != nil {
		return answers{}, err
	}
	if s.filling != nil && *s.filling != got.filling {
		return answers{}, errSwapped
	}
	if got.guarded {
		s.filling = &got.filling
	}
	return got, nil
}

// hits reads the cards of answer i, and their faces where they were asked for.
func (a answers) hits(i int) ([]hit, error) {
	out := make([]hit, len(a.results[i].entries))
	for n, e := range a.results[i].entries {
		var err error
		if out[n].card, err = cardFrom(e.card); err != nil {
			return nil, err
		}
		out[n].Sounds, out[n].face = e.sounds, e.face
	}
	return out, nil
}

// ids reads the ids of answer i.
func (a answers) ids(i int) ([]hit, error) {
	out := make([]hit, len(a.results[i].entries))
	for n, e := range a.results[i].entries {
		if e.id == "" {
			return nil, errForeign
		}
		out[n].ID = plain(e.id)
	}
	return out, nil
}
