package db

import (
	"context"
	"database/sql"
	"database/sql/driver"

	"gorm.io/gorm"
)

// Later is tx for a write of which nobody needs to know how many rows it touched. On
// PostgreSQL such writes wait, and go together with the next statement of the transaction
// or with its commit, in the order in which they were made; whatever the transaction reads,
// it reads after them. On SQLite, and outside a transaction, they do not wait.
//
// What the database refuses ends the transaction with the fault that judge makes of it.
// Where there is no judge (nil), or it makes none, the error says what was refused, and is
// never IsDuplicate, IsCheck or IsForeign: it may come out of another statement, whose caller
// would read it as an answer to that.
func Later(ctx context.Context, tx *gorm.DB, judge func(error) error) *gorm.DB {
	s := tx.Session(&gorm.Session{NewDB: true, Context: ctx})
	if t, ok := tx.Statement.ConnPool.(*txPool); ok {
		s.Statement.ConnPool = laterPool{t, judge}
	}
	return s
}

// laterPool is a transaction whose writes may wait.
type laterPool struct {
	*txPool
	judge func(error) error
}

// ExecContext implements gorm.ConnPool.
func (l laterPool) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	if p, ok := l.transaction.(*postgresTx); ok {
		l.of.statements.Add(1)
		p.wait(q, args, func(err error) error { return judged(err, l.judge) })
		return driver.RowsAffected(0), nil
	}
	res, err := l.txPool.ExecContext(ctx, q, args...)
	return res, judged(err, l.judge)
}
