package sandbox_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/sandbox"
	"github.com/chophien/chophien/payments/sandbox/sandboxtest"
)

func in(dir string) func(*sandbox.Config) { return func(c *sandbox.Config) { c.Dir = dir } }

// closed is a market that does not answer.
func closed(c *sandbox.Config) { c.HTTP = &http.Client{Transport: nobody{}} }

type nobody struct{}

func (nobody) RoundTrip(*http.Request) (*http.Response, error) { return nil, http.ErrServerClosed }

// TestTheBankRemembers copies its memory while it runs, as a kill leaves it, and opens the
// copy.
func TestTheBankRemembers(t *testing.T) {
	dir := t.TempDir()
	f := sandboxtest.New(t, in(dir), closed)
	a := begin(t, f, 150_007)
	if _, err := f.Bank.Act(t.Context(), a.Ref, sandbox.Approve); err != nil {
		t.Fatal(err)
	}
	if err := f.Bank.Idle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, torn := range map[string]string{"killed": "", "killed while writing": `{"ref":"K7QM2XWPAS-1","amount":1500`} {
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(dir, "sandbox.jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			after := t.TempDir()
			if err := os.WriteFile(filepath.Join(after, "sandbox.jsonl"), append(text, torn...), 0o600); err != nil {
				t.Fatal(err)
			}
			for range 2 { // also what was compacted at the first start
				g := sandboxtest.New(t, in(after))
				snap, err := g.Bank.Query(t.Context(), a)
				if err != nil || snap.Status != payments.StatusPaid || snap.Events[0].Amount != a.Amount {
					t.Fatalf("%+v %v", snap, err)
				}
				v, err := g.Bank.View(a.Ref)
				if err != nil || len(v.Deliveries) != 1 || len(v.Deliveries[0].Tries) != 4 || v.Deliveries[0].State != sandbox.GivenUp {
					t.Fatalf("%+v %v", v.Deliveries, err)
				}
				if err := g.Bank.Close(); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// TestResume brings what was not yet brought when the process died: a message, a slow
// approval, a pending refund.
func TestResume(t *testing.T) {
	dir := t.TempDir()
	f := sandboxtest.New(t, in(dir), func(c *sandbox.Config) {
		// A process that is killed while it waits.
		c.Sleep = sleepForever
		c.HTTP = &http.Client{Transport: nobody{}}
	})
	attempts := map[sandbox.Action]payments.Attempt{}
	for i, action := range []sandbox.Action{sandbox.Approve, sandbox.Slow, sandbox.Late} {
		s := start
		s.Attempt, s.At, s.Amount = i+1, f.Now(), money.Of(150_007)
		s.Ref = payments.RefPlain.Make(s.Code, s.Attempt, s.At)
		if _, err := f.Bank.Begin(t.Context(), s); err != nil {
			t.Fatal(err)
		}
		if _, err := f.Bank.Act(t.Context(), s.Ref, action); err != nil {
			t.Fatal(err)
		}
		attempts[action] = payments.Attempt{Ref: s.Ref, Amount: s.Amount}
	}
	paid := attempts[sandbox.Approve]
	refund := payments.Refund{Ref: "R1", Of: paid, Amount: paid.Amount, Captured: paid.Amount}
	if res, err := f.Bank.Refund(t.Context(), refund); err != nil || res.Status != payments.RefundPending {
		t.Fatalf("%+v %v", res, err)
	}
	if err := f.Bank.Close(); err != nil {
		t.Fatal(err)
	}

	// The market was down for a while: all of it is due. (Who slept until it is would move the clock
	// under messages that are on their way, which then arrive too old to be believed.)
	g := sandboxtest.New(t, in(dir))
	g.Advance(time.Hour)
	g.Bank.Resume()
	events, refused := hear(t, g, g.Posted())
	if len(refused) > 0 {
		t.Error(refused)
	}
	told := map[string]payments.Status{}
	refunded := payments.RefundStatus("")
	for _, e := range events {
		if e.Kind == payments.EventRefund {
			refunded = e.RefundStatus
		} else {
			told[e.Ref] = e.Status
		}
	}
	for action, a := range attempts {
		if told[a.Ref] != payments.StatusPaid {
			t.Errorf("%s: told %q", action, told[a.Ref])
		}
	}
	if refunded != payments.RefundDone {
		t.Errorf("the refund is told as %q", refunded)
	}
}

func TestDamagedMemoryIsNotForgotten(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sandbox.jsonl")
	if err := os.WriteFile(path, []byte("{}\n{\"ref\":\"x\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cfg := sandbox.Config{BaseURL: "http://market.invalid", Dir: dir, Secrets: []payments.Secret{payments.Hide("x")}, Now: sandboxtest.New(t).Now}
	if _, err := sandbox.New(cfg); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("%v", err)
	}
	if text, _ := os.ReadFile(path); len(text) == 0 {
		t.Error("the damaged memory was overwritten")
	}
}

// TestManyAtOnce works on many sessions at the same time and reads the memory back.
func TestManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	f := sandboxtest.New(t, in(dir), func(c *sandbox.Config) { c.Auto = true })
	var all sync.WaitGroup
	for i := range 100 {
		all.Go(func() {
			s := start
			s.Ref, s.PaymentID, s.Amount = fmt.Sprint("ref-", i), fmt.Sprint("p-", i), money.Of(int64(100_000+i*1000))
			for range 3 {
				if _, err := f.Bank.Begin(t.Context(), s); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	events, _ := hear(t, f, f.Posted())
	if len(events) != 100 {
		t.Errorf("%d events", len(events))
	}
	if err := f.Bank.Close(); err != nil {
		t.Fatal(err)
	}
	g := sandboxtest.New(t, in(dir))
	for i := range 100 {
		ref := fmt.Sprint("ref-", i)
		if g.Taken(ref) != money.Of(int64(100_000+i*1000)) {
			t.Errorf("%s: %v", ref, g.Taken(ref))
		}
		if v, _ := g.Bank.View(ref); v.Deliveries[0].State != sandbox.Delivered {
			t.Errorf("%s: %+v", ref, v.Deliveries)
		}
	}
}
