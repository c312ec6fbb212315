package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	"github.com/glebarez/sqlite"
	"gorm.io/gorm"
)

// openSQLite opens two pools on one file. Read-then-write in a deferred transaction
// fails at once with "database is locked" when another writer came between, whatever
// busy_timeout says; so all writing goes through one connection that begins immediate.
func openSQLite(ctx context.Context, cfg Config) (*DB, error) {
	w, err := sql.Open(sqlite.DriverName, sqliteDSN(cfg.Path, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
			"journal_size_limit(67108864)", "cache_size(-8192)",
			// Without it INSERT OR REPLACE deletes past the triggers that keep tables append-only.
			"recursive_triggers(1)"},
	}))
	if err != nil {
		return nil, err
	}
	w.SetMaxOpenConns(1)
	r, err := sql.Open(sqlite.DriverName, sqliteDSN(cfg.Path, url.Values{
		"_pragma": {"busy_timeout(5000)", "foreign_keys(1)", "cache_size(-8192)", "query_only(1)"},
	}))
	if err != nil {
		return nil, err
	}
	r.SetMaxOpenConns(4)
	r.SetMaxIdleConns(4)
	d := &DB{dialect: SQLite, path: cfg.Path}
	return d.assemble(ctx, cfg, w, r, func(c gorm.ConnPool) gorm.Dialector {
		return sqliteDialect{&sqlite.Dialector{Conn: c}}
	})
}

// sqliteDialect is the dialect, but for what it says to the log.
type sqliteDialect struct{ *sqlite.Dialector }

// Explain is the statement without its values.
func (sqliteDialect) Explain(statement string, _ ...any) string { return statement }

// sqliteDSN writes a file URI, so that a path may hold a space or a question mark.
func sqliteDSN(path string, q url.Values) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
}

// BackupSQLite writes a consistent copy of the database to path while others read and
// write. The copy is a whole database file; path must not exist yet. On PostgreSQL it
// refuses: pg_dump does that.
func (d *DB) BackupSQLite(ctx context.Context, path string) error {
	if d.dialect != SQLite {
		return errors.New("db: only an SQLite database is copied this way; use pg_dump")
	}
	// An own connection: VACUUM INTO fails on a query_only one, and the writer is busy.
	c, err := sql.Open(sqlite.DriverName, sqliteDSN(d.path, url.Values{"_pragma": {"busy_timeout(5000)"}}))
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, "VACUUM INTO ?", path); err != nil {
		return fmt.Errorf("db: backup: %w", err)
	}
	return nil
}
