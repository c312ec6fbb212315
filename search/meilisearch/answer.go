package meilisearch

import (
	"encoding/json"

	jsoniter "github.com/json-iterator/go"
	meili "github.com/meilisearch/meilisearch-go"
)

// result is what the server answers to one question of a batch.
type result struct {
	entries []entry
	total   int
	facets  map[string]map[string]int
}

// entry is a hit with what was asked for of it.
type entry struct {
	id, card, sounds, mark string
	face                   face
	labels                 labels
}

// decode reads what the server answers. Of the answers to a batch the client would make a
// map of every hit, which takes longer than all that we do with them, and of settings it does
// not know every shape: both are handed on as they came, for readAnswers and suits.
func decode(body []byte, into any) error {
	switch into := into.(type) {
	case *meili.MultiSearchResponse:
		into.Results = []meili.SearchResponse{{FacetDistribution: body}}
		return nil
	case *meili.Settings:
		into.FilterableAttributes = []string{string(body)}
		return nil
	case *json.RawMessage:
		*into = body
		return nil
	}
	return json.Unmarshal(body, into)
}

// readAnswers reads the answers to a batch.
func readAnswers(r *meili.MultiSearchResponse) ([]result, error) {
	it := jsoniter.ConfigFastest.BorrowIterator(r.Results[0].FacetDistribution)
	defer jsoniter.ConfigFastest.ReturnIterator(it)
	var all []result
	it.ReadObjectCB(func(it *jsoniter.Iterator, field string) bool {
		if field != "results" {
			it.Skip()
			return true
		}
		return it.ReadArrayCB(func(it *jsoniter.Iterator) bool {
			var one result
			one.read(it)
			all = append(all, one)
			return it.Error == nil
		})
	})
	if it.Error != nil {
		return nil, errStrange
	}
	return all, nil
}

func (r *result) read(it *jsoniter.Iterator) {
	it.ReadObjectCB(func(it *jsoniter.Iterator, field string) bool {
		switch field {
		case "hits":
			it.ReadArrayCB(func(it *jsoniter.Iterator) bool {
				var e entry
				e.read(it)
				r.entries = append(r.entries, e)
				return it.Error == nil
			})
		case "totalHits", "estimatedTotalHits":
			r.total = it.ReadInt()
		case "facetDistribution":
			it.ReadVal(&r.facets)
		default:
			it.Skip()
		}
		return it.Error == nil
	})
}

func (e *entry) read(it *jsoniter.Iterator) {
	it.ReadObjectCB(func(it *jsoniter.Iterator, field string) bool {
		switch field {
		case fieldID:
			e.id = it.ReadString()
		case fieldCard:
			e.card = it.ReadString()
		case fieldSounds:
			e.sounds = it.ReadString()
		case fieldMark:
			e.mark = it.ReadString()
		case fieldFace:
			e.face = readList(it)
		case fieldLabels:
			e.labels = readList(it)
		default:
			it.Skip()
		}
		return it.Error == nil
	})
}

func readList(it *jsoniter.Iterator) (all []string) {
	it.ReadArrayCB(func(it *jsoniter.Iterator) bool {
		all = append(all, it.ReadString())
		return it.Error == nil
	})
	return all
}
