package meilisearch

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
)

// overheard notes down the requests that pass, while it is told to.
type overheard struct {
	http.RoundTripper
	requests []*http.Request
	bodies   [][]byte
	on       bool
}

func (o *overheard) RoundTrip(r *http.Request) (*http.Response, error) {
	if o.on {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		o.requests, o.bodies = append(o.requests, r), append(o.bodies, body)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	return o.RoundTripper.RoundTrip(r)
}

// repeat sends what was overheard again, one after the other, and throws the answers away:
// what the server and the wire take without the driver.
func (o *overheard) repeat() error {
	for i, r := range o.requests {
		again := r.Clone(context.Background())
		again.Body = io.NopCloser(bytes.NewReader(o.bodies[i]))
		res, err := o.RoundTripper.RoundTrip(again)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, res.Body); err != nil {
			return err
		}
		res.Body.Close()
	}
	return nil
}

// BenchmarkSearch tells, for questions with three facets, how long one takes at p50 and
// p99, and how much of the p50 the same requests take without the driver.
func BenchmarkSearch(b *testing.B) {
	e := open(b)
	if err := e.Rebuild(b.Context(), contract.All(contract.Street(b, 10_000))); err != nil {
		b.Fatal(err)
	}
	for _, a := range []struct {
		name string
		q    search.Query
	}{
		{"Browse", search.Query{Sort: search.Newest}},
		{"BrowseOnADay", search.Query{On: "2026-12-01"}},
		{"BrowseFiltered", search.Query{Kinds: []string{"mat-ong", "che"}, PriceMin: money.Of(50_000), PriceMax: money.Of(500_000)}},
		{"Word", search.Query{Text: "chè"}},
		{"Words", search.Query{Text: "mật ong rừng trạm tấu"}},
		{"WordsFiltered", search.Query{Text: "che shan tuyet", Kinds: []string{"che"}, PriceMin: money.Of(50_000)}},
		{"Unfinished", search.Query{Text: "mien d"}},
		{"Misspelled", search.Query{Text: "chè shan tuyêt suối dàng"}},
		{"Nothing", search.Query{Text: "máy giặt cửa ngang"}},
	} {
		a.q.Facets = []search.Facet{search.ByKind, search.ByDivision, search.ByPrice}
		b.Run(a.name, func(b *testing.B) {
			measure(b, e, func() error { _, err := e.Search(b.Context(), a.q); return err })
		})
	}
	b.Run("Suggest", func(b *testing.B) {
		measure(b, e, func() error {
			_, err := e.Suggest(b.Context(), search.Typing{Prefix: "mật o", Others: 3})
			return err
		})
	})
}

func measure(b *testing.B, e *Engine, do func() error) {
	o := &overheard{RoundTripper: e.http.Transport, on: true}
	e.http.Transport = o
	defer func() { e.http.Transport = o.RoundTripper }()
	if err := do(); err != nil {
		b.Fatal(err)
	}
	o.on = false
	var whole, bare []time.Duration
	for b.Loop() {
		begun := time.Now()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		whole = append(whole, time.Since(begun))
		begun = time.Now()
		if err := o.repeat(); err != nil {
			b.Fatal(err)
		}
		bare = append(bare, time.Since(begun))
	}
	at := func(took []time.Duration, share int) float64 {
		slices.Sort(took)
		return float64(took[len(took)*share/100].Microseconds()) / 1000
	}
	b.ReportMetric(at(whole, 50), "p50-ms")
	b.ReportMetric(at(whole, 99), "p99-ms")
	b.ReportMetric(at(bare, 50), "bare-p50-ms")
	b.ReportMetric(float64(len(o.requests)), "trips")
}
