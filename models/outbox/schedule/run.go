package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
)

// Schedule runs the jobs of a process. Several processes on one database share them.
type Schedule struct {
	DB   *db.DB
	Now  clock.Clock
	Jobs []Job
	Log  *slog.Logger  // nil means slog.Default
	Tick time.Duration // how often to look; 0 means 1 second
}

// Run starts what is due, each job beside the others, until ctx ends; then it tells the
// running ones to stop and waits for them.
func (s *Schedule) Run(ctx context.Context) {
	every := s.Tick
	if every == 0 {
		every = time.Second
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	var running sync.WaitGroup
	defer running.Wait()
	for {
		if err := s.look(ctx, running.Go); err != nil && ctx.Err() == nil {
			s.log().Error("schedule", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// RunDue runs what is due now, one job after another, and returns when they are done:
// for a clock that is driven.
func (s *Schedule) RunDue(ctx context.Context) error {
	return s.look(ctx, func(run func()) { run() })
}

// look claims what is due and hands each claimed job to start.
func (s *Schedule) look(ctx context.Context, start func(func())) error {
	rows, err := s.rows(ctx)
	if err != nil {
		return err
	}
	now := s.Now()
	var wrong []error
	for _, j := range s.Jobs {
		r, known := rows[j.Name]
		switch {
		case !known || r.NextAt > j.Next(now): // new, or due more often than it was
			if err := s.plan(ctx, j, now); err != nil {
				wrong = append(wrong, err)
			}
		case r.NextAt <= now && r.LeasedUntil <= now:
			token, err := s.claim(ctx, j, now)
			if err != nil {
				wrong = append(wrong, err)
			}
			if token != "" {
				start(func() { s.run(ctx, j, token) })
			}
		}
	}
	return errors.Join(wrong...)
}

// run does the claimed job and writes down how it went.
func (s *Schedule) run(ctx context.Context, j Job, token string) {
	begun := s.Now()
	err := s.whileHeld(ctx, j, token)
	if err != nil {
		s.log().Error("job failed", "job", j.Name, "error", err)
	}
	// The slot is used up, unless a shutdown cut the job short: then it is free at once
	// for another process.
	next := j.Next(begun)
	if err != nil && ctx.Err() != nil {
		next = begun
	}
	if err := s.release(context.WithoutCancel(ctx), j, token, begun, next, reason(err)); err != nil {
		s.log().Error("job", "job", j.Name, "error", err)
	}
}

// whileHeld runs j and renews its lease meanwhile; when the claim is lost, j is stopped.
func (s *Schedule) whileHeld(ctx context.Context, j Job, token string) (err error) {
	ctx, stop := context.WithCancel(ctx)
	var renewing sync.WaitGroup
	defer renewing.Wait()
	defer stop()
	renewing.Go(func() {
		tick := time.NewTicker(j.lease() / 3)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if !s.renew(ctx, j, token) {
					stop()
				}
			}
		}
	})
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errPanicked, p)
		}
	}()
	return j.Run(ctx)
}

func (s *Schedule) log() *slog.Logger {
	if s.Log == nil {
		return slog.Default()
	}
	return s.Log
}
