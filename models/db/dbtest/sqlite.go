package dbtest

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chophien/chophien/models/db"
)

// sqliteTemplate is a migrated file, made once in a test binary.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "chophien-sqlite-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	d, err := db.Open(ctx, db.Config{Path: filepath.Join(dir, "made.db")})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	if err := db.Migrate(ctx, d, nil); err != nil {
		return nil, err
	}
	whole := filepath.Join(dir, "template.db")
	if err := d.BackupSQLite(ctx, whole); err != nil {
		return nil, err
	}
	return os.ReadFile(whole)
})

// sweepOnce removes, once in a test binary, what killed ones left in memory.
var sweepOnce sync.Once

// folder is a new folder for a database file, removed when the test ends: in memory where
// there is plenty, because every commit waits for a disk.
func folder(t testing.TB) string {
	t.Helper()
	at := place()
	sweepOnce.Do(func() { sweepFolders(at) })
	dir, err := os.MkdirTemp(at, fmt.Sprintf("%s%d-", folders, os.Getpid()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// folders begins the name of every folder, before the process that made it.
const folders = "chophien-test-"

func copySQLite(t testing.TB, path string) {
	t.Helper()
	made, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, made, 0o600); err != nil {
		t.Fatal(err)
	}
}
