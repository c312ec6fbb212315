package meilisearch

import (
	"context"
	"encoding/json"
)

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
	out := make([]hit, len(a.results[i].Hits))
	for n, h := range a.results[i].Hits {
		if err := json.Unmarshal(h[fieldCard], &out[n].card); err != nil {
			return nil, errForeign
		}
		if raw := h[fieldFace]; len(raw) > 0 {
			if err := json.Unmarshal(raw, &out[n].face); err != nil {
				return nil, errForeign
			}
		}
	}
	return out, nil
}

// ids reads the ids of answer i.
func (a answers) ids(i int) ([]hit, error) {
	out := make([]hit, len(a.results[i].Hits))
	for n, h := range a.results[i].Hits {
		var id string
		if err := json.Unmarshal(h[fieldID], &id); err != nil {
			return nil, errForeign
		}
		out[n].ID = plain(id)
	}
	return out, nil
}
