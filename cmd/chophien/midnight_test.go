package main

import (
	"log/slog"
	"testing"
	"time"

	"github.com/chophien/chophien/cmd/chophien/demo"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/outbox/schedule"
	"github.com/chophien/chophien/search"
)

// One market runs over the midnight on which six certificates end. Shelf, results and
// figures of the facets follow the day by themselves, before any work is done; what the
// calendar then does for the index touches nothing but the six.
func TestTheCalendarTakesTheStarsDownAtMidnight(t *testing.T) {
	at := clock.At(time.Date(2026, 12, 28, 23, 0, 0, 0, clock.Zone))
	now := func() clock.Instant { return at }
	line, err := parse(t, "demo", "--data", t.TempDir(), "--clock", "2026-12-28T23:00")
	if err != nil {
		t.Fatal(err)
	}
	d := &line.Demo
	if _, err := d.prepare(); err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	if err := d.migrate(t.Context(), quiet); err != nil {
		t.Fatal(err)
	}
	m, err := openParts(t.Context(), &d.Config, now, quiet, false)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := demo.Load(t.Context(), demo.Market{DB: m.DB, Accounts: m.Accounts, Onboarding: m.Onboarding, Admission: m.Admission, Album: m.Album, Now: now}, nil); err != nil {
		t.Fatal(err)
	}
	if err := m.Feed.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Only what the calendar has for the index: the others have tests of their own.
	s := &schedule.Schedule{DB: m.DB, Now: now, Log: quiet}
	for _, j := range m.jobs() {
		if j.Name == "search.mend" {
			s.Jobs = append(s.Jobs, j)
		}
	}
	before := held(t, m.Search)
	for _, c := range []struct{ hour, minute, day, stars, written int }{
		{23, 0, 28, 6, 0},
		{23, 59, 28, 6, 0},
		{0, 0, 29, 0, 0},
		{0, 1, 29, 0, 6},
	} {
		at = clock.At(time.Date(2026, 12, c.day, c.hour, c.minute, 0, 0, clock.Zone))
		if err := s.RunDue(t.Context()); err != nil {
			t.Fatal(err)
		}
		cards, err := catalog.List(t.Context(), m.DB.Read(t.Context()), catalog.Filter{IncludeAlcohol: true}, at.Date(), db.Cursor{}, 500)
		if err != nil {
			t.Fatal(err)
		}
		shelf := 0
		for _, card := range cards {
			if card.Stars > 0 {
				shelf++
			}
		}
		r, err := m.Search.Search(t.Context(), search.Query{StarsMin: 1, On: at.Date(), IncludeAlcohol: true, Facets: []search.Facet{search.ByStars}})
		if err != nil {
			t.Fatal(err)
		}
		counted := 0
		for _, n := range r.Facets[search.ByStars] {
			counted += n.N
		}
		written := 0
		for id, digest := range held(t, m.Search) {
			if before[id] != digest {
				written++
			}
		}
		if shelf != c.stars || r.Total != c.stars || counted != c.stars || written != c.written {
			t.Errorf("%v: stars at %d on the shelf, %d found, %d counted; %d products were written", at.Local(), shelf, r.Total, counted, written)
		}
	}
}

// held is what an index knows, by product.
func held(t *testing.T, e search.Engine) map[string]string {
	t.Helper()
	all := map[string]string{}
	for h, err := range e.Held(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all[h.ID] = h.Digest
	}
	return all
}
