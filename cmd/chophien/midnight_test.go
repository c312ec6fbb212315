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

// One market runs over the midnight on which six certificates end. Its own calendar, and
// nobody else, brings shelf, results and figures of the facets to the day.
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
	if err := demo.Load(t.Context(), demo.Market{DB: m.DB, Accounts: m.Accounts, Onboarding: m.Onboarding, Album: m.Album, Now: now}, nil); err != nil {
		t.Fatal(err)
	}
	if err := m.Feed.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	// Only what the calendar has for the index: the others have tests of their own.
	s := &schedule.Schedule{DB: m.DB, Now: now, Log: quiet}
	for _, j := range m.jobs() {
		if j.Name == "search.rebuild" {
			s.Jobs = append(s.Jobs, j)
		}
	}
	for _, c := range []struct {
		hour, minute, day     int
		shelf, found, counted int
	}{
		{23, 0, 28, 6, 6, 6},
		{23, 59, 28, 6, 6, 6},
		{0, 0, 29, 0, 6, 6}, // for a minute the index is behind the shelf
		{0, 1, 29, 0, 0, 0},
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
		r, err := m.Search.Search(t.Context(), search.Query{StarsMin: 1, IncludeAlcohol: true, Facets: []search.Facet{search.ByStars}})
		if err != nil {
			t.Fatal(err)
		}
		counted := 0
		for _, n := range r.Facets[search.ByStars] {
			counted += n.N
		}
		if shelf != c.shelf || r.Total != c.found || counted != c.counted {
			t.Errorf("%v: stars at %d on the shelf, %d found, %d counted", at.Local(), shelf, r.Total, counted)
		}
	}
}
