package insight

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// keepDays is how long a day is kept: a year can be compared with the one before.
// seldomDays is how long a text is that was asked fewer than Seldom times in all of them:
// for the month that the desk looks at, in which it may still become one that is shown.
const (
	keepDays   = 400
	seldomDays = 35
)

// Prune forgets up to limit texts of days that are too old, with the clicks of those days,
// and texts that were asked seldom, which then count as not kept. It says how many texts;
// call it until it says fewer than limit.
func Prune(ctx context.Context, tx *gorm.DB, now clock.Instant, limit int) (int64, error) {
	tx, first := tx.WithContext(ctx), now.Date().AddDays(-keepDays)
	if err := tx.Exec("DELETE FROM search_clicks WHERE day < ?", first).Error; err != nil {
		return 0, fmt.Errorf("insight: prune: %w", err)
	}
	res := tx.Exec("DELETE FROM search_texts WHERE (day, words) IN (SELECT day, words FROM search_texts WHERE day < ? ORDER BY day LIMIT ?)", first, limit)
	if res.Error != nil {
		return 0, fmt.Errorf("insight: prune: %w", res.Error)
	}
	if res.RowsAffected == int64(limit) {
		return res.RowsAffected, nil
	}
	seldom, err := forgetSeldom(tx, now.Date().AddDays(-seldomDays), limit-int(res.RowsAffected))
	if err != nil {
		return 0, fmt.Errorf("insight: prune: %w", err)
	}
	return res.RowsAffected + int64(seldom), nil
}

// forgetSeldom takes the words from up to limit sums of days before one, and leaves the sums.
func forgetSeldom(tx *gorm.DB, before clock.Date, limit int) (int, error) {
	var gone []struct {
		Day                         clock.Date
		Asked, FoundNone, FoundNear int64
	}
	err := tx.Raw(`DELETE FROM search_texts WHERE (day, words) IN (SELECT day, words FROM search_texts WHERE day < ? AND words IN
		(SELECT words FROM search_texts WHERE words <> '' GROUP BY words HAVING SUM(asked) < ?) ORDER BY day, words LIMIT ?)
		RETURNING day, asked, found_none, found_near`, before, Seldom, limit).Scan(&gone).Error
	if err != nil {
		return 0, err
	}
	sums := map[clock.Date]tally{}
	for _, g := range gone {
		sums[g.Day] = sums[g.Day].plus(tally{g.Asked, g.FoundNone, g.FoundNear})
	}
	for _, day := range slices.Sorted(maps.Keys(sums)) {
		if err := put(tx, day, map[string]tally{"": sums[day]}); err != nil {
			return 0, err
		}
	}
	return len(gone), nil
}
