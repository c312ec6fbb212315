package db_test

import (
	"context"
	"errors"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

func files(t *testing.T, dialect string) []string {
	t.Helper()
	out, err := fs.Glob(db.Migrations(dialect), "*")
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestBothFoldersHoldTheSameSteps(t *testing.T) {
	a, b := files(t, db.SQLite), files(t, db.Postgres)
	if !slices.Equal(a, b) {
		t.Errorf("sqlite: %v\npostgres: %v", a, b)
	}
	named := regexp.MustCompile(`^\d{5}_[a-z0-9_]+\.sql$`)
	numbers := map[string]bool{}
	for _, f := range a {
		if !named.MatchString(f) || numbers[f[:5]] {
			t.Errorf("%s is no name of a step, or its number is taken", f)
		}
		numbers[f[:5]] = true
	}
}

func TestUpDownUp(t *testing.T) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		t.Run(dialect, func(t *testing.T) {
			d := dbtest.OpenConfig(t, dbtest.Empty(t, dialect))
			steps := len(files(t, dialect))
			for range 2 {
				if err := db.Check(t.Context(), d); !errors.Is(err, db.ErrOldSchema) {
					t.Errorf("an empty database: %v", err)
				}
				if p, err := db.Pending(t.Context(), d); err != nil || len(p) != steps {
					t.Errorf("%v pending, %v", p, err)
				}
				var told []int64
				if err := db.Migrate(t.Context(), d, func(s db.Step) { told = append(told, s.Number) }); err != nil {
					t.Fatal(err)
				}
				if len(told) != steps || !slices.IsSorted(told) {
					t.Errorf("told of %v", told)
				}
				if err := db.Migrate(t.Context(), d, func(s db.Step) { t.Errorf("%s once more", s.Name) }); err != nil {
					t.Error(err)
				}
				if err := db.Check(t.Context(), d); err != nil {
					t.Error(err)
				}
				if err := db.DownTo(t.Context(), d, 0); err != nil {
					t.Fatal(err)
				}
				for table := range columns(t, d) {
					t.Errorf("%s is left behind", table)
				}
			}
		})
	}
}

func TestANewerSchemaIsLeftAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, ?)", true).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Check(t.Context(), d); !errors.Is(err, db.ErrNewSchema) {
			t.Errorf("%v", err)
		}
		if err := db.Migrate(t.Context(), d, nil); !errors.Is(err, db.ErrNewSchema) {
			t.Errorf("%v", err)
		}
	})
}

func TestLookingAtTheSchemaWritesNothing(t *testing.T) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		d := dbtest.OpenConfig(t, dbtest.Empty(t, dialect))
		if _, err := db.Pending(t.Context(), d); err != nil {
			t.Error(err)
		}
		if got := columns(t, d); len(got) > 0 {
			t.Errorf("%s: %v", dialect, got)
		}
	}
}

func TestProcessesMayMigrateAtOnce(t *testing.T) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		t.Run(dialect, func(t *testing.T) {
			cfg := dbtest.Empty(t, dialect)
			var wg sync.WaitGroup
			var mu sync.Mutex
			told := map[int64]int{}
			for range 3 {
				d := dbtest.OpenConfig(t, cfg)
				wg.Go(func() {
					err := db.Migrate(context.Background(), d, func(s db.Step) {
						mu.Lock()
						defer mu.Unlock()
						told[s.Number]++
					})
					if err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			if len(told) != len(files(t, dialect)) {
				t.Errorf("%d steps were told", len(told))
			}
			for n, times := range told {
				if times != 1 {
					t.Errorf("step %d was applied %d times", n, times)
				}
			}
		})
	}
}

// A column must mean the same on both: same name, same broad kind, same NULL.
func TestBothDialectsHaveTheSameColumns(t *testing.T) {
	a, b := columns(t, dbtest.SQLite(t)), columns(t, dbtest.Postgres(t))
	for table := range a {
		if b[table] == nil {
			t.Errorf("%s is on SQLite only", table)
		}
	}
	for table, cols := range b {
		if a[table] == nil {
			t.Errorf("%s is on PostgreSQL only", table)
			continue
		}
		for name, kind := range cols {
			if a[table][name] != kind {
				t.Errorf("%s.%s is %q on PostgreSQL and %q on SQLite", table, name, kind, a[table][name])
			}
		}
		for name := range a[table] {
			if cols[name] == "" {
				t.Errorf("%s.%s is on SQLite only", table, name)
			}
		}
	}
}

// columns maps table and column to the broad kind: text, whole, truth, bytes or "other",
// with "?" when it may be NULL.
func columns(t *testing.T, d *db.DB) map[string]map[string]string {
	t.Helper()
	q := `SELECT m.name AS tab, c.name AS col, lower(c.type) AS kind, c."notnull" = 0 AND c.pk = 0 AS nullable
		FROM sqlite_master m JOIN pragma_table_info(m.name) c
		WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite\_%' ESCAPE '\' AND m.name <> 'goose_db_version'`
	if d.Dialect() == db.Postgres {
		q = `SELECT table_name AS tab, column_name AS col, data_type AS kind, is_nullable = 'YES' AS nullable
			FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> 'goose_db_version'`
	}
	var rows []struct {
		Tab, Col, Kind string
		Nullable       bool
	}
	if err := d.Read(t.Context()).Raw(q).Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	out := map[string]map[string]string{}
	for _, r := range rows {
		if out[r.Tab] == nil {
			out[r.Tab] = map[string]string{}
		}
		kind := broad(r.Kind)
		if kind == "other" {
			t.Errorf("%s: %s.%s is of kind %s: the house uses TEXT, BIGINT, INTEGER, BOOLEAN and bytes", d.Dialect(), r.Tab, r.Col, r.Kind)
		}
		if r.Nullable {
			kind += "?"
		}
		out[r.Tab][r.Col] = kind
	}
	return out
}

func broad(kind string) string {
	switch strings.ToLower(kind) {
	case "text":
		return "text"
	case "bigint", "integer", "int", "smallint":
		return "whole"
	case "boolean":
		return "truth"
	case "blob", "bytea":
		return "bytes"
	}
	return "other"
}
