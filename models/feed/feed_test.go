package feed_test

import (
	"context"
	"errors"
	"maps"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/feed"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/search"
)

func TestWhatIsWrongInTheIndexIsFoundAndAloneMended(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openShop(t, d)
		an := s.sellers[0]
		s.offer(an, drink("Nước táo mèo"), 30_000)
		lost, _ := s.offer(an, drink("Nước mận"), 30_000)
		old, _ := s.offer(an, drink("Nước dứa"), 30_000)
		s.deliver()
		if wrong := s.wrong(); len(wrong) > 0 {
			t.Fatalf("after delivery: %v", wrong)
		}
		if err := s.index.Remove(t.Context(), []string{lost}); err != nil {
			t.Fatal(err)
		}
		err := s.index.Put(t.Context(), []search.Document{
			{ID: old, Version: 99, Names: map[string]string{"vi": "Nước dứa"}}, // of a database that is no more
			{ID: "nobody's", Version: 1, Names: map[string]string{"vi": "Nước lạ"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]feed.Departure{lost: feed.Missing, old: feed.Stale, "nobody's": feed.Extra}
		if wrong := s.wrong(); !maps.Equal(wrong, want) {
			t.Errorf("found %v, want %v", wrong, want)
		}
		s.index.written.Store(0)
		if err := s.feed.Mend(t.Context()); err != nil {
			t.Fatal(err)
		}
		if wrong := s.wrong(); len(wrong) > 0 || s.index.written.Load() > 5 {
			t.Errorf("after %d writes still wrong: %v", s.index.written.Load(), wrong)
		}
	})
}

func TestWhatIsOnItsWayIsNoFault(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openShop(t, d)
		an, binh := s.sellers[0], s.sellers[1]
		_, forms := s.offer(an, drink("Nước táo mèo"), 30_000)
		s.offer(binh, drink("Nước mận"), 30_000)
		if wrong := s.wrong(); len(wrong) > 0 {
			t.Errorf("before the first delivery: %v", wrong)
		}
		s.deliver()
		s.do(func(ctx context.Context, tx *gorm.DB) error {
			return catalog.SetPrice(ctx, tx, forms[0].ID, money.Of(40_000), an, s.Now())
		})
		s.suspend(binh.SellerID)
		if wrong := s.wrong(); len(wrong) > 0 {
			t.Errorf("while a price and a seller are on their way: %v", wrong)
		}
		s.deliver()
		if wrong := s.wrong(); len(wrong) > 0 || s.found(search.Query{}).Total != 1 {
			t.Errorf("after delivery: %v, %d found", wrong, s.found(search.Query{}).Total)
		}
	})
}

// What is delivered just after the index was looked at for the second time was on its way
// too: its note waited until then.
func TestWhatArrivesMeanwhileIsNoFault(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openShop(t, d)
		s.offer(s.sellers[0], drink("Nước táo mèo"), 30_000)
		looked := 0
		s.index.told = func() {
			if looked++; looked == 2 {
				s.deliver()
			}
		}
		if wrong := s.wrong(); len(wrong) > 0 || looked != 2 {
			t.Errorf("looked at %d times: %v", looked, wrong)
		}
	})
}

// A mend that is cut short leaves no product unfound that was found before.
func TestAMendThatIsCutShortTakesNothingOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openShop(t, d)
		old, _ := s.offer(s.sellers[0], drink("Nước dứa"), 30_000)
		s.deliver()
		if err := s.index.Put(t.Context(), []search.Document{{ID: old, Version: 99, Names: map[string]string{"vi": "Nước dứa"}}}); err != nil {
			t.Fatal(err)
		}
		ctx, cut := context.WithCancel(t.Context())
		s.index.removed = cut
		if err := s.feed.Mend(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("a mend that was cut short: %v", err)
		}
		if n := s.found(search.Query{}).Total; n != 1 || len(s.wrong()) > 0 {
			t.Errorf("%d products are found, and %v is wrong", n, s.wrong())
		}
	})
}

func TestAnIndexThatIsNotFilledIsNotCompared(t *testing.T) {
	s := openShop(t, dbtest.SQLite(t))
	s.index.Engine = unfilled{s.index.Engine}
	if _, err := s.feed.Verify(t.Context()); !errors.Is(err, feed.ErrUnfilled) {
		t.Error(err)
	}
}

type unfilled struct{ search.Engine }

func (unfilled) Health(context.Context) (search.Health, error) {
	return search.Health{RebuildWanted: true}, nil
}

// Nobody looks at the outbox here for an hour: the commit itself wakes who carries.
func TestACommitWakesTheFeed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openShop(t, d)
		s.outbox.Poll = time.Hour
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		done := make(chan struct{})
		go func() { defer close(done); s.outbox.Run(ctx) }()
		defer func() { stop(); <-done }()
		s.offer(s.sellers[0], drink("Nước táo mèo"), 30_000)
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for s.found(search.Query{Text: "táo mèo"}).Total == 0 {
			select {
			case <-ctx.Done():
				t.Fatal("nobody was woken")
			case <-tick.C:
			}
		}
	})
}

func TestAnEngineThatWasAwayCatchesUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openShop(t, d)
		an := s.sellers[0]
		gone, _ := s.offer(an, drink("Nước dứa"), 30_000)
		s.deliver()
		s.index.away.Store(true)
		s.index.calls.Store(0)
		s.offer(an, drink("Nước táo mèo"), 30_000)
		s.do(func(ctx context.Context, tx *gorm.DB) error { return catalog.Hide(ctx, tx, gone, "", an, s.Now()) })
		for range 5 {
			s.deliver()
		}
		if n := s.index.calls.Load(); n != 1 {
			t.Errorf("an engine that is away was asked %d times at once", n)
		}
		s.Pass(30 * time.Second)
		s.deliver()
		if r := s.found(search.Query{}); r.Total != 1 || r.Hits[0].ID != gone {
			t.Errorf("the engine was not away: %v", r.IDs())
		}
		s.index.away.Store(false)
		s.Pass(time.Hour)
		s.deliver()
		if r := s.found(search.Query{}); r.Total != 1 || r.Hits[0].ID == gone || len(s.wrong()) > 0 {
			t.Errorf("after it came back: %v, %v", r.IDs(), s.wrong())
		}
		if n := s.Count(t, "outbox_notes", "state <> 'done'"); n > 0 {
			t.Errorf("%d notes are left", n)
		}
	})
}

// No note tells that a rank of four stars gives way to one of three: the day does.
func TestARankThatBecomesAnotherIsMended(t *testing.T) {
	s := openShop(t, dbtest.SQLite(t))
	an := s.sellers[0]
	id, _ := s.offer(an, drink("Nước táo mèo"), 30_000)
	today := s.Now().Date()
	s.certify(an, id, 4, today)
	s.certify(an, id, 3, today.AddDays(30))
	s.deliver()
	count := func(stars int) int { return s.found(search.Query{StarsMin: stars, On: s.Now().Date()}).Total }
	if count(4) != 1 {
		t.Fatal("four stars are not found")
	}
	s.Pass(24 * time.Hour)
	if count(4) != 0 {
		t.Error("stars are found on the day after their end")
	}
	if err := s.feed.Mend(t.Context()); err != nil {
		t.Fatal(err)
	}
	if count(3) != 1 || count(4) != 0 {
		t.Errorf("%d have three stars and %d four", count(3), count(4))
	}
}
