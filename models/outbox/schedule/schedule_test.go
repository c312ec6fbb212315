package schedule_test

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox/schedule"
)

// noon of 28 December 2026 in Vietnam.
const noon clock.Instant = 1_798_434_000_000

type hands struct{ at atomic.Int64 }

func newHands() *hands {
	h := &hands{}
	h.at.Store(int64(noon))
	return h
}

func (h *hands) now() clock.Instant   { return clock.Instant(h.at.Load()) }
func (h *hands) turn(d time.Duration) { h.at.Add(d.Milliseconds()) }

func with(d *db.DB, h *hands, jobs ...schedule.Job) *schedule.Schedule {
	return &schedule.Schedule{DB: d, Now: h.now, Jobs: jobs, Log: slog.New(slog.DiscardHandler), Tick: time.Millisecond}
}

func due(t *testing.T, s *schedule.Schedule) {
	t.Helper()
	if err := s.RunDue(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func only(t *testing.T, d *db.DB) schedule.Row {
	t.Helper()
	rows, err := schedule.List(t.Context(), d.Read(t.Context()))
	if err != nil || len(rows) != 1 {
		t.Fatalf("%+v, %v", rows, err)
	}
	return rows[0]
}

func TestASlotFiresOnceAcrossProcesses(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(dialect, func(t *testing.T) {
			cfg := dbtest.Config(t, dialect)
			h := newHands()
			var fired atomic.Int64
			job := schedule.Job{Name: "pay", Next: schedule.Every(time.Minute), Run: func(context.Context) error { fired.Add(1); return nil }}
			var all []*schedule.Schedule
			for range 2 {
				d := dbtest.OpenConfig(t, cfg)
				all = append(all, with(d, h, job), with(d, h, job), with(d, h, job))
			}
			for slot := range int64(20) {
				var wg sync.WaitGroup
				for _, s := range all {
					wg.Go(func() {
						if err := s.RunDue(t.Context()); err != nil {
							t.Error(err)
						}
					})
				}
				wg.Wait()
				if n := fired.Load(); n != slot {
					t.Fatalf("%d runs after %d slots", n, slot)
				}
				h.turn(time.Minute)
			}
		})
	}
}

func TestSlotsMissedAreMadeUpForOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, runs := newHands(), 0
		s := with(d, h, schedule.Job{Name: "expire", Next: schedule.Every(time.Minute), Run: func(context.Context) error { runs++; return nil }})
		due(t, s)
		h.turn(3*time.Hour + 10*time.Second)
		due(t, s)
		due(t, s)
		if r := only(t, d); runs != 1 || r.NextAt != noon.Add(3*time.Hour+time.Minute) || r.LastRunAt != h.now() || r.LeasedUntil != 0 {
			t.Errorf("%d runs, %+v", runs, r)
		}
	})
}

func TestAFailureIsToldAndUsesUpItsSlot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHands()
		var how func() error
		s := with(d, h, schedule.Job{Name: "j", Next: schedule.Every(time.Minute), Run: func(context.Context) error { return how() }})
		due(t, s)
		for _, c := range []struct {
			how  func() error
			want string
		}{
			{func() error { return errors.New("call 0900000001") }, "schedule.failed"},
			{func() error { return fault.New(fault.Unavailable, "db.busy") }, "db.busy"},
			{func() error { panic("no") }, "schedule.panicked"},
			{func() error { return nil }, ""},
		} {
			h.turn(time.Minute)
			how = c.how
			due(t, s)
			if r := only(t, d); r.LastError != c.want || r.NextAt != h.now().Add(time.Minute) {
				t.Errorf("%+v, want %q", r, c.want)
			}
		}
	})
}

func TestAJobWhoseProcessDiedIsRunAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h, runs := newHands(), 0
		job := schedule.Job{Name: "j", Next: schedule.Every(time.Hour), Lease: 2 * time.Minute}
		dying, other := job, job
		dying.Run = func(context.Context) error { runtime.Goexit(); return nil }
		other.Run = func(context.Context) error { runs++; return nil }
		due(t, with(d, h, job))
		h.turn(time.Hour)
		gone := make(chan struct{})
		go func() { defer close(gone); _ = with(d, h, dying).RunDue(context.Background()) }()
		<-gone
		h.turn(2*time.Minute - time.Millisecond)
		due(t, with(d, h, other))
		if runs != 0 {
			t.Fatal("run while the lease held")
		}
		h.turn(time.Millisecond)
		due(t, with(d, h, other))
		if runs != 1 {
			t.Fatalf("%d runs", runs)
		}
	})
}

func TestALongJobKeepsItsClaim(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHands()
		begun, end := make(chan struct{}), make(chan struct{})
		long := schedule.Job{Name: "j", Next: schedule.Every(time.Hour), Lease: 30 * time.Millisecond,
			Run: func(context.Context) error { close(begun); <-end; return nil }}
		second := long
		second.Run = func(context.Context) error { t.Error("run beside the first"); return nil }
		due(t, with(d, h, long))
		h.turn(time.Hour)
		done := make(chan struct{})
		go func() { defer close(done); _ = with(d, h, long).RunDue(context.Background()) }()
		<-begun
		for range 3 {
			h.turn(20 * time.Millisecond)
			for only(t, d).LeasedUntil != h.now().Add(30*time.Millisecond) { // until renewed
				runtime.Gosched()
			}
			due(t, with(d, h, second))
		}
		close(end)
		<-done
		if r := only(t, d); r.LeasedUntil != 0 || r.NextAt != noon.Add(2*time.Hour) {
			t.Errorf("%+v", r)
		}
	})
}

func TestALostClaimStopsTheJobAndChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHands()
		slow := schedule.Job{Name: "j", Next: schedule.Every(time.Hour), Lease: 30 * time.Millisecond}
		quick := slow
		quick.Run = func(context.Context) error { return nil }
		slow.Run = func(ctx context.Context) error {
			// The clock leaps before the lease could be renewed: another process takes over.
			h.turn(time.Minute)
			for only(t, d).LastRunAt == 0 {
				if err := with(d, h, quick).RunDue(ctx); err != nil {
					return err
				}
				h.turn(time.Minute)
			}
			<-ctx.Done()
			return ctx.Err()
		}
		due(t, with(d, h, slow))
		h.turn(time.Hour)
		due(t, with(d, h, slow))
		if r := only(t, d); r.LastError != "" || r.NextAt != noon.Add(2*time.Hour) {
			t.Errorf("%+v", r)
		}
	})
}

func TestShutdownWaitsAndFreesTheSlot(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHands()
		begun := make(chan struct{})
		job := schedule.Job{Name: "j", Next: schedule.Every(time.Hour), Run: func(ctx context.Context) error {
			close(begun)
			<-ctx.Done()
			return ctx.Err()
		}}
		s := with(d, h, job)
		due(t, s)
		h.turn(time.Hour)
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { s.Run(ctx); close(ended) }()
		<-begun
		stop()
		<-ended
		runs := 0
		job.Run = func(context.Context) error { runs++; return nil }
		due(t, with(d, h, job))
		if runs != 1 {
			t.Error("the slot was lost")
		}
	})
}

func TestAShorterIntervalIsTakenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHands()
		due(t, with(d, h, schedule.Job{Name: "j", Next: schedule.Daily(3, 0)}))
		due(t, with(d, h, schedule.Job{Name: "j", Next: schedule.Every(time.Hour)}))
		if r := only(t, d); r.NextAt != noon.Add(time.Hour) {
			t.Errorf("next at %s", r.NextAt)
		}
	})
}

func TestSlots(t *testing.T) {
	for _, c := range []struct {
		name      string
		got, want clock.Instant
	}{
		{"each quarter of an hour", schedule.Every(15 * time.Minute)(noon), noon.Add(15 * time.Minute)},
		{"just before", schedule.Every(15 * time.Minute)(noon - 1), noon},
		{"later today", schedule.Daily(13, 30)(noon), noon.Add(90 * time.Minute)},
		{"tomorrow", schedule.Daily(3, 0)(noon), noon.Add(15 * time.Hour)},
		{"on the slot", schedule.Daily(12, 0)(noon), noon.Add(24 * time.Hour)},
		{"the last night of the year", schedule.Daily(0, 0)(noon.Add(3*24*time.Hour + 11*time.Hour)), noon.Add(3*24*time.Hour + 12*time.Hour)},
	} {
		if c.got != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.got, c.want)
		}
	}
}
