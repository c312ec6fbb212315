package bleve

import (
	"encoding/json"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/chophien/chophien/search"
)

// The fields of an index: those of search.Terms, split at spaces only.
const (
	fieldName  = "name"
	fieldRaw   = "raw"
	fieldHead  = "head"
	fieldJoin  = "join"
	fieldSound = "sound"
	fieldAlso  = "also"
	fieldText  = "text"
	fieldRow   = "row" // stored only: see storedRow
)

// fields is the shape of an index. Frequencies, norms and positions are left out: the
// driver weighs words itself, and names hardly ever repeat one.
func fields() mapping.IndexMapping {
	doc := bleve.NewDocumentStaticMapping()
	for _, name := range []string{fieldName, fieldRaw, fieldHead, fieldJoin, fieldSound, fieldAlso, fieldText} {
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
	row, err := json.Marshal(stored(d))
	if err != nil {
		return nil, err
	}
	t, words := d.Terms(), func(words []string) string { return strings.Join(words, " ") }
	return map[string]any{
		fieldName: words(t.Name), fieldRaw: words(t.Raw), fieldHead: words(t.Head), fieldJoin: words(t.Join),
		fieldSound: words(t.Sound), fieldAlso: words(t.Also), fieldText: words(t.Text),
		fieldRow: string(row),
	}, nil
}
