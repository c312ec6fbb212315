package dbtest

import (
	"context"
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
