package parts

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/search"
)

const (
	searchBudget = time.Second     // what the engine has for an answer
	searchPause  = 5 * time.Second // how long it is left alone after a failure
)

// Finder answers whoever looks for goods: by the engine, and from the database while the
// engine is away, fails or takes longer than a second, and until it was filled once. Use one
// for a process.
type Finder struct {
	engine search.Engine
	filled atomic.Bool // once whole, it stays so: it is filled anew beside what answers
	shelf  *shelf
	away   breaker
	budget time.Duration
	log    *slog.Logger
}

// NewFinder returns a finder that reads questions with the lexicon of the engine.
func NewFinder(engine search.Engine, lexicon *search.Lexicon, d *db.DB, places *division.Directory, now clock.Clock, log *slog.Logger) *Finder {
	return &Finder{
		engine: engine, shelf: &shelf{db: d, lexicon: lexicon, places: places, now: now},
		away: breaker{now: now, pause: searchPause}, budget: searchBudget, log: log,
	}
}

// Search answers q as search.Engine does. It fails only when the database does too, or ctx
// ends.
func (f *Finder) Search(ctx context.Context, q search.Query) (search.Result, error) {
	return find(ctx, f, func(ctx context.Context) (search.Result, error) { return f.engine.Search(ctx, q) },
		func() (search.Result, error) { return f.shelf.search(ctx, q) })
}

// Suggest completes t as search.Engine does, and fails as Search does.
func (f *Finder) Suggest(ctx context.Context, t search.Typing) ([]search.Suggestion, error) {
	return find(ctx, f, func(ctx context.Context) ([]search.Suggestion, error) { return f.engine.Suggest(ctx, t) },
		func() ([]search.Suggestion, error) { return f.shelf.suggest(ctx, t) })
}

func find[T any](ctx context.Context, f *Finder, ask func(context.Context) (T, error), otherwise func() (T, error)) (T, error) {
	answer, err := within(ctx, f, ask)
	if err == nil || ctx.Err() != nil {
		return answer, err
	}
	return otherwise()
}

// errResting is why nothing was asked: the engine failed a moment ago.
var errResting = errors.New("the search engine failed a moment ago")

// errUnfilled is why an engine that is well was not asked: after a restore, or for a new
// version, it would say of goods that there are none.
var errUnfilled = errors.New("the search index is not filled yet")

func (f *Finder) whole(ctx context.Context) error {
	if f.filled.Load() {
		return nil
	}
	h, err := f.engine.Health(ctx)
	if err == nil && h.RebuildWanted {
		return errUnfilled
	}
	f.filled.Store(err == nil)
	return err
}

// within asks the engine unless it rests, and lets it rest when it fails.
func within[T any](ctx context.Context, f *Finder, ask func(context.Context) (T, error)) (answer T, err error) {
	done, ok := f.away.try()
	if !ok {
		return answer, errResting
	}
	came := gaveUp // also where the engine panics
	defer func() {
		switch changed := done(came); {
		case changed && came == failed:
			f.log.WarnContext(ctx, "the search engine is away: the database answers", "error", err)
		case changed:
			f.log.InfoContext(ctx, "the search engine answers again")
		}
	}()
	bound, cancel := context.WithTimeout(ctx, f.budget)
	defer cancel()
	if err = f.whole(bound); err == nil {
		answer, err = ask(bound)
	}
	switch {
	case err == nil:
		came = answered
	case errors.Is(err, errUnfilled):
	case ctx.Err() == nil:
		came = failed
	}
	return answer, err
}
