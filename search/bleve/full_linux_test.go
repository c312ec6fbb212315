package bleve

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"syscall"
	"testing"

	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
)

// On a full disk search answers as before, whoever changes something is told, and the same
// changes work once there is room.
func TestAFullDisk(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=24m"); errors.Is(err, syscall.EPERM) {
		t.Skip("a small disk cannot be mounted here: needs root")
	} else if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	index := filepath.Join(dir, "index")
	e := filled(t, index)
	before := portrait(t, e)
	room := filepath.Join(dir, "photos")
	fillUp(t, room)

	fresh := contract.Street(t, 1_000)
	for i := range fresh {
		fresh[i].ID = "fresh-" + fresh[i].ID
	}
	if err := e.Put(t.Context(), fresh); err == nil {
		t.Error("a thousand products found room on a full disk")
	}
	if err := e.Rebuild(t.Context(), contract.All(fresh)); err == nil {
		t.Error("a whole index found room on a full disk")
	}
	if after := portrait(t, e); !reflect.DeepEqual(before, after) {
		t.Errorf("on a full disk:\n%v\nbefore:\n%v", after, before)
	}

	if err := os.Remove(room); err != nil {
		t.Fatal(err)
	}
	if err := e.Put(t.Context(), fresh); err != nil {
		t.Fatal("with room again: ", err)
	}
	total := func() int {
		r, err := e.Search(t.Context(), search.Query{IncludeAlcohol: true})
		if err != nil {
			t.Fatal(err)
		}
		return r.Total
	}
	if n := total(); n != 1_172 {
		t.Errorf("%d products", n)
	}
	shut(t, e)
	e = open(t, index)
	if n := total(); n != 1_172 {
		t.Errorf("%d products after a start", n)
	}
	if err := e.Rebuild(t.Context(), contract.All(fresh)); err != nil || total() != 1_000 {
		t.Errorf("%d products after a rebuild, %v", total(), err)
	}
	shut(t, e)
}

// fillUp writes a file that leaves no room beside it.
func fillUp(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for chunk := make([]byte, 64<<10); len(chunk) > 0; {
		if _, err = f.Write(chunk); err != nil {
			chunk = chunk[:len(chunk)/2]
		}
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
}
