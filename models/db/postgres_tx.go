package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/chophien/chophien/models/fault"
)

// postgresTx is one transaction on a connection of its own. Its BEGIN, and writes that may
// wait, go to the server together with the next statement of the transaction, a question
// too, or with its COMMIT: what a turn to the server and back costs is more than what most
// of them cost there.
type postgresTx struct {
	*sql.Conn
	ctx     context.Context
	waiting pgx.Batch
	judges  []func(error) error // of those that wait
	turns   *atomic.Int64
	turn    *turn // that statements are gathered for
	begun   bool  // BEGIN is on its way, or has gone
	failed  bool  // the server may not know that this transaction has failed: nothing goes after it
	ending  bool  // COMMIT is on its way, or has gone
	over    bool
}

// errRolledBack is what a transaction answers in which a statement had failed, at its COMMIT
// at the latest.
var errRolledBack = errors.New("db: the transaction has failed and is rolled back")

// beginPostgres takes a connection; the transaction begins with its first statement.
func beginPostgres(ctx context.Context, pool *sql.DB, turns *atomic.Int64) (*postgresTx, error) {
	c, err := pool.Conn(ctx)
	if err != nil {
		return nil, err
	}
	t := &postgresTx{Conn: c, ctx: ctx, turns: turns}
	t.wait("BEGIN", nil, nil)
	return t, nil
}

// ExecContext implements gorm.ConnPool.
func (t *postgresTx) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	if err := t.stopped(ctx); err != nil {
		return nil, err
	}
	if t.turn != nil {
		return t.turn.ask(t, q, args, false).result()
	}
	if t.waiting.Len() == 0 {
		t.turns.Add(1)
		return t.Conn.ExecContext(ctx, q, args...)
	}
	t.wait(q, args, nil)
	touched, err := t.send(ctx)
	return driver.RowsAffected(last(touched).RowsAffected()), err
}

// QueryContext implements gorm.ConnPool.
func (t *postgresTx) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	if err := t.stopped(ctx); err != nil {
		return nil, err
	}
	if t.turn != nil {
		return t.turn.ask(t, q, args, true).rowsOf(ctx, t.Conn)
	}
	t.turns.Add(1)
	return t.Conn.QueryContext(t.behind(ctx), q, args...)
}

// QueryRowContext implements gorm.ConnPool.
func (t *postgresTx) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	err := t.stopped(ctx)
	if err == nil && t.turn != nil {
		err = errors.New("db: a single row is not asked for in a turn of several")
	}
	if err != nil {
		// A Row made elsewhere cannot carry an error, but its connection can answer with one.
		return t.Conn.QueryRowContext(context.WithValue(ctx, ahead{}, err), q, args...)
	}
	t.turns.Add(1)
	return t.Conn.QueryRowContext(t.behind(ctx), q, args...)
}

// PrepareContext implements gorm.ConnPool. What it prepared would not know what waits, BEGIN
// perhaps.
func (t *postgresTx) PrepareContext(context.Context, string) (*sql.Stmt, error) {
	return nil, errors.New("db: nothing is prepared in a transaction")
}

// stopped is why no statement may go any more.
func (t *postgresTx) stopped(ctx context.Context) error {
	if t.failed {
		return errRolledBack
	}
	return ctx.Err() // which the driver would call a bad connection
}

// behind tells the connection to send a question behind what waits, if anything does.
func (t *postgresTx) behind(ctx context.Context) context.Context {
	if t.waiting.Len() == 0 {
		return ctx
	}
	return context.WithValue(ctx, ahead{}, t)
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

// send sends what waits and returns what became of each of it. The server skips what
// stands behind a statement that it refuses, COMMIT too.
func (t *postgresTx) send(ctx context.Context) (became []pgconn.CommandTag, err error) {
	t.turns.Add(1)
	lost := t.Conn.Raw(func(c any) error {
		conn := c.(*postgresConn).Conn.Conn()
		res, judges := t.dispatch(ctx, conn)
		became, err = heard(ctx, res, judges)
		if end := res.Close(); err == nil {
			err = end
		}
		err = t.note(ctx, conn, err)
		return nil
	})
	return became, errors.Join(err, lost)
}

// dispatch lets what waits go, and returns who judges what becomes of it.
func (t *postgresTx) dispatch(ctx context.Context, conn *pgx.Conn) (pgx.BatchResults, []func(error) error) {
	b, judges := t.waiting, t.judges
	t.waiting, t.judges, t.begun = pgx.Batch{}, nil, true
	return conn.SendBatch(ctx, &b), judges
}

// heard are the answers to writes that waited, up to the first refusal.
func heard(ctx context.Context, res pgx.BatchResults, judges []func(error) error) (became []pgconn.CommandTag, err error) {
	for _, judge := range judges {
		tag, err := res.Exec()
		switch {
		case err == nil:
			became = append(became, tag)
			continue
		case ctx.Err() != nil:
			err = errors.Join(err, ctx.Err())
		case errors.As(err, new(pgx.ErrPreprocessingBatch)): // none of them went, so this is not about the first
		case judge != nil:
			err = safely(judge, err)
		}
		return became, err
	}
	return became, nil
}

// safely is judge, whose panic database/sql would not survive: it holds locks meanwhile.
func safely(judge func(error) error, err error) (was error) {
	defer func() {
		if p := recover(); p != nil {
			was = fmt.Errorf("db: judging a write that may wait: %v", p)
		}
	}()
	return judge(err)
}

// last is the last answer, of none the answer of a statement that did nothing.
func last(became []pgconn.CommandTag) (tag pgconn.CommandTag) {
	if n := len(became); n > 0 {
		tag = became[n-1]
	}
	return tag
}

// note sees what an error has left, and returns it. Only of a transaction that the server
// itself holds to be failed nothing is left to run by mistake. Where the connection died and
// COMMIT cannot have arrived, nothing has happened, and the transaction may begin again.
func (t *postgresTx) note(ctx context.Context, conn *pgx.Conn, err error) error {
	if err == nil {
		return nil
	}
	t.failed = t.failed || conn.PgConn().TxStatus() != 'E'
	if conn.IsClosed() && died(err) && (!t.ending || pgconn.SafeToRetry(err)) && ctx.Err() == nil {
		return errors.Join(driver.ErrBadConn, err)
	}
	return err
}

// died reports whether the connection of a failed turn died by itself. The driver closes it
// too where a value does not fit its parameter: that would not fit again either.
func died(err error) bool {
	var unsent pgx.ErrPreprocessingBatch
	if !errors.As(err, &unsent) {
		return true
	}
	var network net.Error
	var told *pgconn.PgError
	return errors.As(err, &network) || errors.As(err, &told) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) || pgconn.SafeToRetry(err)
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
	case !t.begun && t.waiting.Len() == 1: // nothing was asked of it
		t.over = true
		return t.Conn.Close()
	}
	t.ending = true
	t.wait("COMMIT", nil, nil)
	became, err := t.send(t.ctx)
	if err != nil {
		return err
	}
	t.over = true
	if last(became).String() != "COMMIT" {
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
	if !t.begun {
		return t.Conn.Close()
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(t.ctx), time.Second)
	defer cancel()
	_, err := t.Conn.ExecContext(ctx, "ROLLBACK")
	if err != nil {
		_ = t.Conn.Raw(func(any) error { return driver.ErrBadConn })
	}
	return errors.Join(err, t.Conn.Close())
}
