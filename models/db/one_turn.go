package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"gorm.io/gorm"
)

// OneTurn makes n writes of a transaction in their order, each by one call of write, which
// makes one on what it is handed, and returns how many rows each touched. On PostgreSQL they
// go in one turn, behind what waited: the first that is refused ends the transaction with
// its error. Within write nothing is known yet of rows or errors.
func OneTurn(ctx context.Context, tx *gorm.DB, n int, write func(q *gorm.DB, i int) error) ([]int64, error) {
	t, ok := tx.Statement.ConnPool.(*txPool)
	if !ok {
		return nil, errors.New("db: no transaction in which several writes are one")
	}
	p := &turnPool{txPool: t}
	q := tx.Session(&gorm.Session{NewDB: true, Context: ctx})
	q.Statement.ConnPool = p
	for i := range n {
		if err := write(q, i); err != nil {
			return nil, err
		}
		if w, ok := p.transaction.(*postgresTx); p.waiting+len(p.touched) != i+1 || ok && w.waiting.Len() < p.waiting {
			return nil, fmt.Errorf("db: one turn: write %d is not one write", i)
		}
	}
	if err := p.send(ctx); err != nil {
		return nil, err
	}
	return p.touched, nil
}

// turnPool is a transaction that counts the rows of its writes, which may wait.
type turnPool struct {
	*txPool
	waiting int
	touched []int64
}

// ExecContext implements gorm.ConnPool.
func (p *turnPool) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	if t, ok := p.transaction.(*postgresTx); ok {
		p.of.statements.Add(1)
		p.waiting++
		t.wait(q, args, nil)
		return driver.RowsAffected(0), nil
	}
	res, err := p.txPool.ExecContext(ctx, q, args...)
	if err != nil {
		return nil, err
	}
	rows, err := res.RowsAffected()
	p.touched = append(p.touched, rows)
	return res, err
}

// send sends what waits and counts its rows.
func (p *turnPool) send(ctx context.Context) error {
	if p.waiting == 0 {
		return nil
	}
	t := p.transaction.(*postgresTx)
	ctx = p.within(ctx)
	if err := t.stopped(ctx); err != nil {
		return err
	}
	became, err := t.send(ctx)
	if err != nil {
		return err
	}
	for _, tag := range became[len(became)-p.waiting:] {
		p.touched = append(p.touched, tag.RowsAffected())
	}
	return nil
}
