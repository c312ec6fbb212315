package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/chophien/chophien/models/fault"
)

// postgresTx is one transaction on a connection of its own. Writes that may wait go to the
// server together, with the next statement of the transaction or with its COMMIT: what a
// turn to the server and back costs is more than what most of them cost there.
type postgresTx struct {
	*sql.Conn
	ctx     context.Context
	waiting pgx.Batch
	judges  []func(error) error // of those that wait
	turns   *atomic.Int64
	failed  bool // a write that waited never went: there is nothing to commit
	over    bool
}

// errRolledBack is a COMMIT of a transaction in which a statement had failed.
var errRolledBack = errors.New("db: the commit became a rollback")

// beginPostgres begins on another connection where the first turns out to be dead, as
// sql.DB does.
func beginPostgres(ctx context.Context, pool *sql.DB, turns *atomic.Int64) (*postgresTx, error) {
	for try := 0; ; try++ {
		c, err := pool.Conn(ctx)
		if err != nil {
			return nil, err
		}
		if _, err = c.ExecContext(ctx, "BEGIN"); err == nil {
			return &postgresTx{Conn: c, ctx: ctx, turns: turns}, nil
		}
		err = errors.Join(err, ctx.Err(), c.Close())
		if !errors.Is(err, driver.ErrBadConn) || ctx.Err() != nil || try == 2 {
			return nil, err
		}
	}
}

// ExecContext implements gorm.ConnPool.
func (t *postgresTx) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	if err := ctx.Err(); err != nil {
		return nil, err // which the driver would call a bad connection
	}
	if t.waiting.Len() == 0 {
		t.turns.Add(1)
		return t.Conn.ExecContext(ctx, q, args...)
	}
	t.wait(q, args, nil)
	tag, err := t.send(ctx)
	return driver.RowsAffected(tag.RowsAffected()), err
}

// QueryContext implements gorm.ConnPool.
func (t *postgresTx) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if err := t.sendWaiting(ctx); err != nil {
		return nil, err
	}
	t.turns.Add(1)
	return t.Conn.QueryContext(ctx, q, args...)
}

// QueryRowContext implements gorm.ConnPool.
func (t *postgresTx) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	if err := t.sendWaiting(ctx); err != nil {
		gone, leave := context.WithCancelCause(ctx) // a Row made elsewhere cannot carry an error
		leave(err)
		return t.Conn.QueryRowContext(gone, q, args...)
	}
	t.turns.Add(1)
	return t.Conn.QueryRowContext(ctx, q, args...)
}

// wait puts a statement with those that go together; judge says what to answer for its
// refusal, nil that it is told as it is.
func (t *postgresTx) wait(q string, args []any, judge func(error) error) {
	t.waiting.Queue(q, args...)
	t.judges = append(t.judges, judge)
}

// judged is what the transaction ends with when a write that waited is refused.
func judged(err error, judge func(error) error) error {
	switch {
	case err == nil || worthRetrying(err):
		return err
	case judge != nil:
		if was := judge(err); fault.All(was) != nil {
			return was
		}
	}
	return fmt.Errorf("db: a write that may wait: %v", err)
}

func (t *postgresTx) sendWaiting(ctx context.Context) error {
	if t.waiting.Len() == 0 || ctx.Err() != nil {
		return ctx.Err()
	}
	_, err := t.send(ctx)
	return err
}

// send sends what waits and returns what became of the last of it. The server skips what
// stands behind a statement that it refuses, COMMIT too.
func (t *postgresTx) send(ctx context.Context) (tag pgconn.CommandTag, err error) {
	t.turns.Add(1)
	b, judges := t.waiting, t.judges
	t.waiting, t.judges = pgx.Batch{}, nil
	lost := t.Conn.Raw(func(c any) error {
		conn := c.(*stdlib.Conn).Conn()
		res := conn.SendBatch(ctx, &b)
		for _, judge := range judges {
			if tag, err = res.Exec(); err != nil {
				if ctx.Err() != nil {
					err = errors.Join(err, ctx.Err())
				} else if judge != nil {
					err = judge(err)
				}
				break
			}
		}
		if end := res.Close(); err == nil {
			err = end
		}
		t.failed = t.failed || err != nil && conn.PgConn().TxStatus() == 'T' // none of them went
		return nil
	})
	return tag, errors.Join(err, lost)
}

// Commit implements gorm.TxCommitter. What fails is to be rolled back.
func (t *postgresTx) Commit() error {
	switch {
	case t.over:
		return sql.ErrTxDone
	case t.ctx.Err() != nil:
		return t.ctx.Err()
	case t.failed:
		return errRolledBack
	}
	t.wait("COMMIT", nil, nil)
	tag, err := t.send(t.ctx)
	if err != nil {
		return err
	}
	t.over = true
	if tag.String() != "COMMIT" {
		err = errRolledBack
	}
	return errors.Join(err, t.Conn.Close())
}

// Rollback implements gorm.TxCommitter. A connection on which it fails is not used again.
func (t *postgresTx) Rollback() error {
	if t.over {
		return sql.ErrTxDone
	}
	t.over = true
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), time.Second)
	defer cancel()
	_, err := t.Conn.ExecContext(ctx, "ROLLBACK")
	if err != nil {
		_ = t.Conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	return errors.Join(err, t.Conn.Close())
}
