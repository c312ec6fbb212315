package meilisearch

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// schema is raised whenever documents change their meaning. It is part of the index's name,
// so that two versions of the program never read each other's.
const schema = "2"

// The fields of an index. Raise schema with every change.
const (
	fieldID        = "id"
	fieldVersion   = "version"
	fieldDigest    = "digest"
	fieldName      = "name" // the words of search.Terms, as tokens
	fieldRaw       = "raw"
	fieldJoin      = "join"
	fieldSound     = "sound"
	fieldAlso      = "also"
	fieldText      = "text"
	fieldWords     = "words" // name, join and also in one: what a full match needs
	fieldKinds     = "kinds"
	fieldDivisions = "divisions"
	fieldGroup     = "group"
	fieldSeller    = "seller"
	fieldStars     = "stars" // for filters and orders
	fieldRank      = "rank"  // stars as a facet, "1" to "5"
	fieldUntil     = "until" // last day of the stars: 20261231
	fieldPrice     = "price" // missing when on request, so that it sorts last both ways
	fieldBand      = "band"
	fieldMonths    = "months"
	fieldAlcohol   = "alcohol"
	fieldGeo       = "_geo"
	fieldPublished = "published"
	fieldSold      = "sold"
	fieldLength    = "length"     // words in the Vietnamese name
	fieldKindSaid  = "kindSaid"   // see said
	fieldPlaceSaid = "placeSaid"  //
	fieldShopSaid  = "sellerSaid" //
	fieldCard      = "card"
	fieldSounds    = "sounds" // the words of sound in one text, for weighing
	fieldFace      = "face"
	fieldLabels    = "labels"

	// fieldMark is of one document alone: an index that has it was filled as a whole. It
	// holds the number of that filling, travels with a swap, and passes no gate.
	fieldMark = "mark"
	markID    = "_filled"
)

// document is a product as the server keeps it.
type document struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Digest  string `json:"digest"`

	Name  []string `json:"name"`
	Raw   []string `json:"raw"`
	Join  []string `json:"join"`
	Sound []string `json:"sound"`
	Also  []string `json:"also"`
	Text  []string `json:"text"`
	Words []string `json:"words"`

	Kinds     []string `json:"kinds,omitempty"`
	Divisions []string `json:"divisions,omitempty"`
	Group     string   `json:"group,omitempty"`
	Seller    string   `json:"seller,omitempty"`
	Stars     int      `json:"stars"`
	Rank      string   `json:"rank,omitempty"`
	Until     int64    `json:"until"`
	Price     int64    `json:"price,omitempty"`
	Band      string   `json:"band,omitempty"`
	Months    []string `json:"months,omitempty"`
	Alcohol   bool     `json:"alcohol"`
	Geo       *geo     `json:"_geo,omitempty"`
	Published int64    `json:"published"`
	Sold      int64    `json:"sold"`
	Length    int      `json:"length"`

	KindSaid  []string `json:"kindSaid,omitempty"`
	PlaceSaid []string `json:"placeSaid,omitempty"`
	ShopSaid  []string `json:"sellerSaid,omitempty"`

	Card   string `json:"card"`
	Sounds string `json:"sounds"`
	Face   face   `json:"face"`
	Labels labels `json:"labels"`
}

type geo struct {
	Lat float64 `json:"lat"`
	Lng float64 `json:"lng"`
}

// face is what suggestions of products show: the image, then languages and names in turn.
type face []string

func faceOf(d search.Document) face {
	f := face{d.Image}
	for _, lang := range slices.Sorted(maps.Keys(d.Names)) {
		f = append(f, lang, d.Names[lang])
	}
	return f
}

func (f face) image() string {
	if len(f) == 0 {
		return ""
	}
	return f[0]
}

// name is that in a language, or the Vietnamese one.
func (f face) name(lang string) string {
	if len(f) == 0 {
		return ""
	}
	return named(f[1:], lang)
}

func named(pairs []string, lang string) string {
	vi := ""
	for i := 0; i+1 < len(pairs); i += 2 {
		switch pairs[i] {
		case lang:
			return pairs[i+1]
		case "vi":
			vi = pairs[i+1]
		}
	}
	return vi
}

// labels are the names of a product's values, which suggestions of kinds, places and
// sellers show: "field|token|language|name".
type labels []string

func (l labels) add(field string, of ...search.Label) labels {
	for _, label := range of {
		for _, lang := range slices.Sorted(maps.Keys(label.Names)) {
			l = append(l, strings.Join([]string{field, token(label.Value), lang, label.Names[lang]}, "|"))
		}
	}
	return l
}

// name is that of a value in a language, or the Vietnamese one.
func (l labels) name(field, value, lang string) string {
	var pairs []string
	for _, s := range l {
		if rest, ok := strings.CutPrefix(s, field+"|"+value+"|"); ok {
			of, name, _ := strings.Cut(rest, "|")
			pairs = append(pairs, of, name)
		}
	}
	return named(pairs, lang)
}

func stored(d search.Document) document {
	t := d.Terms()
	s := document{
		ID: token(d.ID), Version: d.Version, Digest: d.Digest(),
		Name: tokens(t.Name), Raw: tokens(t.Raw), Join: tokens(t.Join), Sound: tokens(t.Sound), Also: tokens(t.Also), Text: tokens(t.Text),
		Kinds: values(d.Kinds), Divisions: values(d.Divisions), Group: value(d.Group), Seller: value(d.Seller),
		Stars: d.Stars, Until: day(d.StarsUntil), Price: max(d.Price.Dong(), 0), Alcohol: d.Alcohol, Published: d.PublishedAt, Sold: d.Sold, Length: lengthOf(d),
		KindSaid: said(d.Kinds), PlaceSaid: said(d.Divisions),
		Card: cardOf(d, t).String(), Sounds: strings.Join(t.Sound, " "),
		Face:   faceOf(d),
		Labels: labels(nil).add(fieldKinds, d.Kinds...).add(fieldDivisions, d.Divisions...),
	}
	s.Words = slices.Concat(s.Name, s.Join, s.Also)
	slices.Sort(s.Words)
	s.Words = slices.Compact(s.Words)
	if d.Seller != "" {
		shop := search.Label{Value: d.Seller, Names: map[string]string{"vi": d.Shop}}
		s.ShopSaid, s.Labels = said([]search.Label{shop}), s.Labels.add(fieldSeller, shop)
	}
	if d.Stars > 0 {
		s.Rank = strconv.Itoa(min(d.Stars, 5))
	}
	if b, ok := search.BandOf(d.Price); ok {
		s.Band = token(b.Key())
	}
	for _, m := range d.Season.List() {
		s.Months = append(s.Months, strconv.Itoa(m))
	}
	if d.Point.Known() {
		s.Geo = &geo{float64(d.Point.Lat) / 1e6, float64(d.Point.Lon) / 1e6}
	}
	return s
}

func value(v string) string {
	if v == "" || len(v) > longest {
		return ""
	}
	return token(v)
}

func values(labels []search.Label) []string {
	var out []string
	for _, l := range labels {
		if v := value(l.Value); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// said are the names of labels as facets that can be completed: for every word of a name
// "word|value|name", the name folded.
func said(labels []search.Label) []string {
	var out []string
	for _, l := range labels {
		v := value(l.Value)
		if v == "" {
			continue
		}
		for _, name := range l.Said() {
			folded := vntext.Fold(name)
			for _, word := range strings.Fields(folded) {
				if s := token(word) + "|" + v + "|" + folded; len(s) <= 2*longest {
					out = append(out, s)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
