package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

// hands is a clock that tests turn by hand.
type hands struct{ at atomic.Int64 }

func newHands() *hands {
	h := &hands{}
	h.at.Store(1_790_000_000_000)
	return h
}

func (h *hands) now() clock.Instant   { return clock.Instant(h.at.Load()) }
func (h *hands) turn(d time.Duration) { h.at.Add(d.Milliseconds()) }
func note(kind, subject string) outbox.Note {
	return outbox.Note{Type: kind, Version: 1, Subject: subject}
}
func quietly() *slog.Logger { return slog.New(slog.DiscardHandler) }
func deliverer(d *db.DB, h *hands) *outbox.Deliverer {
	return &outbox.Deliverer{DB: d, Now: h.now, Log: quietly(), Poll: time.Hour}
}

func add(t *testing.T, d *db.DB, notes ...outbox.Note) {
	t.Helper()
	err := d.Tx(t.Context(), func(tx *gorm.DB) error {
		for _, n := range notes {
			if err := outbox.Add(t.Context(), tx, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func drain(t *testing.T, dl *outbox.Deliverer) int {
	t.Helper()
	n, err := dl.Drain(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// heard collects what a handler was told.
type heard struct {
	mu    sync.Mutex
	notes []outbox.Note
}

func (h *heard) handle(_ context.Context, n outbox.Note) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.notes = append(h.notes, n)
	return nil
}

func TestANoteIsToldAfterCommitAndOnlyThen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var got heard
		dl := deliverer(d, newHands())
		dl.On(outbox.Each(got.handle), "order.placed")
		undone := errors.New("undone")
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			if err := outbox.Add(t.Context(), tx, note("order.placed", "o1")); err != nil {
				return err
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if n := drain(t, dl); n != 0 {
			t.Fatal("told what was rolled back")
		}
		n := note("order.placed", "o2")
		n.Body = map[string]any{"order_id": "o2", "grams": 500}
		add(t, d, n)
		if drain(t, dl) != 1 || drain(t, dl) != 0 {
			t.Fatal("not told exactly once")
		}
		var body struct {
			Order string `json:"order_id"`
			Grams int
		}
		first := got.notes[0]
		if err := first.Decode(&body); err != nil || body.Order != "o2" || body.Grams != 500 {
			t.Errorf("%+v, %v", body, err)
		}
		if first.ID == "" || first.Type != "order.placed" || first.Version != 1 || first.Subject != "o2" || first.Attempts != 1 {
			t.Errorf("%+v", first)
		}
	})
}

func TestWhatIsNoNoteIsRefused(t *testing.T) {
	d := dbtest.SQLite(t)
	spoken := note("a.b", "s")
	spoken.Body = map[string]string{"address": "Thôn Giàng A, Suối Giàng"}
	for name, n := range map[string]outbox.Note{
		"no type": note("", "s"), "no subject": note("a.b", ""), "no version": {Type: "a.b", Subject: "s"}, "an address": spoken,
	} {
		if err := d.Tx(t.Context(), func(tx *gorm.DB) error { return outbox.Add(t.Context(), tx, n) }); err == nil {
			t.Errorf("%s was added", name)
		}
	}
	if err := outbox.Add(t.Context(), d.Read(t.Context()), note("a.b", "s")); err == nil {
		t.Error("added outside a transaction")
	}
}

func TestManyDeliverersTellEachNoteOnceAndInOrder(t *testing.T) {
	const subjects, each = 12, 15
	for _, dialect := range dbtest.Dialects() {
		t.Run(dialect, func(t *testing.T) {
			cfg := dbtest.Config(t, dialect)
			one, two := dbtest.OpenConfig(t, cfg), dbtest.OpenConfig(t, cfg)
			h := newHands()
			var mu sync.Mutex
			told := map[string][]int{}
			listen := func(_ context.Context, notes []outbox.Note) error {
				mu.Lock()
				defer mu.Unlock()
				for _, n := range notes {
					var b struct{ N int }
					if err := n.Decode(&b); err != nil {
						return err
					}
					told[n.Subject] = append(told[n.Subject], b.N)
				}
				return nil
			}
			ctx, stop := context.WithCancel(t.Context())
			var workers sync.WaitGroup
			for i := range 4 {
				dl := deliverer([]*db.DB{one, two}[i%2], h)
				dl.Batch, dl.Poll = 7, 5*time.Millisecond
				dl.On(listen, "order.even", "order.odd")
				workers.Go(func() { dl.Run(ctx) })
			}
			var writers sync.WaitGroup
			for s := range subjects {
				writers.Go(func() {
					for n := range each {
						x := note([]string{"order.even", "order.odd"}[n%2], fmt.Sprint("o", s))
						x.Body = map[string]int{"N": n}
						add(t, []*db.DB{one, two}[n%2], x)
					}
				})
			}
			writers.Wait()
			for {
				b, err := outbox.Behind(t.Context(), one.Read(t.Context()))
				if err != nil {
					t.Fatal(err)
				}
				if b.Pending == 0 {
					break
				}
				runtime.Gosched()
			}
			stop()
			workers.Wait()
			if len(told) != subjects {
				t.Errorf("%d subjects told", len(told))
			}
			for s, ns := range told {
				for i, n := range ns {
					if i != n {
						t.Fatalf("%s was told %v", s, ns)
					}
				}
				if len(ns) != each {
					t.Errorf("%s was told %d notes", s, len(ns))
				}
			}
		})
	}
}

func TestACommitWakesTheDeliverer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		told := make(chan outbox.Note)
		dl := deliverer(d, newHands()) // looks by itself every hour
		dl.On(outbox.Each(func(_ context.Context, n outbox.Note) error { told <- n; return nil }), "a.b")
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { dl.Run(ctx); close(ended) }()
		for _, s := range []string{"s1", "s2", "s3"} {
			add(t, d, note("a.b", s))
			if n := <-told; n.Subject != s {
				t.Errorf("told %s", n.Subject)
			}
		}
		stop()
		<-ended
	})
}

// stream is a running deliverer that says which batch it tells, and goes on when it may.
type stream struct {
	t     *testing.T
	d     *db.DB
	begun chan []string
	on    chan struct{}
}

func running(t *testing.T, d *db.DB, gather time.Duration) *stream {
	s := &stream{t, d, make(chan []string), make(chan struct{})}
	dl := deliverer(d, newHands())
	dl.Gather = gather
	dl.On(func(_ context.Context, notes []outbox.Note) error {
		var subjects []string
		for _, n := range notes {
			subjects = append(subjects, n.Subject)
		}
		s.begun <- subjects
		<-s.on
		return nil
	}, "a.b")
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { dl.Run(ctx); close(ended) }()
	t.Cleanup(func() { stop(); <-ended })
	return s
}

// next fails unless these are told together now.
func (s *stream) next(want ...string) {
	s.t.Helper()
	select {
	case got := <-s.begun:
		if !slices.Equal(got, want) {
			s.t.Errorf("told %v together, not %v", got, want)
		}
	case <-time.After(time.Minute):
		s.t.Fatalf("%v are waited for", want)
	}
}

// TestWhatComesWhileABatchIsToldIsGathered: under load the few that came meanwhile would
// else be the next batch, and never many together.
func TestWhatComesWhileABatchIsToldIsGathered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		add(t, d, note("a.b", "s0"))
		s := running(t, d, 6*time.Second)
		s.next("s0")
		add(t, d, note("a.b", "s1"))
		s.on <- struct{}{}
		time.Sleep(300 * time.Millisecond) // in which the first would be told alone
		add(t, d, note("a.b", "s2"))
		s.next("s1", "s2")
		s.on <- struct{}{}
	})
}

// TestALaneWaitsForNobody: what waited behind an older note is told with the next batch,
// whoever commits meanwhile.
func TestALaneWaitsForNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		add(t, d, note("a.b", "lane"), note("a.b", "lane"), note("a.b", "lane"))
		s := running(t, d, time.Hour)
		s.next("lane")
		add(t, d, note("a.b", "s1"))
		s.on <- struct{}{}
		s.next("lane", "s1")
		s.on <- struct{}{}
		s.next("lane")
		s.on <- struct{}{}
	})
}

func TestADeliveryCutShortIsDoneByAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHands()
		dying, other := deliverer(d, h), deliverer(d, h)
		// A goroutine that exits in the middle leaves what a killed process leaves.
		dying.On(func(context.Context, []outbox.Note) error { runtime.Goexit(); return nil }, "a.b")
		var got heard
		other.On(outbox.Each(got.handle), "a.b")
		add(t, d, note("a.b", "s1"), note("a.b", "s1"))
		gone := make(chan struct{})
		go func() { defer close(gone); _, _ = dying.Deliver(context.Background()) }()
		<-gone
		h.turn(59 * time.Second)
		if n := drain(t, other); n != 0 {
			t.Fatalf("%d notes taken from a lease that holds", n)
		}
		h.turn(time.Second)
		if n := drain(t, other); n != 2 || len(got.notes) != 2 || got.notes[0].Attempts != 2 || got.notes[1].Attempts != 1 {
			t.Fatalf("%d deliveries: %+v", n, got.notes)
		}
	})
}

func TestANoteThatKillsItsWorkersIsGivenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHands()
		dl := deliverer(d, h)
		dl.MaxAttempts = 3
		dl.On(func(context.Context, []outbox.Note) error { runtime.Goexit(); return nil }, "a.b")
		add(t, d, note("a.b", "s1"))
		for range 5 {
			gone := make(chan struct{})
			go func() { defer close(gone); _, _ = dl.Deliver(context.Background()) }()
			<-gone
			h.turn(time.Minute)
		}
		dead := listDead(t, d)
		if len(dead) != 1 || dead[0].Attempts != 3 || dead[0].LastError != "outbox.crashed" {
			t.Errorf("%+v", dead)
		}
	})
}

func listDead(t *testing.T, d *db.DB) []outbox.Dead {
	t.Helper()
	dead, err := outbox.ListDead(t.Context(), d.Read(t.Context()), db.Cursor{}, 50)
	if err != nil {
		t.Fatal(err)
	}
	return dead
}

func TestFailuresBackOffThenAreSeenAndCanBeRetried(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHands()
		dl := deliverer(d, h)
		dl.MaxAttempts = 4
		var broken atomic.Bool
		broken.Store(true)
		tries := 0
		var got heard
		dl.On(outbox.Each(func(ctx context.Context, n outbox.Note) error {
			tries++
			if broken.Load() && n.Subject == "s1" && n.Type == "a.first" {
				return fault.New(fault.Unavailable, "search.away").From(errors.New("0900000001"))
			}
			return got.handle(ctx, n)
		}), "a.first", "a.second")
		add(t, d, note("a.first", "s1"), note("a.second", "s1"), note("a.second", "s2"))
		if n := drain(t, dl); n != 2 || len(got.notes) != 1 || got.notes[0].Subject != "s2" {
			t.Fatalf("%d deliveries, taken: %+v", n, got.notes)
		}
		for i, wait := range []time.Duration{time.Second, 2 * time.Second, 4 * time.Second} {
			h.turn(wait - time.Millisecond)
			if n := drain(t, dl); n != 0 {
				t.Fatalf("told again before the wait was over (%d)", i)
			}
			h.turn(time.Millisecond)
			if n := drain(t, dl); n == 0 {
				t.Fatalf("not told after the wait (%d)", i)
			}
		}
		dead := listDead(t, d)
		if len(dead) != 1 || dead[0].Subject != "s1" || dead[0].Attempts != 4 || dead[0].LastError != "search.away" {
			t.Fatalf("%+v", dead)
		}
		if n := drain(t, dl) + len(got.notes); n != 2 {
			t.Errorf("the dead note holds up its lane: %+v", got.notes)
		}
		broken.Store(false)
		retry := func(id string) error {
			return d.Tx(t.Context(), func(tx *gorm.DB) error { return outbox.Retry(t.Context(), tx, id) })
		}
		if err := retry(dead[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := retry(dead[0].ID); !fault.Has(err, "outbox.not_dead") {
			t.Errorf("retried twice: %v", err)
		}
		if n := drain(t, dl); n != 1 || len(got.notes) != 3 || len(listDead(t, d)) != 0 {
			t.Errorf("%d deliveries after the retry, %+v", n, got.notes)
		}
	})
}

func TestABatchFailsOnlyWhereItFailed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHands()
		dl := deliverer(d, h)
		var sizes []int
		dl.On(func(_ context.Context, notes []outbox.Note) error {
			sizes = append(sizes, len(notes))
			failed := outbox.Failed{}
			for _, n := range notes {
				if n.Subject == "s3" && n.Attempts == 1 {
					failed[n.ID] = errors.New("no")
				}
			}
			if len(failed) > 0 {
				return failed
			}
			return nil
		}, "a.b")
		var second heard
		dl.On(outbox.Each(second.handle), "a.b")
		dl.On(outbox.Each(func(_ context.Context, n outbox.Note) error {
			if n.Subject == "s5" && n.Attempts == 1 {
				panic("at " + n.Subject)
			}
			return nil
		}), "a.b")
		for i := range 8 {
			add(t, d, note("a.b", fmt.Sprint("s", i)))
		}
		drain(t, dl)
		h.turn(time.Second)
		drain(t, dl)
		if fmt.Sprint(sizes) != "[8 2]" || len(second.notes) != 10 {
			t.Errorf("batches of %v; the second handler heard %d", sizes, len(second.notes))
		}
		if b, err := outbox.Behind(t.Context(), d.Read(t.Context())); err != nil || b != (outbox.Backlog{}) {
			t.Errorf("%+v, %v", b, err)
		}
	})
}

func TestALostLeaseChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHands()
		slow, quick := deliverer(d, h), deliverer(d, h)
		quick.On(outbox.Each(func(context.Context, outbox.Note) error { return nil }), "a.b")
		slow.On(outbox.Each(func(ctx context.Context, n outbox.Note) error {
			h.turn(2 * time.Minute)
			if n, err := quick.Drain(ctx); n != 1 || err != nil {
				t.Errorf("%d taken over, %v", n, err)
			}
			return errors.New("too slow")
		}), "a.b")
		add(t, d, note("a.b", "s1"))
		drain(t, slow)
		if b, err := outbox.Behind(t.Context(), d.Read(t.Context())); err != nil || b != (outbox.Backlog{}) {
			t.Errorf("the late failure undid the delivery: %+v, %v", b, err)
		}
	})
}

func TestNotBeforeItsTime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHands()
		dl := deliverer(d, h)
		dl.Discard("a.b")
		n := note("a.b", "s1")
		n.NotBefore = h.now().Add(time.Hour)
		add(t, d, n)
		h.turn(time.Hour - time.Millisecond)
		if drain(t, dl) != 0 {
			t.Error("told too early")
		}
		h.turn(time.Millisecond)
		if drain(t, dl) != 1 {
			t.Error("not told in time")
		}
	})
}

func TestWhatNobodyWantsWaitsAndHoldsUpNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dl := deliverer(d, newHands())
		dl.Discard("order.known")
		add(t, d, note("order.new", "o1"), note("order.known", "o1"))
		if n := drain(t, dl); n != 1 {
			t.Errorf("%d deliveries", n)
		}
		left, err := dl.Unwanted(t.Context())
		if err != nil || fmt.Sprint(left) != "[order.new]" {
			t.Errorf("%v, %v", left, err)
		}
	})
}

func TestAnIdleOutboxOnlyLooks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dl := deliverer(d, newHands())
		dl.Discard("a.b")
		if n := dbtest.CountStatements(d, func() { drain(t, dl) }); n != 1 {
			t.Errorf("%d statements", n)
		}
	})
}

func TestOldDeliveriesAreForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHands()
		dl := deliverer(d, h)
		dl.Discard("a.b")
		add(t, d, note("a.b", "s1"), note("a.c", "s1"))
		drain(t, dl)
		for _, c := range []struct {
			turn time.Duration
			want int64
		}{{outbox.Keep, 0}, {time.Millisecond, 1}, {0, 0}} {
			h.turn(c.turn)
			err := d.Tx(t.Context(), func(tx *gorm.DB) error {
				n, err := outbox.Prune(t.Context(), tx, h.now(), 10)
				if n != c.want {
					t.Errorf("%d forgotten, want %d", n, c.want)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
