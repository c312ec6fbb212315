package insight

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
)

// Outcome is how a search ended.
type Outcome int

// The outcomes.
const (
	Found   Outcome = iota
	Nearest         // nothing has all the words; what has the most of them was shown
	Nothing
)

// Later is the rank of every result behind the first page.
const Later = 25

const (
	flushEvery = 5 * time.Second
	mostHeld   = 2000  // texts of a day between two flushes
	mostOfADay = 20000 // texts of a day in the database
)

// Counter counts in memory and writes sums every few seconds: a search costs no statement.
// What a process that is killed has not written is lost.
type Counter struct {
	DB  *db.DB
	Now clock.Clock
	Log *slog.Logger

	mu   sync.Mutex
	days map[clock.Date]*day
}

// day is what was counted since the last flush.
type day struct {
	texts  map[string]tally
	clicks [Later + 1]int64
}

type tally struct{ asked, nothing, nearest int64 }

func (t tally) plus(o tally) tally {
	return tally{t.asked + o.asked, t.nothing + o.nothing, t.nearest + o.nearest}
}

// add counts a text, or one that is not kept where there is no room for another.
func (d *day) add(words string, t tally) {
	if _, known := d.texts[words]; !known && len(d.texts) >= mostHeld {
		words = ""
	}
	d.texts[words] = d.texts[words].plus(t)
}

// Asked counts a search by its text.
func (c *Counter) Asked(text string, how Outcome) {
	words, asked := kept(text)
	if !asked {
		return
	}
	t := tally{asked: 1}
	switch how {
	case Nothing:
		t.nothing = 1
	case Nearest:
		t.nearest = 1
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.today().add(words, t)
}

// Clicked counts that the result at a place, from 1, was pressed; what is no place is not
// counted.
func (c *Counter) Clicked(rank int) {
	if rank < 1 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.today().clicks[min(rank, Later)]++
}

func (c *Counter) today() *day { return c.of(c.Now().Date()) }

func (c *Counter) of(date clock.Date) *day {
	if c.days == nil {
		c.days = map[clock.Date]*day{}
	}
	d := c.days[date]
	if d == nil {
		d = &day{texts: map[string]tally{}}
		c.days[date] = d
	}
	return d
}

// Run writes what was counted every few seconds, and once more when ctx ends.
func (c *Counter) Run(ctx context.Context) {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			c.flush(context.WithoutCancel(ctx))
			return
		case <-tick.C:
			c.flush(ctx)
		}
	}
}

func (c *Counter) flush(ctx context.Context) {
	if err := c.Flush(ctx); err != nil {
		c.Log.WarnContext(ctx, "searches were not written down yet", "error", err)
	}
}
