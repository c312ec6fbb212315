package main

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/chophien/chophien/cmd/chophien/bench"
)

// As the README has it: a ground is made, a market of the play bank serves it, each
// scenario does its work without an error, the last ten units are sold to ten of fifty
// buyers, and the books agree afterwards.
func TestTheMarketIsLoadedAndItsBooksAgree(t *testing.T) {
	data := t.TempDir()
	mustRun(t, nil, "migrate", "--data", data)
	mustRun(t, nil, "bench", "prepare", "--data", data, "--accounts", "50")
	m := openMarket(t, []string{"CHOPHIEN_RATE_LIMIT=0"}, "serve", "--sandbox", "--data", data)
	ops := m.ops[len("http://"):]
	mustRun(t, nil, "reindex", "--ops-listen", ops)
	for _, scenario := range []string{"list", "product", "search", "purchase", "lastten"} {
		out := mustRun(t, nil, "bench", scenario, "--url", m.base, "--data", data, "-c", "2", "-d", "1s", "--json")
		var did bench.Result
		if err := json.Unmarshal([]byte(out), &did); err != nil || did.Done == 0 || did.Errors != 0 || did.Scenario != scenario {
			t.Errorf("%v: %s", err, out)
		}
	}
	if out, err := program(t, nil, "bench", "purchase", "--url", "http://127.0.0.1:1", "--data", data, "-c", "1", "-d", "100ms"); err == nil {
		t.Errorf("a load that reached nobody is no failure: %s", out)
	}
	if out, err := program(t, nil, "bench", "prepare", "--production", "--data", data); err == nil {
		t.Errorf("sample goods were put into a real market: %s", out)
	}
	mustRun(t, nil, "verify", "--data", data, "--ops-listen", ops)

	for path, want := range map[string]int{"/debug/pprof/heap": http.StatusOK, "/debug/pprof/profile?seconds=1": http.StatusOK} {
		if res, err := http.Get(m.ops + path); err != nil || res.StatusCode != want {
			t.Errorf("%s: %v, %v", path, res, err)
		}
		if res, err := http.Get(m.base + path); err != nil || res.StatusCode != http.StatusNotFound {
			t.Errorf("%s where buyers come: %v, %v", path, res, err)
		}
	}
}
