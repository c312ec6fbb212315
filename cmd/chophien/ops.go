package main

import (
	"net/http"
	"net/http/pprof"

	"github.com/VictoriaMetrics/metrics"

	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
)

// opsRoutes are for people on this machine only: figures, profiles, the search index.
func (m *market) opsRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", m.figures())
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("POST /reindex", m.reindexNow)
	mux.HandleFunc("GET /index", m.verifyIndex)
	return mux
}

// figures tells, in the text format of Prometheus, how requests and the process do, and what
// an operator is woken by: sources of bank notices that are silent in business hours, notes
// that wait for delivery, and those that were given up. -1 says that nobody could tell.
func (m *market) figures() http.HandlerFunc {
	woken := metrics.NewSet()
	woken.NewGauge("chophien_bank_feeds_silent", m.silentFeeds)
	woken.NewGauge("chophien_outbox_pending", m.behind(func(b outbox.Backlog) int64 { return b.Pending }))
	woken.NewGauge("chophien_outbox_dead", m.behind(func(b outbox.Backlog) int64 { return b.Dead }))
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
		metrics.WritePrometheus(w, true)
		woken.WritePrometheus(w)
	}
}

func (m *market) behind(pick func(outbox.Backlog) int64) func() float64 {
	return func() float64 {
		b, err := outbox.Behind(m.ctx, m.DB.Read(m.ctx))
		if err != nil {
			return -1
		}
		return float64(pick(b))
	}
}

func (m *market) silentFeeds() float64 {
	names, err := payment.SilentFeeds(m.ctx, m.DB.Read(m.ctx))
	if err != nil {
		return -1
	}
	return float64(len(names))
}
