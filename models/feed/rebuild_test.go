package feed

import (
	"context"
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
