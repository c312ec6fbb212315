package sandbox_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/sandbox"
	"github.com/chophien/chophien/payments/sandbox/sandboxtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func sleepForever(ctx context.Context, _ time.Duration) error {
	<-ctx.Done()
	return ctx.Err()
}

// TestRetries brings an event over HTTP to a market that fails twice.
func TestRetries(t *testing.T) {
	var f *sandboxtest.Fake
	var mu sync.Mutex
	answers, waits := []int{500, 302, 200}, []time.Duration(nil)
	var keys []string
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		es, err := f.Bank.Verify(req.Context(), payments.RawRequest{Method: req.Method, Header: req.Header, Body: body, At: f.Now()})
		mu.Lock()
		defer mu.Unlock()
		if err != nil || req.URL.Path != "/webhooks/sandbox" || req.Method != http.MethodPost || req.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%s %s %v", req.Method, req.URL.Path, err)
			return
		}
		keys = append(keys, es[0].Key)
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(answers[0])
		answers = answers[1:]
	}))
	defer web.Close()
	client := web.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	f = sandboxtest.New(t, func(c *sandbox.Config) {
		c.BaseURL, c.HTTP = web.URL+"/", client
		c.Sleep = func(_ context.Context, d time.Duration) error {
			mu.Lock()
			defer mu.Unlock()
			waits = append(waits, d)
			f.Advance(time.Hour) // a retry is signed anew, or it would be stale
			return nil
		}
	})
	a := begin(t, f, 150_000)
	if _, err := f.Bank.Act(t.Context(), a.Ref, sandbox.Approve); err != nil {
		t.Fatal(err)
	}
	f.Posted()
	if len(keys) != 3 || keys[0] != keys[1] || keys[1] != keys[2] {
		t.Errorf("brought %v", keys)
	}
	if len(waits) != 2 || waits[0] != time.Second || waits[1] != 5*time.Second {
		t.Errorf("waited %v", waits)
	}
	v, err := f.Bank.View(a.Ref)
	if err != nil || len(v.Deliveries) != 1 {
		t.Fatal(err)
	}
	d := v.Deliveries[0]
	if d.State != sandbox.Delivered || len(d.Tries) != 3 || d.Tries[0].Status != 500 || d.Tries[1].Status != 302 || d.Tries[2].Status != 200 {
		t.Errorf("%+v", d)
	}
}

func TestGivesUp(t *testing.T) {
	f := sandboxtest.New(t, closed)
	a := begin(t, f, 150_000)
	f.Act(a.Ref, sandbox.Approve)
	v, _ := f.Bank.View(a.Ref)
	d := v.Deliveries[0]
	if d.State != sandbox.GivenUp || len(d.Tries) != 4 || d.Tries[3].Status != 0 {
		t.Errorf("%+v", d)
	}
	if got := d.Tries[3].At.Sub(d.Tries[0].At); got != 36*time.Second {
		t.Errorf("gave up after %v", got)
	}
}

// TestForgeriesAreTriedOnce: the market must refuse them, so asking again is idle.
func TestForgeriesAreTriedOnce(t *testing.T) {
	f := sandboxtest.New(t, closed)
	a := begin(t, f, 150_000)
	f.Act(a.Ref, sandbox.WrongSignature)
	f.Act(a.Ref, sandbox.StaleTime)
	v, _ := f.Bank.View(a.Ref)
	for _, d := range v.Deliveries {
		if d.State != sandbox.GivenUp || len(d.Tries) != 1 {
			t.Errorf("%+v", d)
		}
	}
}

func TestReplay(t *testing.T) {
	f := sandboxtest.New(t)
	a := begin(t, f, 150_000)
	first, _ := hear(t, f, f.Act(a.Ref, sandbox.Approve))
	v, _ := f.Bank.View(a.Ref)
	f.Advance(24 * time.Hour)
	if _, err := f.Bank.Replay(t.Context(), a.Ref, v.Deliveries[0].ID); err != nil {
		t.Fatal(err)
	}
	again, refused := hear(t, f, f.Posted())
	if len(again) != 1 || len(refused) != 0 || again[0].Key != first[0].Key {
		t.Errorf("%+v, first %+v, refused %v", again, first, refused)
	}
	if _, err := f.Bank.Replay(t.Context(), a.Ref, "dlv_none"); !fault.Has(err, "sandbox.unknown") {
		t.Errorf("unknown delivery: %v", err)
	}
	if _, err := f.Bank.Replay(t.Context(), "nobody", v.Deliveries[0].ID); !fault.Has(err, "sandbox.unknown") {
		t.Errorf("unknown session: %v", err)
	}
	var err error
	for range 60 {
		if _, err = f.Bank.Replay(t.Context(), a.Ref, v.Deliveries[0].ID); err != nil {
			break
		}
	}
	if !fault.Has(err, "sandbox.replays") {
		t.Errorf("without end: %v", err)
	}
}

// TestEarlyEvent: with 005 the market hears of the money before Begin answers.
func TestEarlyEvent(t *testing.T) {
	heard, answered := make(chan struct{}), make(chan struct{})
	f := sandboxtest.New(t, func(c *sandbox.Config) {
		c.Auto = true
		c.HTTP = &http.Client{Transport: roundTrip(func(req *http.Request) (*http.Response, error) {
			select {
			case <-answered:
				t.Error("Begin answered first")
			default:
			}
			close(heard)
			return &http.Response{StatusCode: 200, Body: http.NoBody, Request: req}, nil
		})}
	})
	begin(t, f, 150_005)
	close(answered)
	<-heard
}

type roundTrip func(*http.Request) (*http.Response, error)

func (r roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return r(req) }

func TestCloseEndsEverything(t *testing.T) {
	f := sandboxtest.New(t, closed, func(c *sandbox.Config) { c.Sleep = sleepForever })
	a := begin(t, f, 150_000)
	if _, err := f.Bank.Act(t.Context(), a.Ref, sandbox.Approve); err != nil {
		t.Fatal(err)
	}
	if err := f.Bank.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.Bank.Begin(ctx, start); err == nil || payments.IsAmbiguous(err) {
		t.Errorf("begin with a dead context: %v", err)
	}
}
