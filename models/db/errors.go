package db

import (
	"database/sql/driver"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"gorm.io/gorm"
)

// SQLite's extended result codes, https://www.sqlite.org/rescode.html.
const (
	sqliteBusy       = 5
	sqliteLocked     = 6
	sqliteCheck      = 275
	sqliteForeignKey = 787
	sqlitePrimaryKey = 1555
	sqliteTrigger    = 1811
	sqliteUnique     = 2067
)

// IsDuplicate reports a violated UNIQUE or PRIMARY KEY.
func IsDuplicate(err error) bool {
	return errors.Is(err, gorm.ErrDuplicatedKey) ||
		refusedBy(err, "23505", sqliteUnique, sqlitePrimaryKey)
}

// IsCheck reports a violated CHECK, or a trigger that refused.
func IsCheck(err error) bool {
	return errors.Is(err, gorm.ErrCheckConstraintViolated) ||
		refusedBy(err, "23514", sqliteCheck, sqliteTrigger)
}

// IsForeign reports a violated FOREIGN KEY.
func IsForeign(err error) bool {
	return errors.Is(err, gorm.ErrForeignKeyViolated) || refusedBy(err, "23503", sqliteForeignKey)
}

// worthRetrying reports an error after which the same transaction may succeed.
func worthRetrying(err error) bool {
	if refusedBy(err, "40001") || refusedBy(err, "40P01") || replanned(err) || errors.Is(err, driver.ErrBadConn) {
		return true
	}
	code, ok := sqliteCode(err)
	return ok && (code&0xff == sqliteBusy || code&0xff == sqliteLocked)
}

// replanned reports a statement that PostgreSQL had prepared for columns that a migration has
// changed meanwhile; the driver prepares it anew the next time.
func replanned(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && pg.Code == "0A000" && pg.Routine == "RevalidateCachedQuery"
}

func refusedBy(err error, state string, codes ...int) bool {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.Code == state
	}
	got, ok := sqliteCode(err)
	if !ok {
		return false
	}
	for _, c := range codes {
		if got == c {
			return true
		}
	}
	return false
}

// sqliteCode reads the code from the driver's error by its one method, so that the
// driver below the dialect stays unnamed.
func sqliteCode(err error) (int, bool) {
	var coded interface {
		error
		Code() int
	}
	if !errors.As(err, &coded) {
		return 0, false
	}
	return coded.Code(), true
}
