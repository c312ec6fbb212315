package storefront

import (
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/web/view"
)

// restOf says why something cannot be bought now, and when it can be again: with the words
// of a stall on holiday, or as out of its season.
func restOf(f *view.Frame, away bool, words string, until clock.Date) string {
	rests := view.Rests(f.Lang, until)
	if !away {
		return f.T("rest.season", "rests", rests)
	}
	if words == "" {
		return f.T("rest.away", "rests", rests)
	}
	return f.T("rest.away_words", "rests", rests, "words", words)
}
