package search

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Limits of a query. A person's question fits well inside; the rest is noise.
const (
	DefaultLimit = 20
	MaxLimit     = 100
	MaxOffset    = 10_000
	MaxText      = 200 // runes
	MaxChoices   = 50  // values in one filter
	MaxValues    = 100 // values listed of one facet
)

// Query is a question to the shelves. Filters of different kinds narrow each other; the
// values of one filter widen it ("honey or tea").
type Query struct {
	Text string

	Kinds     []string // slugs
	Groups    []string
	Divisions []string // codes
	Sellers   []string // ids
	StarsMin  int      // 0 for any
	PriceMin  money.VND
	PriceMax  money.VND // inclusive; 0 đ for no end
	Month     int       // 1 to 12: harvested in that month; 0 for any

	IncludeAlcohol bool // the buyer has said to be of age

	On   clock.Date // the day: ranks that have ended by then are none; empty asks nothing of their end
	Near Point      // of the buyer, for the order by Distance

	Sort   Sort
	Limit  int
	Offset int
	Facets []Facet
}

// Sort is the order of the hits. Equal ones are ordered by id, so that pages never repeat.
type Sort string

// The orders. Products without a price come last in both price orders.
const (
	Relevance Sort = "relevance" // with no text: stars, then sold, then newest
	Newest    Sort = "newest"
	PriceAsc  Sort = "price_asc"
	PriceDesc Sort = "price_desc"
	Stars     Sort = "stars"
	Distance  Sort = "distance" // from Near; what lies nowhere comes last
)

// Sorts lists the orders that a query may ask for.
var Sorts = []Sort{Relevance, Newest, PriceAsc, PriceDesc, Stars, Distance}

// Facet names something that hits are counted by.
type Facet string

// The facets and their values: slugs, codes, "1" to "5", bands such as "50000-99999",
// months "1" to "12", seller ids.
const (
	ByKind     Facet = "kind"
	ByGroup    Facet = "group"
	ByDivision Facet = "division"
	ByStars    Facet = "stars"
	ByPrice    Facet = "price"
	BySeason   Facet = "season"
	BySeller   Facet = "seller"
)

// Facets lists what hits can be counted by.
var Facets = []Facet{ByKind, ByGroup, ByDivision, ByStars, ByPrice, BySeason, BySeller}

// Clean returns q within the limits: text cut, page clamped, unknown sorts and facets and
// impossible stars, months and prices dropped, and the order by distance from nowhere. It refuses nothing, for a search box
// answers everybody; an edge that wants to refuse looks at its input before.
func (q Query) Clean() Query {
	q.Text = cleanText(q.Text)
	q.Kinds, q.Groups = few(q.Kinds), few(q.Groups)
	q.Divisions, q.Sellers = few(q.Divisions), few(q.Sellers)
	q.StarsMin = min(max(q.StarsMin, 0), 5)
	if q.Month < 1 || q.Month > 12 {
		q.Month = 0
	}
	if q.PriceMin.Negative() {
		q.PriceMin = money.VND{}
	}
	if q.PriceMax.Negative() {
		q.PriceMax = money.VND{}
	}
	if !slices.Contains(Sorts, q.Sort) || q.Sort == Distance && !q.Near.Known() {
		q.Sort = Relevance
	}
	if q.Limit <= 0 {
		q.Limit = DefaultLimit
	}
	q.Limit = min(q.Limit, MaxLimit)
	q.Offset = min(max(q.Offset, 0), MaxOffset)
	q.Facets = slices.DeleteFunc(slices.Compact(slices.Sorted(slices.Values(q.Facets))), func(f Facet) bool {
		return !slices.Contains(Facets, f)
	})
	return q
}

func few(values []string) []string { return values[:min(len(values), MaxChoices)] }

// cleanText is s as valid UTF-8 without outer spaces, cut to MaxText runes.
func cleanText(s string) string {
	// Cut the bytes first: 10 MB of text must not be walked to be thrown away.
	s = s[:min(len(s), MaxText*utf8.UTFMax)]
	s = strings.TrimSpace(strings.ToValidUTF8(s, " "))
	n := 0
	for i := range s {
		if n == MaxText {
			return strings.TrimSpace(s[:i])
		}
		n++
	}
	return s
}
