package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// What an operator watches is told on its own address in the text format of Prometheus, by
// route, and never where buyers come.
func TestFiguresOfTheMarket(t *testing.T) {
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	m.get("/search?q=mat+ong")
	res, err := http.Get(m.ops + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/plain; version=0.0.4") {
		t.Fatal(res.Status, res.Header, err)
	}
	for _, line := range []string{
		`chophien_requests_total{method="GET",route="/search",status="200"} 1`,
		`chophien_request_seconds_bucket{route="/search",le="10"} 1`,
		`chophien_request_seconds_bucket{route="/search",le="+Inf"} 1`,
		`chophien_request_seconds_count{route="/search"} 1`,
		"chophien_outbox_dead 0",
		"chophien_bank_feeds_silent 0",
	} {
		if !strings.Contains(string(body), line+"\n") {
			t.Errorf("%s is not told:\n%s", line, body)
		}
	}
	if strings.Contains(string(body), "mat ong") || strings.Contains(string(body), "q=") {
		t.Error("what a buyer asked for stands in the figures")
	}
	if out, err := http.Get(m.base + "/metrics"); err != nil || out.StatusCode != http.StatusNotFound {
		t.Error("figures are told where buyers come:", out, err)
	}
}
