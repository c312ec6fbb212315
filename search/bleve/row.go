package bleve

import (
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// row is what filters, facets and orders ask of one product. Rows are never changed, only
// replaced. Values of facets are numbers in the table's lists. What every search reads
// stands first, within one line of the processor's memory, for a shelf is walked whole.
type row struct {
	alcohol bool
	season  search.Months
	stars   int
	band    int // -1 without a price
	kinds   []int
	until   clock.Date // the last day of stars

	price     int64
	divisions []int
	group     int // -1 when none
	seller    int
	words     int // in the Vietnamese name
	id        string
	sold      int64
	published int64
	point     search.Point
	at        int // place in the table
	version   int64
	digest    string
	names     []name
	image     string
}

// name is a name in a language.
type name struct{ lang, text string }

// in is the name in a language, in Vietnamese where there is none.
func (r *row) in(lang string) (vi string) {
	for _, n := range r.names {
		switch {
		case n.lang == lang && n.text != "":
			return n.text
		case n.lang == "vi":
			vi = n.text
		}
	}
	return vi
}

// storedRow is a row as the index keeps it: short names, because there is one per product.
type storedRow struct {
	ID        string            `json:"i"`
	Version   int64             `json:"v"`
	Names     map[string]string `json:"n"`
	Image     string            `json:"im,omitempty"`
	Kinds     []search.Label    `json:"k,omitempty"`
	Divisions []search.Label    `json:"d,omitempty"`
	Group     string            `json:"g,omitempty"`
	Seller    string            `json:"s,omitempty"`
	Shop      string            `json:"sh,omitempty"`
	Stars     int               `json:"st,omitempty"`
	Price     int64             `json:"p,omitempty"`
	Season    search.Months     `json:"m,omitempty"`
	Alcohol   bool              `json:"a,omitempty"`
	Published int64             `json:"t,omitempty"`
	Sold      int64             `json:"so,omitempty"`
	Until     clock.Date        `json:"u,omitempty"`
	Point     *search.Point     `json:"pt,omitempty"`
	Digest    string            `json:"h"`
}

func stored(d search.Document) storedRow {
	s := storedRow{
		ID: d.ID, Version: d.Version, Names: d.Names, Image: d.Image, Kinds: d.Kinds, Divisions: d.Divisions,
		Group: d.Group, Seller: d.Seller, Shop: d.Shop, Stars: d.Stars, Until: d.StarsUntil, Price: d.Price.Dong(), Season: d.Season,
		Alcohol: d.Alcohol, Published: d.PublishedAt, Sold: d.Sold, Digest: d.Digest(),
	}
	if d.Point.Known() {
		s.Point = &d.Point
	}
	return s
}

// row makes the row of s with the numbers of this table.
func (t *table) row(s storedRow) *row {
	r := &row{
		id: s.ID, version: s.Version, image: s.Image, stars: s.Stars, until: clock.Date(t.same(string(s.Until))), price: s.Price,
		season: s.Season, alcohol: s.Alcohol, published: s.Published, sold: s.Sold, digest: s.Digest,
		group: -1, band: -1, seller: -1, words: len(strings.Fields(vntext.Fold(s.Names["vi"]))),
	}
	for lang, text := range s.Names {
		r.names = append(r.names, name{t.same(lang), text})
	}
	r.kinds, r.divisions = t.kinds.numbers(s.Kinds...), t.divisions.numbers(s.Divisions...)
	if s.Group != "" {
		r.group = t.groups.number(search.Label{Value: s.Group})
	}
	if s.Seller != "" {
		r.seller = t.sellers.number(search.Label{Value: s.Seller, Names: map[string]string{"vi": s.Shop}})
	}
	if s.Point != nil {
		r.point = *s.Point
	}
	for i, b := range search.Bands {
		if b.Holds(money.Of(s.Price)) {
			r.band = i
		}
	}
	return r
}

// starsOn is the rank that may be shown on a day; see search.Document.StarsOn.
func (r *row) starsOn(day clock.Date) int {
	if r.until < day {
		return 0
	}
	return r.stars
}
