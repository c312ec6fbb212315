package meilisearch

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// card is what the order of hits is reckoned from. It is read with every hit, so it travels
// as one short text: of an object the server would make a field of every name in it.
type card struct {
	ID        string
	Names     string // folded, ";" between the languages
	Spelled   string
	Also      string
	Sounds    string // read beside the card, and only for guesses
	Length    int
	Stars     int
	Until     clock.Date
	Price     int64
	Published int64
	Sold      int64
	Point     search.Point
}

func cardOf(d search.Document, t search.Terms) card {
	var names, spelled []string
	for _, lang := range slices.Sorted(maps.Keys(d.Names)) {
		names, spelled = append(names, vntext.Fold(d.Names[lang])), append(spelled, vntext.Spell(d.Names[lang]))
	}
	return card{
		ID: d.ID, Names: strings.Join(names, ";"), Spelled: strings.Join(spelled, ";"), Also: strings.Join(t.Also, " "), Length: lengthOf(d),
		Stars: d.Stars, Until: d.StarsUntil, Price: d.Price.Dong(), Published: d.PublishedAt, Sold: d.Sold, Point: d.Point,
	}
}

// lengthOf counts the words of the Vietnamese name.
func lengthOf(d search.Document) int { return len(strings.Fields(vntext.Fold(d.Names["vi"]))) }

// String is c but for its sounds. No part has the sign that stands between them.
func (c card) String() string {
	parts := []string{token(c.ID), c.Names, c.Spelled, c.Also, string(c.Until)}
	for _, n := range []int64{int64(c.Length), int64(c.Stars), c.Price, c.Published, c.Sold, int64(c.Point.Lat), int64(c.Point.Lon)} {
		parts = append(parts, strconv.FormatInt(n, 10))
	}
	return strings.Join(parts, "|")
}

// cardFrom reads what String wrote.
func cardFrom(text string) (card, error) {
	var part [5]string
	var n [7]int64
	for i := range len(part) + len(n) {
		one, rest, more := strings.Cut(text, "|")
		if more == (i == len(part)+len(n)-1) {
			return card{}, errForeign
		}
		text = rest
		if i < len(part) {
			part[i] = one
			continue
		}
		var err error
		if n[i-len(part)], err = strconv.ParseInt(one, 10, 64); err != nil {
			return card{}, errForeign
		}
	}
	return card{
		ID: plain(part[0]), Names: part[1], Spelled: part[2], Also: part[3], Until: clock.Date(part[4]),
		Length: int(n[0]), Stars: int(n[1]), Price: n[2], Published: n[3], Sold: n[4], Point: search.Point{Lat: int32(n[5]), Lon: int32(n[6])},
	}, nil
}

// starsOn is the rank that may be shown on a day; see search.Document.StarsOn.
func (c *card) starsOn(day clock.Date) int {
	if c.Until < day {
		return 0
	}
	return c.Stars
}
