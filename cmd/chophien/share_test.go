package main

import (
	"context"
	"io"
	"log/slog"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/outbox/schedule"
	"github.com/chophien/chophien/payments"
)

// Two processes on one PostgreSQL share the whole work: each note is told once, each job
// that is due runs and says when.
func TestTwoProcessesShareTheWork(t *testing.T) {
	address := dbtest.Config(t, "postgres").URL
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	var both []*market
	for range 2 {
		line, err := parse(t, "serve", "--sandbox", "--data", t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		cfg := line.Serve.Config
		cfg.Database = payments.Hide(address)
		if err := cfg.check(); err != nil {
			t.Fatal(err)
		}
		m, err := open(t.Context(), &cfg, clock.System, log)
		if err != nil {
			t.Fatal(err)
		}
		defer m.Close()
		both = append(both, m)
	}
	d := both[0].DB
	const notes = 300
	err := d.Tx(t.Context(), func(tx *gorm.DB) error {
		for range notes {
			if err := outbox.Add(t.Context(), tx, outbox.Note{Type: "product.changed", Version: 1, Subject: db.NewID()}); err != nil {
				return err
			}
		}
		for _, j := range both[0].jobs() { // all of them are due
			if err := tx.Exec("INSERT INTO schedules (name, next_at) VALUES (?, 1)", j.Name).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	first, second := both[0].work(ctx), both[1].work(ctx)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !shared(t, d, len(both[0].jobs())) {
		select {
		case <-ctx.Done():
			t.Fatal("the work is never done")
		case <-tick.C:
		}
	}
	stop()
	<-first
	<-second
	var told struct{ Notes, Most, Done int }
	err = d.Read(t.Context()).Raw("SELECT COUNT(*) AS notes, MAX(attempts) AS most, COUNT(CASE WHEN state = 'done' THEN 1 END) AS done FROM outbox_notes").Scan(&told).Error
	if err != nil || told.Notes != notes || told.Done != notes || told.Most != 1 {
		t.Errorf("%+v, %v", told, err)
	}
}

// shared reports whether every note is told and every job has run.
func shared(t *testing.T, d *db.DB, jobs int) bool {
	t.Helper()
	b, err := outbox.Behind(t.Context(), d.Read(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := schedule.List(t.Context(), d.Read(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, r := range rows {
		if r.LastError != "" {
			t.Fatalf("%s: %s", r.Name, r.LastError)
		}
		if r.LastRunAt != 0 {
			ran++
		}
	}
	return b.Pending == 0 && ran == jobs
}
