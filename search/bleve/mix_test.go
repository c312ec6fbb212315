package bleve

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/contract"
)

// BenchmarkMix asks all questions of the judged set, every third under filters and every
// tenth followed by a look at a shelf, each with the three facets of the search page. It
// prints how long the middle and the slowest hundredth took, what the index costs to build
// and to keep, and how long a change and a start take.
func BenchmarkMix(b *testing.B) {
	for _, n := range []int{10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			dir, at := b.TempDir(), contract.Along(b)
			e := open(b, dir)
			resetPeak()
			begun := time.Now()
			err := e.Rebuild(b.Context(), func(yield func(search.Document, error) bool) {
				for i := 0; i < n && yield(at(i), nil); i++ {
				}
			})
			if err != nil {
				b.Fatal(err)
			}
			built, peak := time.Since(begun).Seconds(), peakMB()
			change := slowest(5, func(i int) {
				d := at(i * 7)
				d.Version, d.Names = int64(i+2), map[string]string{"vi": fmt.Sprintf("Hàng đổi tên %d", i)}
				if err := e.Put(b.Context(), []search.Document{d}); err != nil {
					b.Fatal(err)
				}
				if r, err := e.Search(b.Context(), search.Query{Text: d.Names["vi"]}); err != nil || len(r.Hits) == 0 || r.Hits[0].ID != d.ID {
					b.Fatal("a change is not found", err)
				}
			})
			var asked, typed []time.Duration
			questions := mix(b)
			for b.Loop() {
				for _, q := range questions {
					begun := time.Now()
					if _, err := e.Search(b.Context(), q); err != nil {
						b.Fatal(err)
					}
					asked = append(asked, time.Since(begun))
				}
				for i, text := range contract.Texts(b) {
					if i%4 > 0 {
						continue
					}
					letters := []rune(text)
					begun := time.Now()
					_, err := e.Suggest(b.Context(), search.Typing{Prefix: string(letters[:len(letters)*(1+i/4%4)/4]), Others: 3})
					if err != nil {
						b.Fatal(err)
					}
					typed = append(typed, time.Since(begun))
				}
			}
			report(b, "asked", asked)
			report(b, "typed", typed)
			b.ReportMetric(built, "build-s")
			b.ReportMetric(peak, "build-peak-MB")
			b.ReportMetric(change, "change-ms")
			if err := e.Close(); err != nil {
				b.Fatal(err)
			}
			e = nil
			begun = time.Now()
			kept, err := Open(dir, search.NewLexicon())
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(time.Since(begun).Seconds(), "open-s")
			var m runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m)
			b.ReportMetric(float64(m.HeapAlloc)/1e6, "kept-MB")
			if err := kept.Close(); err != nil {
				b.Fatal(err)
			}
		})
	}
}

// mix is what buyers ask, as the page asks it.
func mix(b *testing.B) (all []search.Query) {
	for i, text := range contract.Texts(b) {
		q := search.Query{Text: text, On: "2026-11-22", Facets: []search.Facet{search.ByKind, search.ByStars, search.ByPrice}}
		if i%3 == 0 {
			q.PriceMin, q.PriceMax, q.StarsMin = money.Of(50_000), money.Of(500_000), i%2*3
		}
		all = append(all, q)
		if i%10 == 0 {
			q.Text, q.Sort = "", search.Sorts[i/10%len(search.Sorts)]
			all = append(all, q)
		}
	}
	return all
}

func report(b *testing.B, what string, times []time.Duration) {
	slices.Sort(times)
	at := func(share float64) float64 {
		return float64(times[int(float64(len(times)-1)*share)].Microseconds()) / 1000
	}
	b.ReportMetric(at(0.5), what+"-p50-ms")
	b.ReportMetric(at(0.99), what+"-p99-ms")
}

// slowest is the longest of n calls, in milliseconds.
func slowest(n int, do func(i int)) float64 {
	var most time.Duration
	for i := range n {
		begun := time.Now()
		do(i)
		most = max(most, time.Since(begun))
	}
	return float64(most.Microseconds()) / 1000
}

// resetPeak lets Linux count the peak of this process's memory from now on; elsewhere
// peakMB is 0.
func resetPeak() {
	runtime.GC()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

func peakMB() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	var kB float64
	if _, after, found := strings.Cut(string(status), "VmHWM:"); found {
		_, _ = fmt.Sscan(after, &kB)
	}
	return kB / 1000
}
