package disk_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/media/disk"
	"github.com/chophien/chophien/models/media/storetest"
)

func TestContract(t *testing.T) { storetest.Run(t, open(t, t.TempDir())) }

func TestNoWayOutOfTheFolder(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	s := open(t, dir)
	key := storetest.Key("open", "-640.jpg")
	// Somebody with access to the folder has put a link where a shelf should be.
	if err := os.MkdirAll(filepath.Join(dir, "open"), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, filepath.Dir(key))); err != nil {
		t.Fatal(err)
	}
	if err := s.Put(t.Context(), key, "image/jpeg", []byte("x")); err == nil {
		t.Error("written through a link")
	}
	if err := os.WriteFile(filepath.Join(outside, filepath.Base(key)), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	if b, err := s.Open(t.Context(), key); err == nil {
		b.Body.Close()
		t.Error("read through a link")
	}
}

func TestHalfWrittenFilesAreClearedAway(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	key := storetest.Key("open", "-640.jpg")
	if err := s.Put(t.Context(), key, "image/jpeg", []byte("x")); err != nil {
		t.Fatal(err)
	}
	part := filepath.Join(dir, "fresh", "part")
	if err := os.WriteFile(part, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if _, err := os.Stat(part); err != nil {
		t.Errorf("a file that is being written was removed: %v", err)
	}
	later := func() clock.Instant { return clock.System().Add(2 * time.Hour) }
	again, err := disk.Open(dir, later)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if _, err := os.Stat(part); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the left file is still there: %v", err)
	}
	b, err := again.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	b.Body.Close()
}

func open(t *testing.T, dir string) *disk.Store {
	t.Helper()
	s, err := disk.Open(dir, clock.System)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
