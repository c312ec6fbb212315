package dbtest

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/chophien/chophien/models/db"
)

// Dialects are both, or the one that CHOPHIEN_TEST_DIALECT names; another word in it panics.
func Dialects() []string {
	both := []string{db.SQLite, db.Postgres}
	one := os.Getenv("CHOPHIEN_TEST_DIALECT")
	switch {
	case one == "":
		return both
	case !slices.Contains(both, one):
		panic(fmt.Sprintf("CHOPHIEN_TEST_DIALECT is %q", one))
	}
	return []string{one}
}

// Each runs fn as a subtest on a fresh migrated database of each of the Dialects.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, dialect := range Dialects() {
		t.Run(dialect, func(t *testing.T) { fn(t, Open(t, dialect)) })
	}
}

// SQLite opens a fresh migrated SQLite file, closed and removed when the test ends.
func SQLite(t testing.TB) *db.DB { t.Helper(); return Open(t, db.SQLite) }

// Postgres opens a fresh migrated PostgreSQL database, dropped when the test ends.
func Postgres(t testing.TB) *db.DB { t.Helper(); return Open(t, db.Postgres) }

// Open opens a fresh migrated database of dialect for the time of the test.
func Open(t testing.TB, dialect string) *db.DB {
	t.Helper()
	return OpenConfig(t, Config(t, dialect))
}

// OpenConfig opens one more handle on a database, as a second process would, for the
// time of the test.
func OpenConfig(t testing.TB, cfg db.Config) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// Config makes a fresh migrated database of dialect and says how to open it.
func Config(t testing.TB, dialect string) db.Config {
	t.Helper()
	if dialect == db.Postgres {
		return postgresConfig(t, true)
	}
	path := filepath.Join(folder(t), "chophien.db")
	copySQLite(t, path)
	return db.Config{Path: path}
}

// Empty makes a fresh database of dialect without any table and says how to open it.
func Empty(t testing.TB, dialect string) db.Config {
	t.Helper()
	if dialect == db.Postgres {
		return postgresConfig(t, false)
	}
	return db.Config{Path: filepath.Join(folder(t), "chophien.db")}
}

// CountStatements counts what fn sends to d, BEGIN and COMMIT apart. Nobody else may use
// d meanwhile.
func CountStatements(d *db.DB, fn func()) int {
	before := d.Statements()
	fn()
	return int(d.Statements() - before)
}
