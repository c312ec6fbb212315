// Package meilitest lends tests a real Meilisearch.
package meilitest

import (
	"crypto/rand"
	"encoding/json"
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
)

// Server is where one answers, the key that may do everything there, and its version.
type Server struct{ URL, Key, Version string }

// Missing is said where there is none.
const Missing = "NO MEILISEARCH SERVER: set MEILI_TEST_URL, or put meilisearch (1.16 or later) in PATH"

// Find is the server at MEILI_TEST_URL, whose key is MEILI_TEST_KEY, or a meilisearch in
// PATH, which it starts on a private port with a folder and a key to throw away, until stop.
// Where there is neither, the server is nil.
func Find() (s *Server, stop func(), err error) {
	s, stop = &Server{URL: os.Getenv("MEILI_TEST_URL"), Key: os.Getenv("MEILI_TEST_KEY")}, func() {}
	if s.URL == "" {
		program, err := exec.LookPath("meilisearch")
		if err != nil {
			return nil, stop, nil
		}
		if stop, err = s.start(program); err != nil {
			return nil, stop, err
		}
	}
	if s.Version, err = s.version(); err != nil {
		stop()
	}
	return s, stop, err
}

// For is Find for one test, which is skipped loudly where there is no server.
func For(t testing.TB) *Server {
	t.Helper()
	s, stop, err := Find()
	if err != nil {
		t.Fatal(err)
	}
	if s == nil {
		t.Skip(Missing)
	}
	t.Cleanup(stop)
	return s
}

// Prefix begins the names of indexes that nobody else has.
func Prefix() string { return "test-" + strings.ToLower(rand.Text()) }

func (s *Server) start(program string) (stop func(), err error) {
	none := func() {}
	dir, err := os.MkdirTemp("", "meilisearch")
	if err != nil {
		return none, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return none, err
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		return none, err
	}
	s.URL, s.Key = "http://"+address, "a-key-of-the-tests-that-is-long-enough"
	// Every task makes its buffers anew, by default for most of the machine's memory: a
	// change of one document takes ten times as long.
	run := exec.Command(program, "--http-addr", address, "--master-key", s.Key, "--no-analytics", "--log-level", "ERROR", "--max-indexing-memory", "256MiB",
		"--db-path", filepath.Join(dir, "data"), "--dump-dir", filepath.Join(dir, "dumps"), "--snapshot-dir", filepath.Join(dir, "snapshots"))
	run.Dir = dir
	if err := run.Start(); err != nil {
		return none, err
	}
	stop = func() {
		_ = run.Process.Kill()
		_ = run.Wait()
		_ = os.RemoveAll(dir)
	}
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		if r, err := http.Get(s.URL + "/health"); err == nil {
			r.Body.Close()
			return stop, nil
		}
		if time.Since(begun) > 30*time.Second {
			stop()
			return none, errors.New("meilisearch does not answer")
		}
	}
}

func (s *Server) version() (string, error) {
	var v struct{ PkgVersion string }
	res, err := s.Do(http.MethodGet, "/version")
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("meilisearch answers %d", res.StatusCode)
	}
	err = json.NewDecoder(res.Body).Decode(&v)
	return v.PkgVersion, err
}

// Do sends a request without a body; the caller closes the answer's.
func (s *Server) Do(method, path string) (*http.Response, error) {
	req, err := http.NewRequest(method, s.URL+path, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+s.Key)
	return http.DefaultClient.Do(req)
}
