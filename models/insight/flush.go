package insight

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
)

// Flush writes what was counted, a day in a transaction. What could not be written is kept
// for the next time.
func (c *Counter) Flush(ctx context.Context) error {
	c.mu.Lock()
	all := c.days
	c.days = nil
	c.mu.Unlock()
	var failed error
	for _, date := range slices.Sorted(maps.Keys(all)) {
		if err := c.write(ctx, date, all[date]); err != nil {
			failed = fmt.Errorf("insight: %s: %w", date, err)
			c.takeBack(date, all[date])
		}
	}
	return failed
}

func (c *Counter) takeBack(date clock.Date, was *day) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d := c.of(date)
	for words, t := range was.texts {
		d.add(words, t)
	}
	for rank, n := range was.clicks {
		d.clicks[rank] += n
	}
}

// rowsAtOnce is how many rows one statement writes: a full count is a few dozen statements,
// and others who write do not wait for it.
const rowsAtOnce = 100

func (c *Counter) write(ctx context.Context, date clock.Date, d *day) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		texts, err := withinADay(ctx, tx, date, d.texts)
		if err != nil {
			return err
		}
		if err := put(db.Later(ctx, tx, nil), date, texts); err != nil {
			return err
		}
		for rank, n := range d.clicks {
			if n == 0 {
				continue
			}
			err := db.Later(ctx, tx, nil).Exec(`INSERT INTO search_clicks (day, rank, clicks) VALUES (?, ?, ?)
				ON CONFLICT (day, rank) DO UPDATE SET clicks = search_clicks.clicks + excluded.clicks`, date, rank, n).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// put adds to the sums of a day, in one order: two processes that write at once do not wait
// for each other.
func put(q *gorm.DB, date clock.Date, texts map[string]tally) error {
	for part := range slices.Chunk(slices.Sorted(maps.Keys(texts)), rowsAtOnce) {
		args := make([]any, 0, 5*len(part))
		for _, words := range part {
			t := texts[words]
			args = append(args, date, words, t.asked, t.nothing, t.nearest)
		}
		err := q.Exec("INSERT INTO search_texts (day, words, asked, found_none, found_near) VALUES (?, ?, ?, ?, ?)"+
			strings.Repeat(", (?, ?, ?, ?, ?)", len(part)-1)+` ON CONFLICT (day, words) DO UPDATE SET asked = search_texts.asked + excluded.asked,
			found_none = search_texts.found_none + excluded.found_none, found_near = search_texts.found_near + excluded.found_near`, args...).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// withinADay are texts where the day has room for them; else those that it does not hold are
// counted as not kept.
func withinADay(ctx context.Context, tx *gorm.DB, date clock.Date, texts map[string]tally) (map[string]tally, error) {
	var held int64
	tx = tx.WithContext(ctx)
	err := tx.Table("search_texts").Where("day = ?", date).Count(&held).Error
	if err != nil || held+int64(len(texts)) <= mostOfADay {
		return texts, err
	}
	var known []string
	if err := tx.Table("search_texts").Where("day = ? AND words IN ?", date, slices.Collect(maps.Keys(texts))).Pluck("words", &known).Error; err != nil {
		return nil, err
	}
	slices.Sort(known)
	out := map[string]tally{}
	for words, t := range texts {
		if _, held := slices.BinarySearch(known, words); !held {
			words = ""
		}
		out[words] = out[words].plus(t)
	}
	return out, nil
}
