package bench

import (
	"context"
	"net/url"
	"strconv"
)

// list asks for a page of twenty products.
func list(_ context.Context, w *worker) error { return w.get("/api/v1/products?limit=20") }

// product asks for one product after another.
func product(_ context.Context, w *worker) error {
	return w.get("/api/v1/products/" + w.ground.Products[w.next(len(w.ground.Products))].Slug)
}

// questions are typed as people type.
var questions = []string{"gạo nếp", "rau cai meo", "cam sanh", "chuoi", "đậu đen", "nep nuong", "gao", "cam"}

// search asks with two facets counted and one filter, another month and word each time, so
// that few answers are the same.
func search(_ context.Context, w *worker) error {
	i := w.next(1 << 30)
	q := url.Values{"q": {questions[i%len(questions)]}, "facet": {"kind", "price"}, "limit": {"20"},
		"price_min": {strconv.Itoa(1000 * (i / len(questions) % 60))}}
	return w.get("/api/v1/search?" + q.Encode())
}
