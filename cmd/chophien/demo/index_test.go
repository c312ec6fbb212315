package demo

import (
	"bytes"
	"context"
	"flag"
	"iter"
	"os"
	"testing"

	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/feed"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
)

var update = flag.Bool("update", false, "write the market of the search contract anew")

// told is an engine that only keeps what it was told.
type told struct {
	search.Engine
	docs []search.Document
}

func (e *told) Rebuild(_ context.Context, docs iter.Seq2[search.Document, error]) error {
	for d, err := range docs {
		if err != nil {
			return err
		}
		e.docs = append(e.docs, d)
	}
	return nil
}

// What engines are judged by is what the demo's buyers search.
func TestTheSearchContractJudgesByTheDemo(t *testing.T) {
	m := market(t, dbtest.SQLite(t))
	if err := Load(t.Context(), m, nil); err != nil {
		t.Fatal(err)
	}
	e := &told{}
	f := &feed.Feed{DB: m.DB, Engine: e, Places: m.Onboarding.Places, Now: m.Now}
	if err := f.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := contract.Golden(e.docs)
	if err != nil {
		t.Fatal(err)
	}
	const path = "../../../search/contract/testdata/market.json"
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	now, kept := bytes.Split(got, []byte("\n")), bytes.Split(want, []byte("\n"))
	for i := range max(len(now), len(kept)) {
		if i >= len(now) || i >= len(kept) || !bytes.Equal(now[i], kept[i]) {
			t.Fatalf("line %d of %s is not what the demo tells the index; -update writes it anew", i+1, path)
		}
	}
}
