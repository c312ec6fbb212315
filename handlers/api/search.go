package api

import (
	"encoding/base64"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/search"
)

func (a *api) searchRoutes() chapter {
	return chapter{"Search", []*route{
		hot(a, "/search", "searchProducts", "Products by words, with or without marks, with counts to narrow them by", a.search).
			says("While the search engine is away the database answers, with the same filters, orders and counts."),
		hot(a, "/suggestions", "suggestProducts", "Products, kinds, places and sellers whose name completes what is being typed", a.suggest).need("q").
			says("Products come alone unless others says how many of each other subject are wanted."),
	}}
}

// searchQuery is a question to the shelves. The values of one filter widen it, different
// filters narrow each other.
type searchQuery struct {
	paging
	Q        string         `json:"q"`
	Kind     []string       `json:"kind" doc:"slugs of kinds"`
	Group    []string       `json:"ocop_group"`
	Code     []string       `json:"code" doc:"codes of wards or provinces of today"`
	Seller   []string       `json:"seller" doc:"ids of sellers"`
	Stars    int            `json:"stars" doc:"at least so many"`
	PriceMin money.VND      `json:"price_min"`
	PriceMax money.VND      `json:"price_max"`
	Month    int            `json:"month" doc:"harvested in that month"`
	Alcohol  bool           `json:"alcohol"`
	Near     string         `json:"near" doc:"code of the buyer's ward of today, for sort=distance"`
	Sort     search.Sort    `json:"sort" doc:"relevance when left out; distance needs near; what has no price, or lies nowhere, comes last"`
	Facet    []search.Facet `json:"facet" doc:"what to count by"`
}

func init() {
	set(search.Relevance, search.Newest, search.PriceAsc, search.PriceDesc, search.Stars, search.Distance)
	set(search.OfProduct, search.OfKind, search.OfPlace, search.OfSeller)
	set(search.ByKind, search.ByGroup, search.ByDivision, search.ByStars, search.ByPrice, search.BySeason, search.BySeller)
}

type foundOut struct {
	list[productCard]
	Nearest bool                  `json:"nearest" doc:"no product has all the words: these have the most of them"`
	Total   int                   `json:"total" doc:"hits on all pages"`
	Facets  map[string][]countOut `json:"facets,omitempty" doc:"by the facets asked for; each is counted under every filter but its own"`
}

type countOut struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

const textMost = 200

var (
	sortType  = reflect.TypeFor[search.Sort]()
	facetType = reflect.TypeFor[search.Facet]()
)

func (in searchQuery) query(places *division.Directory) (search.Query, error) {
	var l fault.List
	near, err := in.near(places)
	l = append(l, fault.All(err)...)
	offset, err := parseOffset(in.Cursor)
	l = append(l, fault.All(err)...)
	limit, err := in.most()
	l = append(l, fault.All(err)...)
	l = append(l, fault.All(productQuery{Stars: in.Stars, Month: in.Month, Kind: in.Kind}.refuse())...)
	if in.Sort != "" && !slices.Contains(words[sortType], string(in.Sort)) {
		l.Add(fault.New(fault.Invalid, "api.word").On("sort"))
	}
	for _, f := range in.Facet {
		if !slices.Contains(words[facetType], string(f)) {
			l.Add(fault.New(fault.Invalid, "api.word").On("facet"))
			break
		}
	}
	if len([]rune(in.Q)) > textMost {
		l.Add(fault.New(fault.Invalid, "api.long").On("q").With("most", textMost))
	}
	return search.Query{
		Text: in.Q, Kinds: in.Kind, Groups: in.Group, Divisions: in.Code, Sellers: in.Seller, StarsMin: in.Stars, PriceMin: in.PriceMin, PriceMax: in.PriceMax,
		Month: in.Month, IncludeAlcohol: in.Alcohol, Near: near, Sort: in.Sort, Limit: limit, Offset: offset, Facets: in.Facet,
	}.Clean(), l.Err()
}

// near is the middle of the buyer's ward; the order by distance needs one.
func (in searchQuery) near(places *division.Directory) (search.Point, error) {
	if in.Near == "" {
		if in.Sort == search.Distance {
			return search.Point{}, fault.New(fault.Invalid, "api.near").On("near")
		}
		return search.Point{}, nil
	}
	ward, ok := places.Lookup(division.Current, in.Near)
	if !ok || ward.Level != division.Ward {
		return search.Point{}, fault.New(fault.Invalid, "place.ward").On("near")
	}
	return search.Point{Lat: int32(ward.Lat), Lon: int32(ward.Lon)}, nil
}

func (a *api) search(c *fiber.Ctx, _ nobody, in searchQuery) (foundOut, error) {
	q, err := in.query(a.Places)
	if err != nil {
		return foundOut{}, err
	}
	q.On = a.Now().Date()
	ctx := c.UserContext()
	res, err := a.Finder.Search(ctx, q)
	if err != nil {
		return foundOut{}, err
	}
	cards, err := catalog.Shown(ctx, a.DB.Read(ctx), res.IDs(), a.Now().Date())
	if err != nil {
		return foundOut{}, err
	}
	out := foundOut{list: list[productCard]{Items: each(cards, a.cardOf)}, Total: res.Total, Nearest: res.Nearest}
	if res.More {
		out.Next = offsetCursor(q.Offset + q.Limit)
	}
	for f, counts := range res.Facets {
		if out.Facets == nil {
			out.Facets = map[string][]countOut{}
		}
		out.Facets[string(f)] = each(counts, func(n search.Count) countOut { return countOut{n.Value, n.N} })
	}
	return out, nil
}

// offsetCursor is a place in an answer of the engine, as opaque as other cursors are.
func offsetCursor(n int) string {
	return base64.RawURLEncoding.EncodeToString([]byte("s" + strconv.Itoa(n)))
}

func parseOffset(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	text, ok := strings.CutPrefix(string(b), "s")
	n, bad := strconv.Atoi(text)
	if err != nil || !ok || bad != nil || n < 0 || n > 10_000 {
		return 0, fault.New(fault.Invalid, "page.cursor").On("cursor")
	}
	return n, nil
}

type suggestQuery struct {
	Q       string `json:"q"`
	Limit   int    `json:"limit" doc:"products, 8 when left out and 20 at most"`
	Others  int    `json:"others" doc:"of each other subject, none when left out and 10 at most"`
	Lang    string `json:"lang" doc:"vi or en: the language of the names"`
	Alcohol bool   `json:"alcohol"`
}

type suggestion struct {
	Of       search.Subject `json:"of" doc:"product, kind, place or seller"`
	ID       string         `json:"id" doc:"of a product or seller; the slug of a kind; the code of a place"`
	Name     string         `json:"name"`
	Products int            `json:"products" doc:"that stand behind it"`
	Photo    *picture       `json:"photo,omitempty"`
}

func (a *api) suggest(c *fiber.Ctx, _ nobody, in suggestQuery) (list[suggestion], error) {
	if len([]rune(in.Q)) > textMost {
		return list[suggestion]{}, fault.New(fault.Invalid, "api.long").On("q").With("most", textMost)
	}
	found, err := a.Finder.Suggest(c.UserContext(), search.Typing{Prefix: in.Q, Limit: in.Limit, Others: in.Others, Lang: in.Lang, IncludeAlcohol: in.Alcohol}.Clean())
	if err != nil {
		return list[suggestion]{}, err
	}
	return full(found, nil, func(s search.Suggestion) suggestion {
		return suggestion{s.Of, s.ID, s.Name, s.N, pictureOf(s.Image, 0, 0, "")}
	})
}
