package search

// Result is one page of an answer.
type Result struct {
	Hits  []Hit
	Total int // hits on all pages

	// Facets holds, for each facet asked for, the values that occur, most frequent
	// first, then by value (bands and months in their own order). A facet is counted
	// under every filter but its own, so that a buyer who chose honey still sees how
	// many teas there are.
	Facets map[Facet][]Count

	// Nearest is set when no product has all the words of the question, or only by guesses:
	// of several words none as it stands but in the description. The hits are those that come
	// nearest, and a page should say so.
	Nearest bool

	// More reports whether a page at Offset + Limit holds anything.
	More bool
}

// IDs are the product ids of the page in order.
func (r Result) IDs() []string {
	ids := make([]string, len(r.Hits))
	for i, h := range r.Hits {
		ids[i] = h.ID
	}
	return ids
}

// Hit is one product found. Score orders the hits of one answer by relevance and means
// nothing outside it; it is 0 when there was no text.
type Hit struct {
	ID    string
	Score float64
}

// Count says how many hits carry a value of a facet.
type Count struct {
	Value string
	N     int
}

// Typing is the beginning of a question, as it stands in the box.
type Typing struct {
	Prefix         string
	Limit          int    // products; 0 means 8, at most 20
	Others         int    // of each other subject; 0 means none, at most 10
	Lang           string // language of the names returned, "vi" when empty or missing
	IncludeAlcohol bool
}

// Clean returns t within its limits.
func (t Typing) Clean() Typing {
	t.Prefix = cleanText(t.Prefix)
	if t.Limit <= 0 {
		t.Limit = 8
	}
	t.Limit = min(t.Limit, 20)
	t.Others = min(max(t.Others, 0), 10)
	if t.Lang == "" {
		t.Lang = "vi"
	}
	return t
}

// Suggestion is something whose name completes what is being typed.
type Suggestion struct {
	Of    Subject
	ID    string // product id, slug of a kind, code of a division, seller id
	Name  string
	Image string // of a product
	N     int    // products that stand behind it; 1 for a product
}

// Subject is what a suggestion names.
type Subject string

// The subjects, in the order in which they are answered.
const (
	OfProduct Subject = "product"
	OfKind    Subject = "kind"
	OfPlace   Subject = "place"
	OfSeller  Subject = "seller"
)
