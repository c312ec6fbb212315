package db

import (
	"bytes"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"iter"
	"slices"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"
)

// OneTurn runs acts of a transaction in their order, and returns the first fault. On
// PostgreSQL the first statement that each of them makes on tx, a question or a write, goes in
// one turn with those of the others, behind what waited; so none of these statements may
// depend on the answer to another, but what one writes, the next one reads. Where one is
// refused, its act is told, and the others are not run to their end. Acts run one at a time,
// each on its own; their statements are bounded by ctx. After any fault the transaction must
// be rolled back.
func OneTurn(ctx context.Context, tx *gorm.DB, acts ...func() error) error {
	p, ok := tx.Statement.ConnPool.(*txPool)
	if !ok {
		return errors.New("db: no transaction whose statements go in one turn")
	}
	t, ok := p.transaction.(*postgresTx)
	if !ok || t.turn != nil || len(acts) < 2 {
		for _, act := range acts {
			if err := act(); err != nil {
				return err
			}
		}
		return nil
	}
	return t.oneTurn(p.within(ctx), acts)
}

// turn is statements that go together: each is made by an act, which stands still until all
// of them are answered.
type turn struct {
	asked []*asked
	act   int         // that is at work
	pause func() bool // until the act is answered; false when nobody goes on with it
}

// asked is a statement of a turn and its answer.
type asked struct {
	act  int
	at   int // among what waits
	rows bool
	told *told
	tag  int64
	err  error
}

func (t *postgresTx) oneTurn(ctx context.Context, acts []func() error) error {
	u, whole := &turn{}, false
	faults := make([]error, len(acts))
	goOn, leave := make([]func() (struct{}, bool), len(acts)), make([]func(), 0, len(acts))
	defer func() { // after a panic too
		t.turn, t.failed = nil, t.failed || !whole // some of it was done, and nobody went on with it
		for _, stop := range leave {
			stop()
		}
	}()
	for i, act := range acts {
		next, stop := iter.Pull(func(yield func(struct{}) bool) {
			u.act, u.pause = i, func() bool { return yield(struct{}{}) }
			faults[i] = act()
		})
		goOn[i], leave = next, append(leave, stop)
		t.turn = u
		_, asks := next()
		if t.turn = nil; !asks && faults[i] != nil {
			return faults[i]
		}
	}
	if len(u.asked) > 0 {
		if refused := t.sendTurn(ctx, u.asked); refused != nil {
			t.failed = true
			return u.refused(refused, goOn, faults)
		}
	}
	for i, next := range goOn {
		if next(); faults[i] != nil {
			return faults[i]
		}
	}
	whole = true
	return nil
}

// refused tells a refusal to the act that it is the answer to, and returns what that makes
// of it.
func (u *turn) refused(why error, goOn []func() (struct{}, bool), faults []error) error {
	i := slices.IndexFunc(u.asked, func(s *asked) bool { return s.err != nil })
	if i < 0 { // what waited behind them all
		return why
	}
	act := u.asked[i].act
	if goOn[act](); faults[act] == nil || errors.Is(faults[act], errRolledBack) { // it kept quiet, or asked on
		return why
	}
	return faults[act]
}

// ask puts a statement of the act at work with the others of its turn and stands still until
// it is answered.
func (u *turn) ask(t *postgresTx, q string, args []any, rows bool) *asked {
	t.wait(q, args, nil)
	s := &asked{act: u.act, at: t.waiting.Len() - 1, rows: rows, err: errRolledBack}
	u.asked = append(u.asked, s)
	if !u.pause() {
		s.err = errRolledBack
	}
	return s
}

// sendTurn sends what waits and hears the answers. What was refused, and what stood behind
// it, is answered with the refusal.
func (t *postgresTx) sendTurn(ctx context.Context, statements []*asked) error {
	t.turns.Add(1)
	var refused error
	lost := t.Conn.Raw(func(c any) error {
		conn := c.(*postgresConn).Conn.Conn()
		res, judges := t.dispatch(ctx, conn)
		refused = hearAll(ctx, conn, res, judges, statements)
		if end := res.Close(); refused == nil {
			refused = end
		}
		refused = t.note(ctx, conn, refused)
		return nil
	})
	refused = errors.Join(refused, lost)
	for _, s := range statements {
		if s.err != nil {
			s.err = refused
		}
	}
	return refused
}

// hearAll reads every answer, for the next can only be read behind it.
func hearAll(ctx context.Context, conn *pgx.Conn, res pgx.BatchResults, judges []func(error) error, statements []*asked) error {
	heardOf := 0
	for _, s := range statements {
		if _, err := heard(ctx, res, judges[heardOf:s.at]); err != nil {
			return err
		}
		if err := s.hear(conn, res); err != nil {
			return err
		}
		heardOf = s.at + 1
	}
	_, err := heard(ctx, res, judges[heardOf:])
	return err
}

func (s *asked) hear(conn *pgx.Conn, res pgx.BatchResults) error {
	if !s.rows {
		tag, err := res.Exec()
		if err == nil {
			s.tag, s.err = tag.RowsAffected(), nil
		}
		return err
	}
	rows, err := res.Query()
	if err != nil {
		return err
	}
	a := &answer{Rows: rows, types: conn.TypeMap(), read: true}
	s.told = &told{columns: a.Columns()}
	for {
		row := make([]driver.Value, len(s.told.columns))
		switch err := a.Next(row); {
		case errors.Is(err, io.EOF):
			s.err = nil
			return nil
		case err != nil:
			rows.Close()
			return err
		}
		for i, v := range row {
			if b, ok := v.([]byte); ok {
				row[i] = bytes.Clone(b)
			}
		}
		s.told.rows = append(s.told.rows, row)
	}
}

// result is what a write of a turn became.
func (s *asked) result() (sql.Result, error) {
	if s.err != nil {
		return nil, s.err
	}
	return driver.RowsAffected(s.tag), nil
}

// rowsOf reads what was heard of a question of a turn as if the connection had just been asked.
func (s *asked) rowsOf(ctx context.Context, c *sql.Conn) (*sql.Rows, error) {
	if s.err != nil {
		return nil, s.err
	}
	return c.QueryContext(context.WithValue(ctx, ahead{}, s.told), "")
}

// told is rows that were heard before they are read.
type told struct {
	columns []string
	rows    [][]driver.Value
}

// Columns implements driver.Rows.
func (r *told) Columns() []string { return r.columns }

// Next implements driver.Rows.
func (r *told) Next(dest []driver.Value) error {
	if len(r.rows) == 0 {
		return io.EOF
	}
	copy(dest, r.rows[0])
	r.rows = r.rows[1:]
	return nil
}

// Close implements driver.Rows.
func (r *told) Close() error { return nil }
