package meilisearch

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/search"
	meili "github.com/meilisearch/meilisearch-go"
)

// server is a real Meilisearch for the tests, or nothing where there is none.
var server struct {
	url, key, version string
}

// TestMain looks for a real server: the one at MEILI_TEST_URL with MEILI_TEST_KEY, or a
// meilisearch in PATH, which it starts on a private port with a folder and a key to throw
// away. It says which it found; without one the recorded answers alone are tested.
func TestMain(m *testing.M) {
	stop := func() {}
	server.url, server.key = os.Getenv("MEILI_TEST_URL"), os.Getenv("MEILI_TEST_KEY")
	if program, err := exec.LookPath("meilisearch"); err == nil && server.url == "" {
		if stop, err = start(program); err != nil {
			fmt.Fprintln(os.Stderr, "meilisearch:", err)
			os.Exit(1)
		}
	}
	if server.url == "" {
		fmt.Println("=== NO MEILISEARCH SERVER: the driver is tested against recorded answers alone.")
		fmt.Println("=== Set MEILI_TEST_URL, or put meilisearch (1.16 or later) in PATH, for the contract suite.")
		os.Exit(m.Run())
	}
	v, err := meili.New(server.url, meili.WithAPIKey(server.key)).Version()
	if err != nil {
		fmt.Fprintln(os.Stderr, "meilisearch:", err)
		stop()
		os.Exit(1)
	}
	server.version = v.PkgVersion
	fmt.Println("=== Tested against a real Meilisearch", server.version)
	code := m.Run()
	stop()
	os.Exit(code)
}

// start runs a server of our own until stop.
func start(program string) (stop func(), err error) {
	dir, err := os.MkdirTemp("", "meilisearch")
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	server.url, server.key = "http://"+address, "a-key-of-the-tests-that-is-long-enough"
	run := exec.Command(program, "--http-addr", address, "--master-key", server.key, "--no-analytics", "--log-level", "ERROR",
		"--db-path", filepath.Join(dir, "data"), "--dump-dir", filepath.Join(dir, "dumps"), "--snapshot-dir", filepath.Join(dir, "snapshots"))
	run.Dir = dir
	if err := run.Start(); err != nil {
		return nil, err
	}
	stop = func() {
		_ = run.Process.Kill()
		_ = run.Wait()
		_ = os.RemoveAll(dir)
	}
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if r, err := http.Get(server.url + "/health"); err == nil {
			r.Body.Close()
			return stop, nil
		}
		if time.Since(begun) > 30*time.Second {
			stop()
			return nil, errors.New("it does not answer")
		}
	}
}

// real skips a test that needs a server where there is none.
func real(t testing.TB) {
	t.Helper()
	if server.url == "" {
		t.Skip("NO MEILISEARCH SERVER: set MEILI_TEST_URL or put meilisearch in PATH")
	}
}

// open makes an engine with indexes of its own on the real server.
func open(t testing.TB) *Engine {
	t.Helper()
	real(t)
	return opened(t, Config{URL: server.url, Key: server.key, Index: "test-" + strings.ToLower(rand.Text()), Lexicon: search.NewLexicon()})
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
	admin := meili.New(server.url, meili.WithAPIKey(server.key))
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
	page, err := meili.New(server.url, meili.WithAPIKey(server.key)).ListIndexesWithContext(context.Background(), &meili.IndexesQuery{Limit: 1000})
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
