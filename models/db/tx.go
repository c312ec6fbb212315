package db

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
)

const (
	txDeadline = 5 * time.Second
	txRetries  = 3
)

// Tx runs fn in one short transaction and commits when fn returns nil. The whole, with
// its waiting and its retries, has 5 seconds. When the database asks for it (a deadlock, a
// serialization failure, a busy file), or statements that go together find their connection
// dead before the commit went, fn runs again, up to 3 times more, in a new transaction: fn
// must do nothing that a rollback does not undo. A panic rolls back and goes on. Out of time
// or retries, it refuses with fault "db.busy".
//
// Inside fn use tx only: on SQLite there is one writer, and a second Tx would wait for
// the first until the deadline.
func (d *DB) Tx(ctx context.Context, fn func(tx *gorm.DB) error) error {
	return d.TxWithin(ctx, txDeadline, fn)
}

// TxWithin is Tx with another deadline, for the chunks of an import.
func (d *DB) TxWithin(ctx context.Context, limit time.Duration, fn func(tx *gorm.DB) error) error {
	return d.within(ctx, limit, func(_ context.Context, q *gorm.DB) error { return q.Transaction(fn) })
}

// Write runs the one statement of fn, which is a transaction by itself: what BEGIN and
// COMMIT would cost is saved. Its deadline, which the ctx of fn carries, and its retries are
// those of Tx. A second statement in fn would stand alone, so whoever has two uses Tx.
func (d *DB) Write(ctx context.Context, fn func(ctx context.Context, q *gorm.DB) error) error {
	return d.within(ctx, txDeadline, fn)
}

// within runs fn on the writer until it succeeds, for good or for the time being.
func (d *DB) within(ctx context.Context, limit time.Duration, fn func(ctx context.Context, q *gorm.DB) error) error {
	tctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	for try := 0; ; try++ {
		err := fn(tctx, d.write.WithContext(tctx))
		switch {
		case err == nil:
			return nil
		case ctx.Err() == nil && tctx.Err() != nil:
			return fault.New(fault.Unavailable, "db.busy").From(errors.Join(err, tctx.Err()))
		case !worthRetrying(err):
			return err
		case try == txRetries:
			return fault.New(fault.Unavailable, "db.busy").From(err)
		}
		pause(tctx, try)
	}
}

// pause lets the other transaction finish: 5 to 10 ms at first, doubling.
func pause(ctx context.Context, try int) {
	base := 5 * time.Millisecond << try
	t := time.NewTimer(base + rand.N(base))
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	}
}
