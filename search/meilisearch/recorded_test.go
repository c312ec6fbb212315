package meilisearch

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/search"
)

// record writes what a real server answers into testdata; see recorded.
var record = flag.Bool("record", false, "ask the real server and write its answers into testdata")

// exchange is a request with what the server answered.
type exchange struct {
	Method, Path string
	Body         json.RawMessage `json:",omitempty"`
	Status       int
	Answer       json.RawMessage
}

// recorded opens an engine whose server repeats what a real one answered to the same
// requests, from testdata. A request that was not recorded fails the test: what the driver
// asks has changed, and has to be recorded again (go test -run Recorded -record).
func recorded(t *testing.T) (*Engine, *stand) {
	t.Helper()
	file := filepath.Join("testdata", filepath.Base(t.Name())+".json")
	s := &stand{t: t}
	if *record {
		real(t)
		s.live = server.URL
		t.Cleanup(func() { s.write(file); clean(t, "recorded") })
		clean(t, "recorded")
	} else {
		s.read(file)
	}
	at := httptest.NewServer(s)
	t.Cleanup(at.Close)
	s.url = at.URL
	return again(t, s), s
}

// again opens an engine on a stand that others may have asked before.
func again(t *testing.T, s *stand) *Engine {
	t.Helper()
	// Words of its own, so that nobody who mends the market's has to record again.
	words := &search.Lexicon{}
	if err := words.Replace("chè | trà"); err != nil {
		t.Fatal(err)
	}
	e, err := Open(t.Context(), Config{URL: s.url, Key: server.Key, Index: "recorded", Lexicon: words})
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	e.random = func() string { n++; return strings.Repeat("r", n) }
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

// stand stands in for a server, or notes down what one answers.
type stand struct {
	t    *testing.T
	url  string
	live string // the real server that is asked; empty when its answers are repeated

	mu        sync.Mutex
	exchanges []exchange
	used      []bool
}

func (s *stand) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		s.t.Error(err)
		return
	}
	x := exchange{Method: r.Method, Path: r.URL.RequestURI(), Body: body}
	if s.live != "" {
		x = s.pass(r, x)
	} else {
		x = s.find(x)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(x.Status)
	_, _ = w.Write(x.Answer)
}

// pass asks the real server. A task that has not ended is asked for again, so that nobody
// records how long one took.
func (s *stand) pass(r *http.Request, x exchange) exchange {
	for {
		req, err := http.NewRequestWithContext(r.Context(), x.Method, s.live+x.Path, bytes.NewReader(x.Body))
		if err != nil {
			s.t.Error(err)
			return x
		}
		req.Header = r.Header.Clone()
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			s.t.Error(err)
			return x
		}
		x.Status = res.StatusCode
		x.Answer, _ = io.ReadAll(res.Body)
		res.Body.Close()
		var task struct{ Status string }
		if json.Unmarshal(x.Answer, &task) == nil && x.Method == http.MethodGet && (task.Status == "enqueued" || task.Status == "processing") {
			time.Sleep(5 * time.Millisecond)
			continue
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.exchanges = append(s.exchanges, x)
		return x
	}
}

// find returns the first exchange of the same request that was not repeated yet.
func (s *stand) find(x exchange) exchange {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, known := range s.exchanges {
		if !s.used[i] && known.Method == x.Method && known.Path == x.Path && same(known.Body, x.Body) {
			s.used[i] = true
			return known
		}
	}
	s.t.Errorf("nothing is recorded for %s %s %.300s", x.Method, x.Path, x.Body)
	x.Status, x.Answer = http.StatusNotImplemented, []byte(`{}`)
	return x
}

func same(a, b []byte) bool {
	if len(a) == 0 || len(b) == 0 {
		return len(a) == len(b)
	}
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(undigested(x), undigested(y))
}

// undigested leaves out what changes with every field that documents get.
func undigested(v any) any {
	if list, ok := v.([]any); ok {
		for _, one := range list {
			if doc, ok := one.(map[string]any); ok {
				delete(doc, fieldDigest)
			}
		}
	}
	return v
}

func (s *stand) read(file string) {
	b, err := os.ReadFile(file)
	if err != nil {
		s.t.Fatal(err)
	}
	if err := json.Unmarshal(b, &s.exchanges); err != nil {
		s.t.Fatal(err)
	}
	s.used = make([]bool, len(s.exchanges))
}

func (s *stand) write(file string) {
	for i := range s.exchanges {
		if len(s.exchanges[i].Body) == 0 {
			s.exchanges[i].Body = nil
		}
	}
	b, err := json.MarshalIndent(s.exchanges, "", " ")
	if err == nil {
		err = os.WriteFile(file, append(b, '\n'), 0o644)
	}
	if err != nil {
		s.t.Error(err)
	}
}

// asked counts the exchanges of a method and path that were used.
func (s *stand) asked(method, path string) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, x := range s.exchanges {
		if (s.live != "" || s.used[i]) && x.Method == method && x.Path == path {
			n++
		}
	}
	return n
}
