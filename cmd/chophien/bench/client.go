package bench

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/chophien/chophien/models/db"
)

// worker is one of the many: a connection of its own, and what it has seen.
type worker struct {
	client *fasthttp.HostClient
	origin string
	ground Ground
	random *rand.Rand
	turn   int // of this worker among all, then on and on
	step   int

	took   []time.Duration
	errors int
	first  error
}

func newWorker(o Options, g Ground, i int) *worker {
	host, tls := strings.TrimPrefix(o.URL, "http://"), false
	if rest, ok := strings.CutPrefix(o.URL, "https://"); ok {
		host, tls = rest, true
		if !strings.Contains(host, ":") {
			host += ":443"
		}
	}
	return &worker{
		client: &fasthttp.HostClient{Addr: host, IsTLS: tls, MaxConns: 1, MaxConnWaitTimeout: 30 * time.Second, ReadTimeout: 30 * time.Second, WriteTimeout: 30 * time.Second},
		origin: o.URL, ground: g, random: rand.New(rand.NewPCG(uint64(i), 1)), turn: i, step: o.Concurrency,
	}
}

// next goes through 0..n-1, each worker through its own part.
func (w *worker) next(n int) int {
	i := w.turn % n
	w.turn += w.step
	return i
}

// get asks for an address and wants 200.
func (w *worker) get(path string) error {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.SetRequestURI(w.origin + path)
	if err := w.client.Do(req, res); err != nil {
		return err
	}
	if res.StatusCode() != fasthttp.StatusOK || len(res.Body()) < 2 {
		return refused("GET", path, res)
	}
	return nil
}

// call sends in as JSON with a token and reads the answer into out; both may be nil.
func (w *worker) call(method, path, token string, in, out any) error {
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.SetRequestURI(w.origin + path)
	req.Header.SetMethod(method)
	req.Header.Set("Authorization", "Bearer "+token)
	if method != fasthttp.MethodGet {
		req.Header.Set("Idempotency-Key", db.NewID())
	}
	if in != nil {
		body, err := json.Marshal(in)
		if err != nil {
			return err
		}
		req.Header.SetContentType("application/json")
		req.SetBodyRaw(body)
	}
	if err := w.client.Do(req, res); err != nil {
		return err
	}
	if res.StatusCode() >= 300 {
		return refused(method, path, res)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(res.Body(), out)
}

// refusal is an answer that was none of those hoped for.
type refusal struct {
	what   string
	status int
	body   string
}

func (r *refusal) Error() string { return fmt.Sprintf("%s: %d %s", r.what, r.status, r.body) }

func refused(method, path string, res *fasthttp.Response) error {
	body := string(res.Body())
	if len(body) > 300 {
		body = body[:300]
	}
	return &refusal{what: method + " " + path, status: res.StatusCode(), body: body}
}
