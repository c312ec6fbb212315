package feed

import (
	"context"
	"errors"
	"iter"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/chophien/chophien/search"
)

// oneAtATime is an engine that refuses to be rebuilt twice at once, as every engine does.
type oneAtATime struct {
	search.Engine
	running, done atomic.Int32
}

func (e *oneAtATime) Rebuild(ctx context.Context, _ iter.Seq2[search.Document, error]) error {
	if e.running.Add(1) > 1 {
		return search.ErrBusy
	}
	defer e.running.Add(-1)
	e.done.Add(1)
	<-ctx.Done() // until all have asked
	return nil
}

// The rebuild that a start asks for and the operator's may meet.
func TestRebuildsThatMeetAllHappen(t *testing.T) {
	e := &oneAtATime{}
	f := &Feed{Engine: e}
	ctx, stop := context.WithCancel(t.Context())
	var asked, all sync.WaitGroup
	for range 8 {
		asked.Add(1)
		all.Go(func() {
			asked.Done()
			if err := f.Rebuild(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	asked.Wait()
	stop()
	all.Wait()
	if e.done.Load() != 8 {
		t.Errorf("%d rebuilds of 8", e.done.Load())
	}
}

// comes is an engine that is away when it is first asked, and was never filled.
type comes struct {
	search.Engine
	asked, filled int
}

func (e *comes) Health(context.Context) (search.Health, error) {
	if e.asked++; e.asked == 1 {
		return search.Health{}, search.ErrAway
	}
	return search.Health{RebuildWanted: e.filled == 0}, nil
}

func (e *comes) Rebuild(context.Context, iter.Seq2[search.Document, error]) error {
	e.filled++
	return nil
}

func TestAnEngineThatComesLaterIsFilledOnce(t *testing.T) {
	e := &comes{}
	f := &Feed{Engine: e}
	if err := f.Fill(t.Context()); !errors.Is(err, search.ErrAway) || e.filled != 0 {
		t.Errorf("while it is away: %v, filled %d times", err, e.filled)
	}
	for range 3 {
		if err := f.Fill(t.Context()); err != nil {
			t.Error(err)
		}
	}
	if e.filled != 1 {
		t.Errorf("filled %d times", e.filled)
	}
}
