package catalog_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

func TestTheShelfIsNeverWrongForMoreThanASecond(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	p, vs := onShelf(t, d, tea())
	var passed atomic.Int64
	s := &catalog.Shelf{DB: d, Now: func() clock.Instant { return now.Add(time.Duration(passed.Load())) }}
	look := func() (page, list, card int64) {
		t.Helper()
		pg, err := s.Page(t.Context(), p.Slug)
		if err != nil {
			t.Fatal(err)
		}
		l, err := s.List(t.Context(), catalog.Filter{}, db.Cursor{}, 20)
		if err != nil || len(l) != 1 {
			t.Fatal(l, err)
		}
		cs, err := s.Cards(t.Context(), []string{"unknown", p.ID})
		if err != nil || len(cs) != 1 {
			t.Fatal(cs, err)
		}
		return pg.Forms[0].Price.Dong(), l[0].Variants[0].Price.Dong(), cs[0].Variants[0].Price.Dong()
	}
	look()
	in(t, d, func(tx *gorm.DB) error { return catalog.SetPrice(t.Context(), tx, vs[0].ID, money.Of(99_000), an, now) })
	before := d.Statements()
	passed.Store(int64(catalog.Fresh - time.Millisecond))
	if a, b, c := look(); a != 150_000 || b != 150_000 || c != 150_000 || d.Statements() != before {
		t.Errorf("%d, %d, %d with %d statements: nothing was remembered", a, b, c, d.Statements()-before)
	}
	passed.Store(int64(catalog.Fresh))
	if a, b, c := look(); a != 99_000 || b != 99_000 || c != 99_000 {
		t.Errorf("%d, %d, %d after a second", a, b, c)
	}
	in(t, d, func(tx *gorm.DB) error { return catalog.Hide(t.Context(), tx, p.ID, "", an, now) })
	passed.Store(int64(2 * catalog.Fresh))
	if _, err := s.Page(t.Context(), p.Slug); !fault.Is(err, fault.NotFound) {
		t.Error(err)
	}
	if cs, err := s.Cards(t.Context(), []string{p.ID}); err != nil || len(cs) != 0 {
		t.Errorf("%v, %v", cs, err)
	}
}

func TestManyReadersOfOnePageAskOnce(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	p, _ := onShelf(t, d, tea())
	s := &catalog.Shelf{DB: d, Now: func() clock.Instant { return now }}
	before := d.Statements()
	var wg sync.WaitGroup
	for range 50 {
		wg.Go(func() {
			if _, err := s.Page(t.Context(), p.Slug); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := d.Statements() - before; n > 4 {
		t.Errorf("%d statements", n)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Page(gone, "no-such-page"); errors.Is(err, context.Canceled) {
		t.Error("who hangs up takes the answer from the others")
	}
}
