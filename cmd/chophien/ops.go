package main

import (
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
)

// opsRoutes are for people on this machine only: figures, profiles, the search index.
func (m *market) opsRoutes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.Handler())
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("POST /reindex", m.reindexNow)
	mux.HandleFunc("GET /index", m.verifyIndex)
	m.register()
	return mux
}

// register publishes what an operator is woken by: notes that nobody could deliver.
func (m *market) register() {
	behind := func(pick func(outbox.Backlog) float64) func() float64 {
		return func() float64 {
			b, err := outbox.Behind(m.ctx, m.DB.Read(m.ctx))
			if err != nil {
				return -1
			}
			return pick(b)
		}
	}
	prometheus.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "chophien_bank_feeds_silent", Help: "Sources of bank notices that are silent in business hours."}, m.silentFeeds),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "chophien_outbox_pending", Help: "Notes that wait for delivery."},
			behind(func(b outbox.Backlog) float64 { return float64(b.Pending) })),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "chophien_outbox_dead", Help: "Notes that were given up and need a person."},
			behind(func(b outbox.Backlog) float64 { return float64(b.Dead) })),
	)
}

func (m *market) silentFeeds() float64 {
	names, err := payment.SilentFeeds(m.ctx, m.DB.Read(m.ctx))
	if err != nil {
		return -1
	}
	return float64(len(names))
}
