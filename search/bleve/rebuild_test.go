package bleve

import (
	"path/filepath"
	"reflect"
	"testing"

	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
)

// An index that outlived its database, which was put back from a copy, holds versions that
// are yet to come. What changes while it is built anew is in the new one all the same.
func TestWhatTheOldIndexDidNotTakeIsInTheNewOne(t *testing.T) {
	e := open(t, t.TempDir())
	docs := contract.Market(t)[:1]
	docs[0].Version = 99
	if err := e.Rebuild(t.Context(), contract.All(docs)); err != nil {
		t.Fatal(err)
	}
	was, is := docs[0], docs[0]
	was.Version, is.Version, is.Names = 3, 4, map[string]string{"vi": "Hạt dổi rừng"}
	err := e.Rebuild(t.Context(), func(yield func(search.Document, error) bool) {
		if !yield(was, nil) {
			return
		}
		if err := e.Put(t.Context(), []search.Document{is}); err != nil {
			t.Error(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if r, err := e.Search(t.Context(), search.Query{Text: "hạt dổi"}); err != nil || r.Total != 1 {
		t.Errorf("%d products have the newest name, %v", r.Total, err)
	}
}

// A rebuild that panics is one that failed: what it had done is gone, and nothing is kept
// for it any more.
func TestARebuildThatPanicsFails(t *testing.T) {
	dir := t.TempDir()
	e := filled(t, dir)
	before, current := portrait(t, e), filepath.Base(e.gen.path)
	err := e.Rebuild(t.Context(), func(yield func(search.Document, error) bool) {
		yield(contract.Market(t)[0], nil)
		panic("a row that nobody expected")
	})
	if err == nil || e.journal != nil {
		t.Errorf("%v, and %v is kept for it", err, e.journal)
	}
	same(t, dir, current, "owner.db")
	if after := portrait(t, e); !reflect.DeepEqual(before, after) {
		t.Errorf("after:\n%v\nbefore:\n%v", after, before)
	}
	if err := e.Rebuild(t.Context(), contract.All(contract.Market(t))); err != nil {
		t.Error(err)
	}
}
