package parts

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

const (
	// shelfFresh is how old the shelf may be that is searched without an engine. Prices
	// and states are read anew for what is found, so it can show too few and never wrong.
	shelfFresh = 5 * time.Second
	shelfLimit = 5 * time.Second // for a read that outlives whoever began it
)

// shelf answers questions from the database: it reads all that can be searched by in one
// statement, for everybody who asks within a few seconds.
type shelf struct {
	db      *db.DB
	lexicon *search.Lexicon
	places  *division.Directory
	now     clock.Clock

	one  singleflight.Group
	mu   sync.Mutex
	held *stock
}

// stock is the shelf at an instant.
type stock struct {
	at     clock.Instant
	goods  []good
	others map[string]*other
}

// good is a product with the words by which it is found.
type good struct {
	catalog.OnShelf
	group     string
	divisions []string
	point     search.Point
	name      string // its words, folded, between spaces
	joined    string // the same without any
	words     string // those of the name, of seller, places and kind
}

func (s *shelf) stock(ctx context.Context) (*stock, error) {
	now := s.now()
	s.mu.Lock()
	held := s.held
	s.mu.Unlock()
	if held != nil && now >= held.at && now.Sub(held.at) < shelfFresh && now.Date() == held.at.Date() {
		return held, nil
	}
	read := s.one.DoChan("", func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), shelfLimit)
		defer cancel()
		return s.read(ctx, now)
	})
	select {
	case r := <-read:
		held, _ = r.Val.(*stock)
		return held, r.Err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (s *shelf) read(ctx context.Context, now clock.Instant) (*stock, error) {
	rows, err := catalog.WholeShelf(ctx, s.db.Read(ctx), now.Date())
	if err != nil {
		return nil, err
	}
	st := &stock{at: now, goods: make([]good, len(rows))}
	said := newSpoken(s.places)
	for i, r := range rows {
		st.goods[i] = said.good(r)
	}
	st.others = said.filed
	s.mu.Lock()
	s.held = st
	s.mu.Unlock()
	return st, nil
}

// spoken folds what many products share once, and counts what they are filed under.
type spoken struct {
	places *division.Directory
	of     map[string]string // folded words by what they stand for
	filed  map[string]*other
}

// other is what products are filed under, for suggestions.
type other struct {
	of       search.Subject
	id       string
	vi, en   string
	words    string
	products int
	adults   int // of them behind the age gate
}

func newSpoken(places *division.Directory) *spoken {
	return &spoken{places: places, of: map[string]string{}, filed: map[string]*other{}}
}

func (s *spoken) fold(key string, names func() []string) string {
	words, ok := s.of[key]
	if !ok {
		words = vntext.Fold(strings.Join(names(), " "))
		s.of[key] = words
	}
	return words
}

func (s *spoken) good(r catalog.OnShelf) good {
	g := good{OnShelf: r}
	if r.OCOPGroup > 0 {
		g.group = strconv.Itoa(r.OCOPGroup)
	}
	name := strings.ReplaceAll(r.Slug, "-", " ")
	if r.NameEN != "" {
		name += " " + vntext.Fold(r.NameEN)
	}
	g.name, g.joined = " "+name+" ", strings.ReplaceAll(name, " ", "")
	words := []string{name, s.seller(r), s.kind(r), s.origin(&g)}
	for _, text := range []string{r.ProducerName, r.OriginText} {
		if text != "" {
			words = append(words, s.fold("text "+text, func() []string { return []string{text} }))
		}
	}
	g.words = " " + strings.Join(words, " ") + " "
	return g
}

func (s *spoken) seller(r catalog.OnShelf) string {
	return s.file(r, other{of: search.OfSeller, id: r.SellerID, vi: r.SellerName}, func() []string { return []string{r.SellerName} })
}

func (s *spoken) kind(r catalog.OnShelf) string {
	k, ok := catalog.KindOf(r.Kind)
	if !ok {
		return ""
	}
	return s.file(r, other{of: search.OfKind, id: k.Slug, vi: k.VI, en: k.EN}, func() []string { return []string{k.VI, k.EN} })
}

// origin files a product under ward and province, and finds it by old names too.
func (s *spoken) origin(g *good) string {
	var all []string
	if ward, ok := s.places.Lookup(g.Scheme, g.WardCode); ok {
		g.point = search.Point{Lat: int32(ward.Lat), Lon: int32(ward.Lon)}
		for _, u := range append(s.places.Parents(ward), ward) {
			g.divisions = append(g.divisions, u.Code)
			s.file(g.OnShelf, other{of: search.OfPlace, id: u.Code, vi: u.Name}, func() []string { return s.names(u) })
			all = append(all, s.fold("bare "+u.Code, func() []string { return []string{u.Bare} }))
		}
	}
	if old, ok := s.places.Lookup(g.LegacyScheme, g.LegacyCode); ok {
		all = append(all, s.fold("old "+old.Scheme+old.Code, func() []string {
			names := []string{old.Bare}
			for _, up := range s.places.Parents(old) {
				names = append(names, up.Bare)
			}
			return names
		}))
	}
	return strings.Join(all, " ")
}

// names are those by which people know a place: what it is called, and what it was.
func (s *spoken) names(u division.Division) []string {
	all := []string{u.Name}
	for _, old := range s.places.Sources(u.Code) {
		all = append(all, old.Bare)
	}
	return all
}

// file counts a product under o and returns the words of o.
func (s *spoken) file(r catalog.OnShelf, o other, names func() []string) string {
	key := string(o.of) + " " + o.id
	held := s.filed[key]
	if held == nil {
		o.words = vntext.Fold(strings.Join(names(), " "))
		held = &o
		s.filed[key] = held
	}
	held.products++
	if r.Class.Adult() {
		held.adults++
	}
	return held.words
}
