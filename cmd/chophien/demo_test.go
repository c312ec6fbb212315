package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/cmd/chophien/demo"
	"github.com/chophien/chophien/models/clock"
)

// Six certificates run out with 28 December 2026: their stars are shown on that day and
// not on the next, on the shelf and in the index alike.
func TestStarsFollowTheMarketsClock(t *testing.T) {
	data := t.TempDir()
	for _, day := range []struct {
		at    string
		stars int
	}{{"2026-12-27T09:00", 6}, {"2026-12-28T23:00", 6}, {"2026-12-29T00:05", 0}} {
		m := openMarket(t, nil, "demo", "--data", data, "--clock", day.at)
		for _, path := range []string{"/api/v1/products?limit=100&stars=1", "/api/v1/search?limit=100&stars=1"} {
			var page struct{ Items []struct{ Stars int } }
			if err := json.Unmarshal([]byte(m.get(path)), &page); err != nil {
				t.Fatal(err)
			}
			if len(page.Items) != day.stars {
				t.Errorf("%s: %s lists %d with stars, want %d", day.at, path, len(page.Items), day.stars)
			}
		}
		m.stop()
	}
}

// Whoever opens the page of codes finds each of the demo's people there, once.
func TestThePageOfCodesNamesEverybodyOnce(t *testing.T) {
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	page := m.get("/sandbox/codes")
	for _, p := range demo.People() {
		if n := strings.Count(page, "<strong>"+p.Name+"</strong>"); n != 1 {
			t.Errorf("%s stands there %d times", p.Name, n)
		}
	}
}

func TestTheDrivenClockRunsOn(t *testing.T) {
	at := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	now, err := drivenClock("2026-12-28T09:00", func() time.Time { return at })
	if err != nil {
		t.Fatal(err)
	}
	if got := now(); got.Date() != "2026-12-28" || got.Local().Format("15:04") != "09:00" {
		t.Errorf("it starts at %v", got)
	}
	at = at.Add(16 * time.Hour)
	if got := now(); got.Date() != "2026-12-29" || got.Local().Format("15:04") != "01:00" {
		t.Errorf("16 hours later it is %v", got)
	}
	if _, err := drivenClock("tomorrow", time.Now); err == nil {
		t.Error("a time that is none was taken")
	}
	if now, err := drivenClock("", nil); err != nil || now().Sub(clock.System()) > time.Minute {
		t.Errorf("without a time it is not the machine's: %v", err)
	}
}

func TestADemoIsNeverProduction(t *testing.T) {
	line, err := parse(t, "demo", "--production", "--base-url", "https://cho.example", "--keys", "a:x", "--blind", "y")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := line.Demo.prepare(); err == nil {
		t.Error("a demo opened in production")
	}
}
