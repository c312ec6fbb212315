package bleve

import (
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// postings reads which documents have a term. It goes to the segments of a snapshot and
// takes their sets of documents many at a time: one by one, through the snapshot, costs
// more than all the rest of a search.
type postings struct {
	snapshot *scorch.IndexSnapshot
	fields   map[string][]segment.TermDictionary // of each segment, opened when first asked
	list     segment.PostingsList                // reused for every term
	iterator segment.PostingsIterator
	some     [256]uint32
}

func (p *postings) dictionaries(field string) ([]segment.TermDictionary, error) {
	all, opened := p.fields[field]
	if opened {
		return all, nil
	}
	for _, s := range p.snapshot.Segments() {
		d, err := s.Segment().Dictionary(field)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	p.fields[field] = all
	return all, nil
}

// each calls fn with the numbers of the documents that have term in field, some at a time.
func (p *postings) each(field, term string, fn func(some []uint32)) error {
	dictionaries, err := p.dictionaries(field)
	if err != nil {
		return err
	}
	from := uint32(0)
	for i, s := range p.snapshot.Segments() {
		if p.list, err = dictionaries[i].PostingsList([]byte(term), s.Deleted(), p.list); err != nil {
			return err
		}
		p.iterator = p.list.Iterator(false, false, false, p.iterator)
		if err := p.drain(from, fn); err != nil {
			return err
		}
		from += uint32(s.FullSize())
	}
	return nil
}

func (p *postings) drain(from uint32, fn func(some []uint32)) error {
	if set, ok := p.iterator.(segment.OptimizablePostingsIterator); ok && set.ActualBitmap() != nil {
		for many := set.ActualBitmap().ManyIterator(); ; {
			n := many.NextMany(p.some[:])
			if n == 0 {
				return nil
			}
			for i := range p.some[:n] {
				p.some[i] += from
			}
			fn(p.some[:n])
		}
	}
	for {
		one, err := p.iterator.Next()
		if err != nil || one == nil {
			return err
		}
		p.some[0] = from + uint32(one.Number())
		fn(p.some[:1])
	}
}
