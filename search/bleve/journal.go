package bleve

import "github.com/chophien/chophien/search"

// journal remembers the last change of each product while a rebuild runs: a document, or
// nil for a removal. A nil journal remembers nothing.
type journal map[string]*search.Document

// put remembers the highest version of each of docs, whatever the index held: the one that
// is being built begins without versions.
func (j journal) put(docs []search.Document) {
	if j == nil {
		return
	}
	for _, d := range docs {
		if other := j[d.ID]; other == nil || other.Version <= d.Version {
			j[d.ID] = &d
		}
	}
}

func (j journal) remove(ids []string) {
	if j == nil {
		return
	}
	for _, id := range ids {
		j[id] = nil
	}
}

// split returns what to put and what to remove.
func (j journal) split() (docs []search.Document, removed []string) {
	for id, d := range j {
		if d == nil {
			removed = append(removed, id)
		} else {
			docs = append(docs, *d)
		}
	}
	return docs, removed
}
