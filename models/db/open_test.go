package db_test

import (
	"bytes"
	"context"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

func TestOpenSaysWhatIsWrongAndNoPassword(t *testing.T) {
	for _, cfg := range []db.Config{
		{},
		{Path: filepath.Join(t.TempDir(), "no", "such", "folder", "x.db")},
		{URL: "postgres://market:s3cret@127.0.0.1:1/x?connect_timeout=2"},
		{URL: "postgres://market:s3cret@[half"},
		{URL: "postgres://127.0.0.1:1/x", MaxConns: 1},
	} {
		d, err := db.Open(t.Context(), cfg)
		if err == nil {
			d.Close()
			t.Errorf("%+v was opened", cfg)
		} else if strings.Contains(err.Error(), "s3cret") {
			t.Errorf("the password is in %q", err)
		}
	}
}

func TestAnOddPathIsAPath(t *testing.T) {
	path := filepath.Join(t.TempDir(), "chợ phiên? 100%.db")
	d := dbtest.OpenConfig(t, db.Config{Path: path})
	if err := db.Migrate(t.Context(), d, nil); err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.db"))
	if err != nil || len(found) != 1 || found[0] != path {
		t.Errorf("%q, %v", found, err)
	}
}

func TestTheFileIsSafe(t *testing.T) {
	d := dbtest.SQLite(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "synchronous": "2"} {
		var got string
		err := d.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Raw("PRAGMA " + pragma).Scan(&got).Error })
		if err != nil || got != want {
			t.Errorf("%s is %s, %v", pragma, got, err)
		}
	}
}

func TestWhatIsWrittenIsPlannedOnce(t *testing.T) {
	d := dbtest.Postgres(t)
	var planned struct{ Custom, Generic int }
	for i := range 12 { // of which PostgreSQL, left to itself, plans the first five anew
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			if err := put(tx, db.NewID(), i+1); err != nil {
				return err
			}
			return tx.Raw("SELECT SUM(custom_plans) AS custom, MAX(generic_plans) AS generic FROM pg_prepared_statements").Scan(&planned).Error
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if planned.Custom != 0 || planned.Generic < 10 {
		t.Errorf("%d plans were made for one row alone; a plan for all served %d times", planned.Custom, planned.Generic)
	}
}

// What a session is set to holds for both pools, and the operator's address has the last word.
func TestTheAddressSetsWhatSessionsAreSetTo(t *testing.T) {
	cfg := dbtest.Config(t, db.Postgres)
	asks := func(cfg db.Config) (read, written string) {
		d := dbtest.OpenConfig(t, cfg)
		if err := d.Read(t.Context()).Raw("SHOW jit").Scan(&read).Error; err != nil {
			t.Fatal(err)
		}
		if err := d.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Raw("SHOW jit").Scan(&written).Error }); err != nil {
			t.Fatal(err)
		}
		return read, written
	}
	if read, written := asks(cfg); read != "off" || written != "off" {
		t.Errorf("%s, %s", read, written)
	}
	u, err := url.Parse(cfg.URL)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("jit", "on")
	u.RawQuery = q.Encode()
	cfg.URL = u.String()
	if read, written := asks(cfg); read != "on" || written != "on" {
		t.Errorf("asked for by the address: %s, %s", read, written)
	}
}

func TestABackupIsWholeWhileOthersWrite(t *testing.T) {
	d := dbtest.SQLite(t)
	if err := d.Tx(t.Context(), func(tx *gorm.DB) error { return put(tx, "n", 1) }); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	wg.Go(func() {
		for ctx.Err() == nil { // n and the number of other rows go up together
			_ = d.Tx(ctx, func(tx *gorm.DB) error {
				if err := put(tx, db.NewID(), 1); err != nil {
					return err
				}
				return tx.Exec("UPDATE schedules SET next_at = next_at + 1 WHERE name = 'n'").Error
			})
		}
	})
	dir := t.TempDir()
	for _, name := range []string{"1.db", "2.db", "3.db"} {
		path := filepath.Join(dir, name)
		if err := d.BackupSQLite(t.Context(), path); err != nil {
			t.Fatal(err)
		}
		if err := d.BackupSQLite(t.Context(), path); err == nil {
			t.Error("an older backup was overwritten")
		}
		copied := dbtest.OpenConfig(t, db.Config{Path: path})
		if err := db.Check(t.Context(), copied); err != nil {
			t.Error(err)
		}
		var rows int
		copied.Read(t.Context()).Raw("SELECT count(*) FROM schedules").Scan(&rows)
		if n := get(t, copied.Read(t.Context()), "n"); n != rows {
			t.Errorf("the copy holds %d rows and counts %d", rows, n)
		}
	}
	stop()
	wg.Wait()
	if err := dbtest.Postgres(t).BackupSQLite(t.Context(), filepath.Join(dir, "pg")); err == nil {
		t.Error("a PostgreSQL database was copied as a file")
	}
}

func TestGORMInventsNoTime(t *testing.T) {
	type schedule struct {
		Name      string
		NextAt    clock.Instant
		LastRunAt clock.Instant `gorm:"autoCreateTime"`
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		row := schedule{Name: "a", NextAt: 5}
		if err := d.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Create(&row).Error }); err != nil {
			t.Fatal(err)
		}
		var got schedule
		if err := d.Read(t.Context()).Where("name = ?", "a").Take(&got).Error; err != nil || got != (schedule{"a", 5, 0}) {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

func TestStatementsAreCountedWithoutBeginAndCommit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		n := dbtest.CountStatements(d, func() {
			err := d.Tx(t.Context(), func(tx *gorm.DB) error {
				get(t, tx, "a")
				return put(tx, "a", 1)
			})
			if err != nil {
				t.Error(err)
			}
			get(t, d.Read(t.Context()), "a")
		})
		if n != 3 {
			t.Errorf("%d statements", n)
		}
	})
}

func TestSlowStatementsAreToldWithoutValues(t *testing.T) {
	cfg := dbtest.Config(t, db.Postgres)
	var said bytes.Buffer
	cfg.Log = slog.New(slog.NewTextHandler(&said, nil))
	d := dbtest.OpenConfig(t, cfg)
	var x string
	if err := d.Read(t.Context()).Raw("SELECT CAST(? AS text) FROM pg_sleep(0.25)", "0900000001").Scan(&x).Error; err != nil {
		t.Fatal(err)
	}
	if got := said.String(); !strings.Contains(got, "pg_sleep") || strings.Contains(got, "0900000001") {
		t.Errorf("logged: %s", got)
	}
	said.Reset()
	if err := put(d.Read(t.Context()), "0900000001", 1); err == nil || said.Len() > 0 {
		t.Errorf("%v; logged: %s", err, said.String())
	}
}

func TestIDsOfOneProcessSortByAge(t *testing.T) {
	last := ""
	for range 10_000 {
		id := db.NewID()
		if id <= last || len(id) != 36 {
			t.Fatalf("%s after %s", id, last)
		}
		last = id
	}
}
