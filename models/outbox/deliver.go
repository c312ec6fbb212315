package outbox

import (
	"context"
	"log/slog"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
)

// Deliverer leases notes and tells them to the handlers. Several may work on one
// database, in one process or in many. What is zero gets the default named beside it.
type Deliverer struct {
	DB          *db.DB
	Now         clock.Clock
	Log         *slog.Logger
	Batch       int           // notes leased at once: 100
	Lease       time.Duration // how long a batch may take before others may take it over: 1 minute
	Poll        time.Duration // how often to look without being woken: 1 second
	Gather      time.Duration // how long a woken deliverer waits for more, to tell them together: 200 ms
	MaxAttempts int           // then a note is given up: 25, which is about 14 hours

	subscriptions []subscription
}

// Run delivers until ctx ends, and then returns when the batch in hand is done. It is
// woken by commits of this process and looks by itself for those of others.
func (d *Deliverer) Run(ctx context.Context) {
	wake, end := d.DB.Subscribe(topic)
	defer end()
	tick := time.NewTicker(orDefault(d.Poll, time.Second))
	defer tick.Stop()
	for {
		select {
		case <-wake: // what was committed so far comes with this batch, and is no reason to gather after it
		default:
		}
		n, more, err := d.deliver(ctx)
		switch {
		case err != nil && ctx.Err() == nil:
			d.log().Error("outbox", "error", err)
		case more || n >= orDefault(d.Batch, 100):
			continue
		case n > 0:
			// Where new commits called meanwhile, those of handlers too, theirs come together.
			select {
			case <-wake:
				d.gather(ctx)
			default:
			}
			continue
		}
		select {
		case <-ctx.Done():
			return
		case <-wake:
			d.gather(ctx)
		case <-tick.C:
		}
	}
}

// gather lets the notes of many commits become one batch: under load a look for each, or
// for the few that came while the last were told, would cost more than the notes themselves.
func (d *Deliverer) gather(ctx context.Context) {
	more := time.NewTimer(orDefault(d.Gather, 200*time.Millisecond))
	defer more.Stop()
	select {
	case <-ctx.Done():
	case <-more.C:
	}
}

// Drain delivers batch after batch until no note is due, and says how many were leased.
func (d *Deliverer) Drain(ctx context.Context) (int, error) {
	total := 0
	for ctx.Err() == nil {
		n, err := d.Deliver(ctx)
		total += n
		if n == 0 || err != nil {
			return total, err
		}
	}
	return total, ctx.Err()
}

// Deliver leases one batch, tells it, and writes down what became of each note. It says
// how many it leased. An error is of the database; those of handlers are on the notes.
func (d *Deliverer) Deliver(ctx context.Context) (int, error) {
	n, _, err := d.deliver(ctx)
	return n, err
}

// deliver is Deliver, and says whether a note behind one of these is waiting in its lane.
func (d *Deliverer) deliver(ctx context.Context) (n int, more bool, err error) {
	b, err := d.lease(ctx)
	if err != nil || len(b.notes) == 0 {
		return b.ended, b.more, err
	}
	// A shutdown lets the batch in hand finish: cutting it would deliver it twice.
	ctx = context.WithoutCancel(ctx)
	return len(b.notes) + b.ended, b.more, d.settle(ctx, b, d.tell(ctx, b.notes))
}

// tell runs every handler on what it wants. One that fails keeps the others from nothing.
func (d *Deliverer) tell(ctx context.Context, notes []Note) Failed {
	ctx, cancel := context.WithTimeout(ctx, orDefault(d.Lease, time.Minute)*3/4)
	defer cancel()
	failed := Failed{}
	for _, s := range d.subscriptions {
		var mine []Note
		for _, n := range notes {
			if s.types[n.Type] {
				mine = append(mine, n)
			}
		}
		if len(mine) == 0 {
			continue
		}
		err := safely(func() error { return s.handle(ctx, mine) })
		some, named := err.(Failed)
		for _, n := range mine {
			switch {
			case err == nil:
			case !named:
				failed[n.ID] = err
			case some[n.ID] != nil:
				failed[n.ID] = some[n.ID]
			}
		}
	}
	return failed
}

func (d *Deliverer) log() *slog.Logger {
	if d.Log == nil {
		return slog.Default()
	}
	return d.Log
}

func orDefault[T int | time.Duration](v, otherwise T) T {
	if v == 0 {
		return otherwise
	}
	return v
}
