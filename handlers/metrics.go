package handlers

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// The figures of requests, labelled by route and never by path: a path can be anything.
var (
	requests = promauto.NewCounterVec(prometheus.CounterOpts{
		Name: "chophien_requests_total", Help: "Requests answered, by method, route and status.",
	}, []string{"method", "route", "status"})
	seconds = promauto.NewHistogramVec(prometheus.HistogramOpts{
		Name: "chophien_request_seconds", Help: "How long answers took, by route.",
		Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"route"})
)
