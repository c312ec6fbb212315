package insight

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
)

// Seldom is how often a text was asked in the days at least, to be shown.
const Seldom = 3

// How many texts a list of a report has at most: on a page, and in a file.
const (
	Shown    = 50
	Exported = 5000
)

// Report is what was searched for in some days.
type Report struct {
	Asked   int64        // searches
	Nothing List         // those that found nothing
	Nearest List         // those of which nothing had all the words
	Clicks  [Later]int64 // by rank, the first at 0; the last are all behind the first page
}

// List is the searches of one outcome.
type List struct {
	Total  int64
	Texts  []Text // the most frequent first
	Others int64  // searches for what is not shown: other texts, seldom ones, those not kept
}

// Text is a text and how often it ended so.
type Text struct {
	Words string // without marks
	N     int64
}

// Pressed is how often a result was pressed.
func (r Report) Pressed() (n int64) {
	for _, c := range r.Clicks {
		n += c
	}
	return n
}

// FirstFive is how many presses of a result among the first five there were for 100
// searches, rounded down. Who presses several counts several times.
func (r Report) FirstFive() int64 {
	var n int64
	for _, c := range r.Clicks[:5] {
		n += c
	}
	if r.Asked == 0 {
		return 0
	}
	return n * 100 / r.Asked
}

// Read reports on the days from one to today, as they are written down: a few seconds late.
// Its lists have at most so many texts.
func Read(ctx context.Context, q *gorm.DB, _ actor.Admin, from clock.Date, most int) (r Report, err error) {
	q = q.WithContext(ctx)
	var sums struct{ Asked, FoundNone, FoundNear int64 }
	err = q.Raw(`SELECT CAST(COALESCE(SUM(asked), 0) AS BIGINT) AS asked, CAST(COALESCE(SUM(found_none), 0) AS BIGINT) AS found_none,
		CAST(COALESCE(SUM(found_near), 0) AS BIGINT) AS found_near FROM search_texts WHERE day >= ?`, from).Scan(&sums).Error
	if err != nil {
		return r, fmt.Errorf("insight: read: %w", err)
	}
	r.Asked = sums.Asked
	if r.Nothing, err = listOf(q, "found_none", from, sums.FoundNone, most); err != nil {
		return r, err
	}
	if r.Nearest, err = listOf(q, "found_near", from, sums.FoundNear, most); err != nil {
		return r, err
	}
	var clicks []struct {
		Rank int
		N    int64
	}
	err = q.Raw("SELECT rank, CAST(SUM(clicks) AS BIGINT) AS n FROM search_clicks WHERE day >= ? GROUP BY rank", from).Scan(&clicks).Error
	if err != nil {
		return r, fmt.Errorf("insight: read: %w", err)
	}
	for _, c := range clicks {
		r.Clicks[c.Rank-1] = c.N
	}
	return r, nil
}

// listOf reads the texts of one outcome, a column of ours.
func listOf(q *gorm.DB, outcome string, from clock.Date, total int64, most int) (List, error) {
	l := List{Total: total, Others: total}
	err := q.Raw(`SELECT words, CAST(SUM(`+outcome+`) AS BIGINT) AS n FROM search_texts WHERE day >= ? AND words <> ''
		GROUP BY words HAVING SUM(asked) >= ? AND SUM(`+outcome+`) > 0 ORDER BY n DESC, words LIMIT ?`, from, Seldom, most).Scan(&l.Texts).Error
	for _, t := range l.Texts {
		l.Others -= t.N
	}
	if err != nil {
		return l, fmt.Errorf("insight: read: %w", err)
	}
	return l, nil
}
