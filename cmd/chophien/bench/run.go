package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Options say how hard and how long.
type Options struct {
	URL         string // origin of the market
	Concurrency int
	Duration    time.Duration
}

// scenario does one thing that is measured, as worker w.
type scenario func(ctx context.Context, w *worker) error

// Run loads the market with a scenario until the time is up or ctx ends.
func Run(ctx context.Context, name string, o Options, g Ground) (Result, error) {
	if name == "lastten" {
		return lastTen(ctx, o, g)
	}
	do, ok := map[string]scenario{"list": list, "product": product, "search": search, "purchase": purchase}[name]
	if !ok {
		return Result{}, fmt.Errorf("bench: no scenario %q", name)
	}
	if len(g.Products) == 0 {
		return Result{}, errors.New("bench: the ground is empty: run `chophien bench prepare`")
	}
	if name == "purchase" && len(g.Tokens) < o.Concurrency {
		return Result{}, fmt.Errorf("bench: %d accounts for %d buyers at once: prepare more", len(g.Tokens), o.Concurrency)
	}
	ctx, cancel := context.WithTimeout(ctx, o.Duration)
	defer cancel()
	workers := make([]*worker, o.Concurrency)
	begun := time.Now()
	var all sync.WaitGroup
	for i := range workers {
		w := newWorker(o, g, i)
		workers[i] = w
		all.Go(func() { w.loop(ctx, do) })
	}
	all.Wait()
	return total(name, o.Concurrency, time.Since(begun), workers), nil
}

// loop repeats a scenario; what the end of the time cuts off does not count.
func (w *worker) loop(ctx context.Context, do scenario) {
	for ctx.Err() == nil {
		begun := time.Now()
		if err := do(ctx, w); err != nil {
			w.fail(err)
			continue
		}
		w.took = append(w.took, time.Since(begun))
	}
}

func (w *worker) fail(err error) {
	w.errors++
	if w.first == nil {
		w.first = err
	}
}

// Result is what a run came to. Times are of the scenario as a whole: a purchase is all of
// its requests.
type Result struct {
	Scenario    string  `json:"scenario"`
	Concurrency int     `json:"concurrency"`
	Seconds     float64 `json:"seconds"`
	Done        int     `json:"done"`
	Errors      int     `json:"errors"`
	PerSecond   float64 `json:"per_second"`
	P50         float64 `json:"p50_ms"`
	P99         float64 `json:"p99_ms"`
	Most        float64 `json:"max_ms"`
	FirstError  string  `json:"first_error,omitempty"`
}

func (r Result) String() string {
	s := fmt.Sprintf("%-9s at %d: %.0f/s, p50 %.1f ms, p99 %.1f ms, max %.1f ms, %d done, %d errors, in %.1f s",
		r.Scenario, r.Concurrency, r.PerSecond, r.P50, r.P99, r.Most, r.Done, r.Errors, r.Seconds)
	if r.FirstError != "" {
		s += "\n  first error: " + r.FirstError
	}
	return s
}

func total(name string, concurrency int, took time.Duration, workers []*worker) Result {
	var all []time.Duration
	r := Result{Scenario: name, Concurrency: concurrency, Seconds: took.Seconds()}
	for _, w := range workers {
		all = append(all, w.took...)
		r.Errors += w.errors
		if w.first != nil && r.FirstError == "" {
			r.FirstError = w.first.Error()
		}
	}
	slices.Sort(all)
	r.Done = len(all)
	r.PerSecond = float64(r.Done) / took.Seconds()
	r.P50, r.P99, r.Most = share(all, 50), share(all, 99), share(all, 100)
	return r
}

// share is the time within which percent of all were done, in milliseconds.
func share(sorted []time.Duration, percent int) float64 {
	if len(sorted) == 0 {
		return 0
	}
	i := max(0, (len(sorted)*percent+99)/100-1)
	return float64(sorted[i].Microseconds()) / 1000
}
