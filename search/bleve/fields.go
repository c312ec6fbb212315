package bleve

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// The fields of an index. All hold words ready made, split at spaces only.
const (
	fieldName  = "name"  // names in every language, folded
	fieldRaw   = "raw"   // the same words spelled
	fieldJoin  = "join"  // two to four neighbouring words of a name written as one
	fieldSound = "sound" // names and places by sound
	fieldAlso  = "also"  // shop, places, kinds, folded
	fieldText  = "text"  // descriptions, folded
	fieldRow   = "row"   // stored only: see storedRow
)

// fields is the shape of an index. Frequencies, norms and positions are left out: the
// driver weighs words itself, and names hardly ever repeat one.
func fields() mapping.IndexMapping {
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range []string{fieldName, fieldRaw, fieldJoin, fieldSound, fieldAlso, fieldText} {
		f := bleve.NewTextFieldMapping()
		f.Analyzer = "words"
		f.Store, f.DocValues, f.IncludeTermVectors, f.IncludeInAll = false, false, false, false
		f.SkipFreqNorm = true
		doc.AddFieldMappingsAt(name, f)
	}
	row := bleve.NewTextFieldMapping()
	row.Index, row.Store, row.DocValues, row.IncludeTermVectors, row.IncludeInAll = false, true, false, false, false
	doc.AddFieldMappingsAt(fieldRow, row)

	m := bleve.NewIndexMapping()
	if err := m.AddCustomAnalyzer("words", map[string]any{"type": custom.Name, "tokenizer": whitespace.Name}); err != nil {
		panic(err) // both names are compiled in
	}
	m.DefaultMapping = doc
	return m
}

// content is what the index stores of d.
func content(d search.Document) (map[string]any, error) {
	names := make([]string, 0, len(d.Names))
	for _, lang := range slices.Sorted(maps.Keys(d.Names)) {
		names = append(names, d.Names[lang])
	}
	all := strings.Join(names, " ")
	places, kinds := strings.Join(d.Places, " "), strings.Join(spoken(d.Kinds), " ")
	row, err := json.Marshal(stored(d))
	if err != nil {
		return nil, err
	}
	return map[string]any{
		fieldName:  distinct(strings.Fields(vntext.Fold(all))),
		fieldRaw:   distinct(strings.Fields(vntext.Spell(all))),
		fieldJoin:  distinct(joined(names)),
		fieldSound: distinct(strings.Fields(vntext.Sound(all + " " + places))),
		fieldAlso:  distinct(strings.Fields(vntext.Fold(d.Shop + " " + places + " " + kinds))),
		fieldText:  distinct(strings.Fields(vntext.Fold(strings.Join(slices.Collect(maps.Values(d.Descriptions)), " ")))),
		fieldRow:   string(row),
	}, nil
}

// spoken are all the names of labels.
func spoken(labels []search.Label) []string {
	var out []string
	for _, l := range labels {
		out = append(slices.AppendSeq(out, maps.Values(l.Names)), l.Also...)
	}
	return out
}

func distinct(words []string) string {
	slices.Sort(words)
	return strings.Join(slices.Compact(words), " ")
}

// joined are runs of two to four words of a name written as one, for buyers who leave the
// spaces out ("matong") and to tell neighbours from words that are far apart.
func joined(names []string) []string {
	var out []string
	for _, name := range names {
		words := strings.Fields(vntext.Fold(name))
		for from := range words {
			for to := from + 2; to <= min(from+4, len(words)); to++ {
				out = append(out, strings.Join(words[from:to], ""))
			}
		}
	}
	return out
}
