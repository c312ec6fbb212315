package meilisearch

import (
	"bytes"
	"context"
	"flag"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
)

// overheard notes down the requests that pass and their answers, while it is told to; when it
// is mute it answers from its notes and asks nobody.
type overheard struct {
	http.RoundTripper
	mu       sync.Mutex
	requests []*http.Request
	bodies   [][]byte
	answers  map[string][]byte
	on, mute bool
}

func (o *overheard) RoundTrip(r *http.Request) (*http.Response, error) {
	if !o.on && !o.mute {
		return o.RoundTripper.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	key := r.URL.Path + string(body)
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.mute {
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(o.answers[key])), Request: r}, nil
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	res, err := o.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	res.Body = io.NopCloser(bytes.NewReader(answer))
	o.requests, o.bodies, o.answers[key] = append(o.requests, r), append(o.bodies, body), answer
	return res, err
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

// products is how long the street of the benchmark is.
var products = flag.Int("products", 10_000, "products of BenchmarkSearch")

// BenchmarkSearch tells, for questions with three facets, how long one takes at p50 and
// p99, how much of the p50 the same requests take without the driver, sent one after the
// other, and how long the driver takes when the answers are at hand.
func BenchmarkSearch(b *testing.B) {
	e := open(b)
	at := contract.Along(b)
	begun := time.Now()
	err := e.Rebuild(b.Context(), func(yield func(search.Document, error) bool) {
		for i := 0; i < *products && yield(at(i), nil); i++ {
		}
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d products, built in %s", *products, time.Since(begun).Round(time.Second))
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
			clocked(b, e, func() error { _, err := e.Search(b.Context(), a.q); return err })
		})
	}
	b.Run("Suggest", func(b *testing.B) {
		clocked(b, e, func() error {
			_, err := e.Suggest(b.Context(), search.Typing{Prefix: "mật o", Others: 3})
			return err
		})
	})
	// How long it takes until a changed product is found as it is now.
	b.Run("Change", func(b *testing.B) {
		var took []time.Duration
		for i := 0; b.Loop(); i++ {
			d := at(i * 37 % *products)
			d.Version, d.Price = int64(1_000_000+i), money.Of(int64(40_000+i))
			begun := time.Now()
			if err := e.Put(b.Context(), []search.Document{d}); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(begun))
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)/2].Milliseconds()), "p50-ms")
		b.ReportMetric(float64(took[len(took)-1].Milliseconds()), "max-ms")
		b.ReportMetric(0, "ns/op")
	})
}

func clocked(b *testing.B, e *Engine, do func() error) {
	o := &overheard{RoundTripper: e.http.Transport, on: true, answers: map[string][]byte{}}
	e.http.Transport = o
	defer func() { e.http.Transport = o.RoundTripper }()
	if err := do(); err != nil {
		b.Fatal(err)
	}
	o.on = false
	var whole, bare, own []time.Duration
	take := func(took *[]time.Duration, do func() error) {
		begun := time.Now()
		if err := do(); err != nil {
			b.Fatal(err)
		}
		*took = append(*took, time.Since(begun))
	}
	for b.Loop() {
		take(&whole, do)
		take(&bare, o.repeat)
		o.mute = true
		take(&own, do)
		o.mute = false
	}
	at := func(took []time.Duration, share int) float64 {
		slices.Sort(took)
		return float64(took[len(took)*share/100].Microseconds()) / 1000
	}
	b.ReportMetric(at(whole, 50), "p50-ms")
	b.ReportMetric(at(whole, 99), "p99-ms")
	b.ReportMetric(at(bare, 50), "bare-p50-ms")
	b.ReportMetric(at(own, 50), "own-p50-ms")
	b.ReportMetric(float64(len(o.requests)), "trips")
	b.ReportMetric(0, "ns/op")
}
