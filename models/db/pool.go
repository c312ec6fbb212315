package db

import (
	"context"
	"database/sql"

	"gorm.io/gorm"
)

// pool is a connection pool as GORM sees it: it counts statements and begins
// transactions that know their database.
type pool struct {
	*sql.DB
	of *DB
}

// ExecContext implements gorm.ConnPool.
func (p *pool) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	p.of.count()
	return p.DB.ExecContext(ctx, q, args...)
}

// QueryContext implements gorm.ConnPool.
func (p *pool) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	p.of.count()
	return p.DB.QueryContext(ctx, q, args...)
}

// QueryRowContext implements gorm.ConnPool.
func (p *pool) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	p.of.count()
	return p.DB.QueryRowContext(ctx, q, args...)
}

// BeginTx implements gorm.ConnPoolBeginner.
func (p *pool) BeginTx(ctx context.Context, opts *sql.TxOptions) (gorm.ConnPool, error) {
	var tx transaction
	var err error
	if p.of.dialect == Postgres {
		tx, err = beginPostgres(ctx, p.DB, &p.of.turns)
	} else {
		p.of.turns.Add(1)
		tx, err = p.DB.BeginTx(ctx, opts)
	}
	if err != nil {
		return nil, err
	}
	return &txPool{transaction: tx, ctx: ctx, of: p.of}, nil
}

// GetDBConn implements gorm.GetDBConnector.
func (p *pool) GetDBConn() (*sql.DB, error) { return p.DB, nil }

// count counts a statement that takes a turn of its own.
func (d *DB) count() {
	d.statements.Add(1)
	d.turns.Add(1)
}

// transaction is *sql.Tx, or postgresTx.
type transaction interface {
	gorm.ConnPool
	gorm.TxCommitter
}

// txPool is one transaction as GORM sees it.
type txPool struct {
	transaction
	ctx    context.Context // the transaction's own, with its deadline
	of     *DB
	topics []string // told after commit
}

// within keeps a statement inside the transaction's deadline: verbs hand over the
// caller's context, which has a later one or none.
func (t *txPool) within(ctx context.Context) context.Context {
	mine, ok := t.ctx.Deadline()
	if theirs, has := ctx.Deadline(); has && (!ok || theirs.Before(mine)) {
		return ctx
	}
	return t.ctx
}

// count counts a statement; postgresTx knows its turns.
func (t *txPool) count() {
	t.of.statements.Add(1)
	if _, ok := t.transaction.(*postgresTx); !ok {
		t.of.turns.Add(1)
	}
}

// ExecContext implements gorm.ConnPool.
func (t *txPool) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	t.count()
	return t.transaction.ExecContext(t.within(ctx), q, args...)
}

// QueryContext implements gorm.ConnPool.
func (t *txPool) QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error) {
	t.count()
	return t.transaction.QueryContext(t.within(ctx), q, args...)
}

// QueryRowContext implements gorm.ConnPool.
func (t *txPool) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	t.count()
	return t.transaction.QueryRowContext(t.within(ctx), q, args...)
}

// Commit implements gorm.TxCommitter and then tells the topics.
func (t *txPool) Commit() error {
	if _, ok := t.transaction.(*postgresTx); !ok {
		t.of.turns.Add(1)
	}
	if err := t.transaction.Commit(); err != nil {
		return err
	}
	for _, topic := range t.topics {
		t.of.topics.tell(topic)
	}
	return nil
}

// GetDBConn implements gorm.GetDBConnector.
func (t *txPool) GetDBConn() (*sql.DB, error) { return t.of.writer.DB, nil }
