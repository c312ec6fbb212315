package meilisearch

import (
	"context"
	"encoding/json"
	"reflect"
	"slices"

	meili "github.com/meilisearch/meilisearch-go"
)

// settings are what an index is asked to be, by the names of the server's API. An empty
// list is said, not left out: the server would keep what it has.
var settings = map[string]any{
	// Questions come as filters over words. What an operator looks up on the server's own
	// page is found by name.
	"searchableAttributes": []string{fieldName},
	// The server reads all of these for every hit, whatever the question asks for.
	"displayedAttributes": []string{fieldID, fieldCard, fieldSounds, fieldFace, fieldLabels, fieldMark},
	// Every value of a field that can be completed is read again with each change of the
	// index, and every level of one that can be compared is kept: no field has more than it
	// is asked for.
	"filterableAttributes": []filterable{
		asked(completed, fieldWords, fieldKindSaid, fieldPlaceSaid, fieldShopSaid),
		asked(compared, fieldStars, fieldUntil, fieldPrice),
		asked(equalled, fieldAlcohol, fieldMark, fieldName, fieldRaw, fieldJoin, fieldSound, fieldAlso, fieldText,
			fieldKinds, fieldDivisions, fieldGroup, fieldSeller, fieldRank, fieldBand, fieldMonths),
	},
	"sortableAttributes": []string{fieldGeo, fieldID, fieldLength, fieldPrice, fieldPublished, fieldSold, fieldStars},
	// Every question brings its whole order, down to the id.
	"rankingRules": []string{"sort"},
	// Words that mean the same are the lexicon's: it is shared with the embedded engine,
	// operators change it without a reindex, and marks decide in it ("mẹ" is not "mè"),
	// which the server does not tell apart.
	"synonyms":          map[string]any{},
	"stopWords":         []string{},
	"distinctAttribute": nil, // one product, one document
	// Typos are asked of the words that there are (near.go), as far as search.Slack goes;
	// what is being typed is completed as it stands.
	"typoTolerance": map[string]any{
		"enabled":             true,
		"minWordSizeForTypos": map[string]any{"oneTypo": 4, "twoTypos": 8},
		"disableOnWords":      []string{},
		"disableOnNumbers":    false,
		"disableOnAttributes": []string{fieldKindSaid, fieldPlaceSaid, fieldShopSaid},
	},
	"faceting": map[string]any{"maxValuesPerFacet": maxValues, "sortFacetValuesBy": map[string]any{"*": "count"}},
	// Totals are exact up to here.
	"pagination": map[string]any{"maxTotalHits": 1_000_000},
	// Tokens hold no separator and are no text of any language.
	"separatorTokens":     []string{},
	"nonSeparatorTokens":  []string{},
	"dictionary":          []string{},
	"localizedAttributes": nil,
	"proximityPrecision":  "byAttribute",
	"prefixSearch":        "disabled",
	"facetSearch":         true,
}

// maxValues is how many values of a facet the server lists. It is above search.MaxValues
// because words that are nearly the one typed come by the same way.
const maxValues = 200

// filterable is what may be asked of fields; servers know it since 1.14.
type filterable struct {
	Fields   []string `json:"attributePatterns"`
	Features features `json:"features"`
}

type features struct {
	Complete bool   `json:"facetSearch"`
	Filter   filter `json:"filter"`
}

type filter struct {
	Equal   bool `json:"equality"` // also whether there is one, and how it begins
	Compare bool `json:"comparison"`
}

var (
	equalled  = features{Filter: filter{Equal: true}}
	compared  = features{Filter: filter{Equal: true, Compare: true}}
	completed = features{Complete: true, Filter: filter{Equal: true}}
)

func asked(what features, fields ...string) filterable { return filterable{fields, what} }

// suit gives the index uid these settings where it has others.
func (e *Engine) suit(ctx context.Context, uid string) error {
	have, err := e.write.Index(uid).GetSettingsWithContext(ctx)
	if err != nil {
		return e.fault(ctx, err)
	}
	if suits(have.FilterableAttributes) {
		return nil
	}
	return e.done(ctx)(e.write.Index(uid).UpdateSettingsWithContext(ctx, ours))
}

// ours stands for settings where the client wants its own type; see encode.
var ours = &meili.Settings{}

// suits reports whether the server's settings, handed on by decode, are these. What it has
// beyond them is its own.
func suits(body []string) bool {
	var have map[string]any
	if len(body) != 1 || json.Unmarshal([]byte(body[0]), &have) != nil {
		return false // what cannot be read is not ours either
	}
	for name, want := range generic(settings) {
		if !equal(have[name], want) {
			return false
		}
	}
	return true
}

// generic is m as JSON would bring it.
func generic(m map[string]any) map[string]any {
	b, err := json.Marshal(m)
	if err != nil {
		panic(err) // lists and numbers
	}
	var out map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		panic(err)
	}
	return out
}

// equal compares lists without regard to their order, for the server keeps its own: our
// only list whose order matters has one member. Nothing and an empty list are the same.
func equal(a, b any) bool {
	la, oka := a.([]any)
	lb, okb := b.([]any)
	if !oka && !okb {
		ma, _ := a.(map[string]any)
		mb, _ := b.(map[string]any)
		if ma == nil && mb == nil {
			return reflect.DeepEqual(a, b)
		}
		for name, v := range mb {
			if !equal(ma[name], v) {
				return false
			}
		}
		return len(ma) == len(mb)
	}
	if len(la) != len(lb) {
		return false
	}
	for _, v := range lb {
		if !slices.ContainsFunc(la, func(have any) bool { return equal(have, v) }) {
			return false
		}
	}
	return true
}

// encode writes what is sent to the server. The client leaves out what is empty, and adds
// to a swap what servers before 1.18 refuse.
func encode(v any) ([]byte, error) {
	switch v := v.(type) {
	case **meili.Settings: // as the client hands them on
		if *v == ours {
			return json.Marshal(settings)
		}
	case []*meili.SwapIndexesParams:
		var swaps []map[string][]string
		for _, s := range v {
			swaps = append(swaps, map[string][]string{"indexes": s.Indexes})
		}
		return json.Marshal(swaps)
	}
	return json.Marshal(v)
}
