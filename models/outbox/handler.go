package outbox

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// Handler is told notes, oldest first, and is idempotent by their ids. An error fails all
// of them, or with Failed only those that it names. ctx ends before the lease does.
type Handler func(ctx context.Context, notes []Note) error

// Failed names by id the notes of a batch that a handler could not take.
type Failed map[string]error

// Error tells how many, and one of them.
func (f Failed) Error() string {
	for _, err := range f {
		return fmt.Sprintf("outbox: %d notes failed, one of them: %v", len(f), err)
	}
	return "outbox: no note failed"
}

// Each makes a handler of a function for one note.
func Each(fn func(ctx context.Context, n Note) error) Handler {
	return func(ctx context.Context, notes []Note) error { return each(ctx, notes, fn) }
}

func each(ctx context.Context, notes []Note, fn func(ctx context.Context, n Note) error) error {
	failed := Failed{}
	for _, n := range notes {
		if err := safely(func() error { return fn(ctx, n) }); err != nil {
			failed[n.ID] = err
		}
	}
	if len(failed) > 0 {
		return failed
	}
	return nil
}

// errPanicked is what became of a panic: the worker goes on for the sake of the others.
type errPanicked struct{ what any }

// Error implements error.
func (e errPanicked) Error() string { return fmt.Sprintf("outbox: handler panicked: %v", e.what) }

func safely(fn func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = errPanicked{p}
		}
	}()
	return fn()
}

// subscription is one handler and the types that it wants.
type subscription struct {
	types  map[string]bool
	handle Handler
}

// On tells h every note of these types. Several handlers may want one type; each gets the
// note, and it counts as delivered when all of them have taken it. Call before Run.
//
// Notes of a type that nobody wants are left alone: during an upgrade a newer process
// may know them.
func (d *Deliverer) On(h Handler, types ...string) {
	s := subscription{types: map[string]bool{}, handle: h}
	for _, t := range types {
		s.types[t] = true
	}
	d.subscriptions = append(d.subscriptions, s)
}

// Discard lets notes of these types count as delivered without anybody's being told.
func (d *Deliverer) Discard(types ...string) {
	d.On(func(context.Context, []Note) error { return nil }, types...)
}

// wanted lists the types that somebody wants.
func (d *Deliverer) wanted() []string {
	seen := map[string]bool{}
	for _, s := range d.subscriptions {
		for t := range s.types {
			seen[t] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// Unwanted lists the types of pending notes that no handler of this process wants: after
// an upgrade there should be none.
func (d *Deliverer) Unwanted(ctx context.Context) ([]string, error) {
	var out []string
	err := d.DB.Read(ctx).Raw(`SELECT DISTINCT type FROM outbox_notes WHERE state = 'pending' ORDER BY type`).Scan(&out).Error
	if err != nil {
		return nil, fmt.Errorf("outbox: unwanted: %w", err)
	}
	wanted := d.wanted()
	return slices.DeleteFunc(out, func(t string) bool { return slices.Contains(wanted, t) }), nil
}
