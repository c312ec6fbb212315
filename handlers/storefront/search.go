package storefront

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/search"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// pageSize is how many cards a page of results has.
const pageSize = 24

// sought is the address of the search page, read.
type sought struct {
	Text   string   `query:"q"`
	Kind   []string `query:"kind"`
	Ward   []string `query:"ward"`
	Stars  string   `query:"stars"`
	Price  string   `query:"price"`  // a band, "50000-99999"
	Season string   `query:"season"` // "now", or a month
	Seller []string `query:"seller"` // ids
	Sort   string   `query:"sort"`
	Near   string   `query:"near"`  // code of the buyer's ward, for the order by distance
	Place  string   `query:"place"` // its name, while it is being looked for
	Page   string   `query:"page"`
}

// sorts are the words of the address for the orders of the engine.
var sorts = []struct {
	word string
	by   search.Sort
}{{"", search.Relevance}, {"new", search.Newest}, {"cheap", search.PriceAsc}, {"dear", search.PriceDesc}, {"stars", search.Stars}, {"near", search.Distance}}

func (s *shop) searchPage(c *fiber.Ctx) error {
	in, err := session.Query[sought](c)
	if err != nil {
		return err
	}
	in = in.short()
	f := s.frame(c, "search")
	f.Query, f.NoIndex = in.Text, in.Text != ""
	ctx := c.UserContext()
	q := in.query(s, s.adult(c))
	ward, known := division.Division{}, false
	if in.Sort == "near" {
		if ward, known = s.wardOf(c, in); known && in.Place == "" {
			q.Near, q.Sort = pointOf(ward), search.Distance
		}
	}
	found, err := s.Finder.Search(ctx, q)
	if err != nil {
		return err
	}
	s.asked(c, in, found)
	rows, err := catalog.Shown(ctx, s.DB.Read(ctx), found.IDs(), s.Now().Date())
	if err != nil {
		return err
	}
	p := pages.SearchPage{Heading: s.heading(f, in), Total: found.Total, Nearest: found.Nearest, Cards: s.cardsOf(f.Lang, rows)}
	if in.Sort == "near" {
		p.Near = s.nearForm(f, in, ward, known)
		for i, r := range rows {
			p.Cards[i].Far = s.far(f, r, q.Near)
		}
	}
	ranked(in, q, p.Cards)
	switch {
	case p.Heading != "":
		f.Title = p.Heading
	case in.Text != "":
		f.Title = f.T("search.for", "query", in.Text)
	default:
		f.Title = f.T("search.all")
	}
	if p.Facets, err = s.facets(ctx, f, in, found); err != nil {
		return err
	}
	for _, facet := range p.Facets {
		for _, o := range facet.Options {
			if o.On {
				p.Chosen = append(p.Chosen, view.Link{Label: o.Label, URL: o.URL})
			}
		}
	}
	p.ClearURL = in.address(func(v url.Values) {
		for _, key := range filters {
			v.Del(key)
		}
	})
	switch {
	case found.Total == 0 || found.Nearest:
		if p.Instead, err = s.instead(c, f, in, q, found); err != nil {
			return err
		}
	case len(found.Hits) == 0:
		p.FirstURL = in.address(func(url.Values) {})
	}
	for _, one := range sorts {
		label := "relevance"
		if one.word != "" {
			label = one.word
		}
		p.Sorts = append(p.Sorts, pages.SortLink{Label: f.T("search.sort." + label), On: one.word == in.Sort,
			URL: in.address(func(v url.Values) { put(v, "sort", one.word) })})
	}
	if !s.adult(c) {
		p.AdultURL = view.PathAge + "?" + url.Values{session.ReturnField: {f.Path}}.Encode()
	}
	p.Pager = in.pager(q, found)
	return show(c, fiber.StatusOK, pages.Search(f, p))
}

// mostWord is longer than every slug, code and id by which a shelf is found.
const mostWord = 60

// filters are the keys of the address that narrow what is found.
var filters = []string{"kind", "ward", "stars", "price", "season", "seller"}

// filtered reports whether the address narrows the question.
func (in sought) filtered() bool {
	return len(in.Kind)+len(in.Ward)+len(in.Seller) > 0 || in.Stars+in.Price+in.Season != ""
}

// short is the address without what no shelf is called: every link of the page repeats the
// rest, and a long address would become a page of megabytes.
func (in sought) short() sought {
	in.Text = (search.Query{Text: in.Text}).Clean().Text
	for _, all := range []*[]string{&in.Kind, &in.Ward, &in.Seller} {
		*all = slices.DeleteFunc(slices.Clone(*all), func(one string) bool { return len(one) > mostWord })
		*all = (*all)[:min(len(*all), search.MaxChoices)]
	}
	for _, one := range []*string{&in.Stars, &in.Price, &in.Season, &in.Sort, &in.Near} {
		if len(*one) > mostWord {
			*one = ""
		}
	}
	if in.Stars == "2" || in.Stars == "3" {
		in.Stars = "1" // every certificate is of three stars or more
	}
	in.Place = (search.Query{Text: in.Place}).Clean().Text
	return in
}

// query is the question to the engine. What the address says wrongly narrows nothing:
// links from elsewhere carry all sorts.
func (in sought) query(s *shop, adult bool) search.Query {
	q := search.Query{
		Text: in.Text, Kinds: in.Kind, Divisions: in.Ward, Sellers: in.Seller, IncludeAlcohol: adult, Sort: search.Relevance, On: s.Now().Date(),
		Limit: pageSize, Offset: (in.page() - 1) * pageSize,
		Facets: []search.Facet{search.ByKind, search.ByDivision, search.ByStars, search.ByPrice, search.BySeason, search.BySeller},
	}
	q.StarsMin, _ = strconv.Atoi(in.Stars)
	for _, b := range search.Bands {
		if b.Key() == in.Price {
			q.PriceMin, q.PriceMax = b.Min, b.Max
		}
	}
	if in.Season == "now" {
		q.Month = s.Now().Date().Month()
	} else {
		q.Month, _ = strconv.Atoi(in.Season)
	}
	for _, one := range sorts {
		if one.word == in.Sort {
			q.Sort = one.by
		}
	}
	return q.Clean()
}

func (in sought) page() int {
	n, _ := strconv.Atoi(in.Page)
	return min(max(n, 1), search.MaxOffset/pageSize)
}

// address is this search with a change; the page number is taken off.
func (in sought) address(change func(url.Values)) string {
	v := in.values()
	change(v)
	if len(v) == 0 {
		return view.PathSearch
	}
	return view.PathSearch + "?" + v.Encode()
}

// fields are the search for a form that changes the place.
func (in sought) fields() (all []view.Option) {
	for key, values := range in.values() {
		for _, v := range values {
			if key != "near" {
				all = append(all, view.Option{Value: v, Label: key})
			}
		}
	}
	slices.SortFunc(all, func(a, b view.Option) int {
		return cmp.Or(strings.Compare(a.Label, b.Label), strings.Compare(a.Value, b.Value))
	})
	return all
}

func (in sought) values() url.Values {
	v := url.Values{}
	put(v, "q", in.Text)
	for key, all := range map[string][]string{"kind": in.Kind, "ward": in.Ward, "seller": in.Seller} {
		if len(all) > 0 {
			v[key] = slices.Clone(all)
		}
	}
	put(v, "stars", in.Stars)
	put(v, "price", in.Price)
	put(v, "season", in.Season)
	put(v, "sort", in.Sort)
	if in.Sort == "near" {
		put(v, "near", in.Near)
	}
	return v
}

func put(v url.Values, key, value string) {
	if value == "" {
		v.Del(key)
		return
	}
	v.Set(key, value)
}

// toggle puts a value on or takes it off.
func toggle(v url.Values, key, value string, several bool) {
	all := v[key]
	switch {
	case slices.Contains(all, value):
		all = slices.DeleteFunc(slices.Clone(all), func(one string) bool { return one == value })
	case several:
		all = append(slices.Clone(all), value)
	default:
		all = []string{value}
	}
	if v[key] = all; len(all) == 0 {
		v.Del(key)
	}
}

func (in sought) pager(q search.Query, found search.Result) view.Pager {
	p := view.Pager{From: q.Offset + 1, To: q.Offset + len(found.Hits), Total: found.Total}
	if n := in.page(); n > 1 {
		p.Prev = in.address(func(v url.Values) { v.Set("page", strconv.Itoa(n-1)) })
	}
	if found.More {
		p.Next = in.address(func(v url.Values) { v.Set("page", strconv.Itoa(in.page()+1)) })
	}
	return p
}

// heading names a shelf that the address alone describes.
func (s *shop) heading(f *view.Frame, in sought) string {
	if in.Text != "" {
		return ""
	}
	var words []string
	if len(in.Kind) == 1 {
		words = append(words, kindName(f.Lang, in.Kind[0]))
	}
	if len(in.Ward) == 1 {
		if ward, ok := s.Places.Lookup(division.Current, in.Ward[0]); ok {
			words = append(words, ward.Name)
		}
	}
	if in.Season == "now" {
		words = append(words, f.T("badge.season"))
	}
	return strings.Join(words, " · ")
}
