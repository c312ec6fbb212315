package meilisearch

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/meilisearch/meilitest"
	meili "github.com/meilisearch/meilisearch-go"
)

// server is a real Meilisearch for the tests; its address is empty where there is none.
var server meilitest.Server

// TestMain looks for a real server and says which it found; without one the recorded answers
// alone are tested.
func TestMain(m *testing.M) {
	found, stop, err := meilitest.Find()
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "meilisearch:", err)
		os.Exit(1)
	case found == nil:
		fmt.Println("=== " + meilitest.Missing)
		fmt.Println("=== The driver is tested against recorded answers alone, without the contract suite.")
	default:
		server = *found
		fmt.Println("=== Tested against a real Meilisearch", server.Version)
	}
	code := m.Run()
	stop()
	os.Exit(code)
}

// real skips a test that needs a server where there is none.
func real(t testing.TB) {
	t.Helper()
	if server.URL == "" {
		t.Skip(meilitest.Missing)
	}
}

// open makes an engine with indexes of its own on the real server.
func open(t testing.TB) *Engine {
	t.Helper()
	real(t)
	return opened(t, Config{URL: server.URL, Key: server.Key, Index: meilitest.Prefix(), Lexicon: search.NewLexicon()})
}

func opened(t testing.TB, c Config) *Engine {
	t.Helper()
	e, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
		clean(t, c.Index)
	})
	return e
}

// clean removes the indexes that a test made.
func clean(t testing.TB, prefix string) {
	t.Helper()
	admin := meili.New(server.URL, meili.WithAPIKey(server.Key))
	for _, uid := range indexes(t, prefix) {
		if task, err := admin.DeleteIndex(uid); err != nil {
			t.Error(err)
		} else if _, err := admin.WaitForTask(task.TaskUID, 5*time.Millisecond); err != nil {
			t.Error(err)
		}
	}
}

// indexes are those whose names begin so.
func indexes(t testing.TB, prefix string) []string {
	t.Helper()
	page, err := meili.New(server.URL, meili.WithAPIKey(server.Key)).ListIndexesWithContext(context.Background(), &meili.IndexesQuery{Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var uids []string
	for _, i := range page.Results {
		if strings.HasPrefix(i.UID, prefix) {
			uids = append(uids, i.UID)
		}
	}
	return uids
}
