package handlers

import (
	"fmt"
	"time"

	"github.com/VictoriaMetrics/metrics"
)

// The figures of requests are labelled by route and never by path: a path can be anything.

// requests counts what was answered, by method, route and status.
func requests(method, route string, status int) *metrics.Counter {
	return metrics.GetOrCreateCounter(fmt.Sprintf(`chophien_requests_total{method=%q,route=%q,status="%d"}`, method, route, status))
}

// lasted notes how long an answer took.
func lasted(route string, took time.Duration) {
	metrics.GetOrCreatePrometheusHistogramExt(fmt.Sprintf(`chophien_request_seconds{route=%q}`, route), upTo).Update(took.Seconds())
}

// upTo are the bounds, in seconds, by which answers are counted.
var upTo = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10}
