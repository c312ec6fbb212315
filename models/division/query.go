package division

import (
	"strings"

	"github.com/chophien/chophien/models/vntext"
)

// A query is what somebody typed, as words.
type query struct {
	keys   []string // folded, i for y
	sounds []string // with marks; equal to the key when none was typed
	ends   []int    // where each word ends in joined
	joined string
}

// The longest text looked at; the end of an address says most, so its beginning is cut.
const (
	maxRunes = 160
	maxWords = 16
)

func parse(text string) query {
	if r := []rune(text); len(r) > maxRunes {
		text = string(r[len(r)-maxRunes:])
	}
	var q query
	for _, w := range words(text) {
		key := vntext.Key(w)
		if key == "" {
			continue
		}
		if i := strings.IndexAny(key, "0123456789"); i == 1 && strings.Contains("pqfhx", key[:1]) { // "P1", "Q.3"
			q.push(key[:1], key[:1])
			key, w = key[1:], key[1:]
		}
		if len(key) == 2 && key[0] == '0' { // "Phường 01"
			key, w = key[1:], key[1:]
		}
		q.push(key, sound(w))
	}
	if n := len(q.keys) - maxWords; n > 0 {
		q.keys, q.sounds = q.keys[n:], q.sounds[n:]
	}
	for _, k := range q.keys {
		q.joined += k
		q.ends = append(q.ends, len(q.joined))
	}
	return q
}

func (q *query) push(key, sound string) {
	q.keys = append(q.keys, key)
	q.sounds = append(q.sounds, sound)
}

// between is the words from i up to j, joined.
func (q *query) between(i, j int) string {
	from := 0
	if i > 0 {
		from = q.ends[i-1]
	}
	return q.joined[from:q.ends[j-1]]
}

// marked reports whether any of the words from i up to j carries a mark.
func (q *query) marked(i, j int) bool {
	for ; i < j; i++ {
		if q.sounds[i] != q.keys[i] {
			return true
		}
	}
	return false
}

// hears reports whether the words from i up to j sound like name; the last of an
// unfinished name is left out, since its tone may not be typed yet.
func (q *query) hears(i, j int, name string, unfinished bool) bool {
	if !q.marked(i, j) {
		return true
	}
	spoken := words(name)
	if unfinished {
		j--
	} else if j-i != len(spoken) {
		return true // written together or in parts: no word to compare
	}
	for k := i; k < j && k-i < len(spoken); k++ {
		if q.sounds[k] != sound(spoken[k-i]) {
			return false
		}
	}
	return true
}

// rank is what a word such as "huyện" says about the name after it.
type rank struct {
	kind     string // of the unit; empty when the word says nothing
	ward     bool   // the name may be a ward's
	district bool
	province bool
}

var unsaid = rank{ward: true, district: true, province: true}

// titles are the words before names, joined as in a query; a single letter counts only as
// a title, never as a name.
var titles = map[string]rank{
	"xa": {kind: "Xã", ward: true}, "x": {kind: "Xã", ward: true},
	"phuong": {kind: "Phường", ward: true}, "p": {kind: "Phường", ward: true}, "f": {kind: "Phường", ward: true},
	"thitran": {kind: "Thị trấn", ward: true}, "tt": {kind: "Thị trấn", ward: true},
	"dackhu": {kind: "Đặc khu", ward: true},
	"huien":  {kind: "Huyện", district: true}, "h": {kind: "Huyện", district: true},
	"quan": {kind: "Quận", district: true}, "q": {kind: "Quận", district: true},
	"thixa": {kind: "Thị xã", district: true}, "tx": {kind: "Thị xã", district: true},
	"thanhpho": {kind: "Thành phố", district: true, province: true}, "tp": {kind: "Thành phố", district: true, province: true},
	"tinh": {kind: "Tỉnh", province: true}, "t": {kind: "Tỉnh", province: true},
	"vietnam": unsaid, "vn": unsaid,
}

// title reads a title at word i: how many words it takes, 0 for none.
func (q *query) title(i int) (int, rank) {
	for _, n := range []int{2, 1} {
		if i+n <= len(q.keys) {
			if r, ok := titles[q.between(i, i+n)]; ok {
				return n, r
			}
		}
	}
	if k := q.keys[i]; len(k) >= 5 && strings.Trim(k, "0123456789") == "" { // a postal code
		return 1, unsaid
	}
	return 0, unsaid
}

// untitled reports whether all words from i on may be the beginning of a title.
func (q *query) untitled(i int) bool {
	rest := q.between(i, len(q.keys))
	for t := range titles {
		if strings.HasPrefix(t, rest) {
			return true
		}
	}
	return false
}
