package sandbox_test

import (
	"errors"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/sandbox"
	"github.com/chophien/chophien/payments/sandbox/sandboxtest"
)

func begin(t *testing.T, f *sandboxtest.Fake, amount int64) payments.Attempt {
	t.Helper()
	s := start
	s.Amount, s.At = money.Of(amount), f.Now()
	s.ExpiresAt = s.At.Add(15 * time.Minute)
	b, err := f.Bank.Begin(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	return payments.Attempt{PaymentID: s.PaymentID, Code: s.Code, Ref: s.Ref, ProviderRef: b.ProviderRef, Amount: s.Amount, At: s.At, ExpiresAt: s.ExpiresAt}
}

// hear reads what was posted: the events, and how many messages were refused by which error.
func hear(t *testing.T, f *sandboxtest.Fake, reqs []payments.RawRequest) (events []payments.Event, refused map[error]int) {
	t.Helper()
	refused = map[error]int{}
	for _, r := range reqs {
		es, err := f.Bank.Verify(t.Context(), r)
		switch {
		case err == nil:
			events = append(events, es...)
		case errors.Is(err, payments.ErrBadSignature):
			refused[payments.ErrBadSignature]++
		case errors.Is(err, payments.ErrStale):
			refused[payments.ErrStale]++
		default:
			t.Fatal(err)
		}
	}
	return events, refused
}

func TestActions(t *testing.T) {
	type told struct {
		status payments.Status
		amount int64
	}
	for action, want := range map[sandbox.Action]struct {
		told    []told
		refused error
		status  payments.Status // what a query says afterwards
		taken   int64
	}{
		sandbox.Approve:        {[]told{{payments.StatusPaid, 150_000}}, nil, payments.StatusPaid, 150_000},
		sandbox.Decline:        {[]told{{payments.StatusFailed, 0}}, nil, payments.StatusFailed, 0},
		sandbox.Cancel:         {[]told{{payments.StatusCancelled, 0}}, nil, payments.StatusCancelled, 0},
		sandbox.Late:           {[]told{{payments.StatusPaid, 150_000}}, nil, payments.StatusPaid, 150_000},
		sandbox.Duplicate:      {[]told{{payments.StatusPaid, 150_000}, {payments.StatusPaid, 150_000}, {payments.StatusPaid, 150_000}}, nil, payments.StatusPaid, 150_000},
		sandbox.Under:          {[]told{{payments.StatusPaid, 135_000}}, nil, payments.StatusPaid, 135_000},
		sandbox.Over:           {[]told{{payments.StatusPaid, 165_000}}, nil, payments.StatusPaid, 165_000},
		sandbox.NoEvent:        {nil, nil, payments.StatusPaid, 150_000},
		sandbox.WrongSignature: {nil, payments.ErrBadSignature, payments.StatusPending, 0},
		sandbox.StaleTime:      {nil, payments.ErrStale, payments.StatusPending, 0},
		sandbox.Slow:           {[]told{{payments.StatusPaid, 150_000}}, nil, payments.StatusPaid, 150_000},
		sandbox.Suspicious:     {[]told{{payments.StatusReview, 150_000}}, nil, payments.StatusReview, 150_000},
		sandbox.OutOfOrder:     {[]told{{payments.StatusPaid, 150_000}, {payments.StatusFailed, 0}}, nil, payments.StatusPaid, 150_000},
	} {
		t.Run(string(action), func(t *testing.T) {
			f := sandboxtest.New(t)
			a := begin(t, f, 150_000)
			events, refused := hear(t, f, f.Act(a.Ref, action))
			if len(events) != len(want.told) {
				t.Fatalf("told %+v", events)
			}
			keys := map[string]bool{}
			for i, e := range events {
				keys[e.Key] = true
				if e.Status != want.told[i].status || e.Amount != money.Of(want.told[i].amount) || e.Ref != a.Ref {
					t.Errorf("told %+v", e)
				}
			}
			if action == sandbox.Duplicate && len(keys) != 1 {
				t.Errorf("one event is told under the keys %v", keys)
			}
			if action == sandbox.OutOfOrder && events[0].At <= events[1].At {
				t.Error("the failure is not older than the success")
			}
			if action == sandbox.Late && (events[0].At <= a.ExpiresAt.Add(f.Bank.Capabilities().HoldGrace) || f.Now() < events[0].At) {
				t.Errorf("late money comes at %v, the deadline is %v", events[0].At, a.ExpiresAt)
			}
			if want.refused != nil && refused[want.refused] != 1 || want.refused == nil && len(refused) != 0 {
				t.Errorf("refused %v", refused)
			}
			snap, err := f.Bank.Query(t.Context(), a)
			if err != nil || snap.Status != want.status || f.Taken(a.Ref) != money.Of(want.taken) {
				t.Errorf("query %+v %v, taken %v", snap, err, f.Taken(a.Ref))
			}
			if want.taken > 0 {
				if len(snap.Events) != 1 || snap.Events[0].Amount != money.Of(want.taken) || len(events) > 0 && snap.Events[0].TxnID != events[0].TxnID {
					t.Errorf("query %+v, told %+v", snap.Events, events)
				}
			}
			_, err = f.Bank.Act(t.Context(), a.Ref, sandbox.Approve)
			if open := want.refused != nil; open != (err == nil) || !open && !fault.Has(err, "sandbox.closed") {
				t.Errorf("approve afterwards: %v", err)
			}
		})
	}
	if len(sandbox.Actions) != 13 {
		t.Errorf("%d actions are listed", len(sandbox.Actions))
	}
}

func TestActRefuses(t *testing.T) {
	f := sandboxtest.New(t)
	a := begin(t, f, 150_000)
	if _, err := f.Bank.Act(t.Context(), "nobody", sandbox.Approve); !fault.Has(err, "sandbox.unknown") {
		t.Errorf("unknown: %v", err)
	}
	if _, err := f.Bank.Act(t.Context(), a.Ref, "dance"); !fault.Has(err, "sandbox.action") {
		t.Errorf("action: %v", err)
	}
	if _, err := f.Bank.Take(t.Context(), a.Ref, money.Of(0)); !fault.Has(err, "sandbox.amount") {
		t.Errorf("amount: %v", err)
	}
	if _, err := f.Bank.View("nobody"); !fault.Has(err, "sandbox.unknown") {
		t.Errorf("view: %v", err)
	}
	f.Advance(15 * time.Minute)
	if _, err := f.Bank.Act(t.Context(), a.Ref, sandbox.Approve); !fault.Has(err, "sandbox.closed") {
		t.Errorf("after the deadline: %v", err)
	}
	snap, err := f.Bank.Query(t.Context(), a)
	if err != nil || snap.Status != payments.StatusExpired || len(snap.Events) != 1 || snap.Events[0].Decline != payments.DeclineExpired {
		t.Errorf("after the deadline: %+v %v", snap, err)
	}
	if v, _ := f.Bank.View(a.Ref); v.Status != payments.StatusExpired || len(v.Actions) != 0 {
		t.Errorf("after the deadline: %+v", v)
	}
}

func TestBeginAgain(t *testing.T) {
	f := sandboxtest.New(t)
	a := begin(t, f, 150_000)
	s := start
	s.Amount = money.Of(150_001)
	if _, err := f.Bank.Begin(t.Context(), s); err == nil || payments.IsAmbiguous(err) {
		t.Errorf("a reference for two amounts: %v", err)
	}
	if v, _ := f.Bank.View(a.Ref); v.Amount != money.Of(150_000) {
		t.Errorf("%+v", v)
	}
}

func TestCancel(t *testing.T) {
	f := sandboxtest.New(t)
	a := begin(t, f, 150_000)
	for range 2 {
		if err := f.Bank.Cancel(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	if snap, err := f.Bank.Query(t.Context(), a); err != nil || snap.Status != payments.StatusCancelled {
		t.Errorf("%+v %v", snap, err)
	}
	if _, err := f.Bank.Act(t.Context(), a.Ref, sandbox.Approve); !fault.Has(err, "sandbox.closed") {
		t.Errorf("paid after cancelling: %v", err)
	}
	if err := f.Bank.Cancel(t.Context(), payments.Attempt{Ref: "nobody"}); err != nil {
		t.Errorf("nothing to close: %v", err)
	}
	g := sandboxtest.New(t)
	b := begin(t, g, 150_000)
	g.Act(b.Ref, sandbox.NoEvent)
	if err := g.Bank.Cancel(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if snap, _ := g.Bank.Query(t.Context(), b); snap.Status != payments.StatusPaid {
		t.Errorf("cancelling undid a payment: %+v", snap)
	}
}

// TestMagicAmounts lets amounts decide, as tests without a browser do.
func TestMagicAmounts(t *testing.T) {
	auto := func(c *sandbox.Config) { c.Auto = true }
	for amount, want := range map[int64]struct {
		status payments.Status
		told   int
	}{
		150_000: {payments.StatusPaid, 1}, 150_001: {payments.StatusFailed, 1}, 150_002: {payments.StatusCancelled, 1},
		150_003: {payments.StatusPending, 0}, 150_004: {payments.StatusPaid, 3}, 150_005: {payments.StatusPaid, 1},
		150_008: {payments.StatusReview, 1}, 150_012: {payments.StatusPaid, 2}, 150_013: {payments.StatusPaid, 0},
		150_014: {payments.StatusPaid, 1},
	} {
		f := sandboxtest.New(t, auto)
		a := begin(t, f, amount)
		if got := len(f.Posted()); got != want.told {
			t.Errorf("%d: %d messages, want %d", amount, got, want.told)
		}
		if snap, err := f.Bank.Query(t.Context(), a); err != nil || snap.Status != want.status {
			t.Errorf("%d: %s %v, want %s", amount, snap.Status, err, want.status)
		}
	}
	f := sandboxtest.New(t)
	begin(t, f, 150_001)
	if got := f.Posted(); len(got) != 0 {
		t.Errorf("without auto the bank acts by itself: %d messages", len(got))
	}
}

func TestLostAnswers(t *testing.T) {
	f := sandboxtest.New(t)
	s := start
	s.Amount = money.Of(150_010)
	if _, err := f.Bank.Begin(t.Context(), s); !payments.IsAmbiguous(err) {
		t.Fatalf("begin: %v", err)
	}
	a := payments.Attempt{Ref: s.Ref}
	if snap, err := f.Bank.Query(t.Context(), a); err != nil || snap.Status != payments.StatusPending {
		t.Errorf("query: %+v %v", snap, err)
	}
	if b, err := f.Bank.Begin(t.Context(), s); err != nil || b.Next.URL == "" {
		t.Errorf("again: %+v %v", b, err)
	}

	g := sandboxtest.New(t)
	b := begin(t, g, 150_011)
	g.Act(b.Ref, sandbox.Approve)
	ask := payments.Refund{Ref: "R1", Of: b, Amount: money.Of(1000), Captured: b.Amount}
	if _, err := g.Bank.Refund(t.Context(), ask); !payments.IsAmbiguous(err) {
		t.Fatalf("refund: %v", err)
	}
	for range 2 {
		if res, err := g.Bank.Refund(t.Context(), ask); err != nil || res.Status != payments.RefundDone {
			t.Errorf("again: %+v %v", res, err)
		}
	}
	if g.Refunded(b.Ref) != money.Of(1000) {
		t.Errorf("given back %v", g.Refunded(b.Ref))
	}
}

// TestNothingBeforeItsTime asks while a slow approval and a later refund still wait.
func TestNothingBeforeItsTime(t *testing.T) {
	f := sandboxtest.New(t, func(c *sandbox.Config) { c.Sleep = sleepForever })
	a := begin(t, f, 150_007)
	if _, err := f.Bank.Act(t.Context(), a.Ref, sandbox.Slow); err != nil {
		t.Fatal(err)
	}
	refund := payments.Refund{Ref: "R1", Of: a, Amount: a.Amount, Captured: a.Amount}
	f.Advance(10*time.Second - time.Millisecond)
	if snap, err := f.Bank.Query(t.Context(), a); err != nil || snap.Status != payments.StatusProcessing || len(snap.Events) != 0 {
		t.Errorf("too early: %+v %v", snap, err)
	}
	if err := f.Bank.Cancel(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	var refused *payments.Error
	if _, err := f.Bank.Refund(t.Context(), refund); !errors.As(err, &refused) || refused.Code != "not_paid" {
		t.Errorf("refund before the money: %v", err)
	}
	f.Advance(time.Millisecond)
	if snap, err := f.Bank.Query(t.Context(), a); err != nil || snap.Status != payments.StatusPaid {
		t.Errorf("in time: %+v %v", snap, err)
	}
	if res, err := f.Bank.Refund(t.Context(), refund); err != nil || res.Status != payments.RefundPending {
		t.Errorf("refund: %+v %v", res, err)
	}
	f.Advance(5*time.Second - time.Millisecond)
	if res, err := f.Bank.QueryRefund(t.Context(), refund); err != nil || res.Status != payments.RefundPending {
		t.Errorf("refund too early: %+v %v", res, err)
	}
	f.Advance(time.Millisecond)
	if res, err := f.Bank.QueryRefund(t.Context(), refund); err != nil || res.Status != payments.RefundDone {
		t.Errorf("refund in time: %+v %v", res, err)
	}
}

func TestRefundModes(t *testing.T) {
	async := func(c *sandbox.Config) { c.Refunds = payments.RefundAsync }
	fails := func(c *sandbox.Config) { c.RefundsFail = true }
	for name, c := range map[string]struct {
		change       []func(*sandbox.Config)
		amount       int64
		first, later payments.RefundStatus
	}{
		"at once":        {nil, 150_000, payments.RefundDone, payments.RefundDone},
		"later":          {[]func(*sandbox.Config){async}, 150_000, payments.RefundPending, payments.RefundDone},
		"refused":        {[]func(*sandbox.Config){fails}, 150_000, payments.RefundFailed, payments.RefundFailed},
		"refused later":  {[]func(*sandbox.Config){async, fails}, 150_000, payments.RefundPending, payments.RefundFailed},
		"006 is refused": {nil, 150_006, payments.RefundFailed, payments.RefundFailed},
		"007 is later":   {nil, 150_007, payments.RefundPending, payments.RefundDone},
		"009 turns":      {nil, 150_009, payments.RefundPending, payments.RefundFailed},
	} {
		t.Run(name, func(t *testing.T) {
			f := sandboxtest.New(t, c.change...)
			a := begin(t, f, c.amount)
			f.Act(a.Ref, sandbox.Approve)
			ask := payments.Refund{Ref: "R1", Of: a, Amount: a.Amount, Captured: a.Amount, At: f.Now()}
			res, err := f.Bank.Refund(t.Context(), ask)
			if err != nil || res.Status != c.first || res.Amount != a.Amount {
				t.Fatalf("%+v %v", res, err)
			}
			events, _ := hear(t, f, f.Posted()) // waits until it is decided
			if c.first == payments.RefundPending {
				if len(events) != 1 || events[0].RefundRef != "R1" || events[0].RefundStatus != c.later || events[0].Amount != a.Amount {
					t.Errorf("told %+v", events)
				}
			} else if len(events) != 0 {
				t.Errorf("told %+v", events)
			}
			if res, err := f.Bank.QueryRefund(t.Context(), ask); err != nil || res.Status != c.later {
				t.Errorf("query %+v %v", res, err)
			}
			want := a.Amount
			if c.later == payments.RefundFailed {
				want = money.VND{}
			}
			if f.Refunded(a.Ref) != want {
				t.Errorf("given back %v", f.Refunded(a.Ref))
			}
			other := ask
			other.Amount = other.Amount.Sub(money.Of(1))
			if _, err := f.Bank.Refund(t.Context(), other); err == nil {
				t.Error("one reference refunds two amounts")
			}
		})
	}
}

// TestRefundsNeverExceed asks for more than was taken from many sides at once.
func TestRefundsNeverExceed(t *testing.T) {
	f := sandboxtest.New(t)
	a := begin(t, f, 150_000)
	f.Act(a.Ref, sandbox.Approve)
	done := make(chan bool)
	for i := range 40 {
		go func() {
			_, err := f.Bank.Refund(t.Context(), payments.Refund{Ref: string(rune('A' + i)), Of: a, Amount: money.Of(20_000), Captured: a.Amount})
			done <- err == nil
		}()
	}
	given := 0
	for range 40 {
		if <-done {
			given++
		}
	}
	if given != 7 || f.Refunded(a.Ref) != money.Of(140_000) {
		t.Errorf("%d refunds, %v", given, f.Refunded(a.Ref))
	}
}

func TestNewRefuses(t *testing.T) {
	good := func() sandbox.Config {
		return sandbox.Config{BaseURL: "http://127.0.0.1:8080", Now: clock.System, Secrets: []payments.Secret{payments.Hide("x")}}
	}
	for name, change := range map[string]func(*sandbox.Config){
		"no secret":      func(c *sandbox.Config) { c.Secrets = []payments.Secret{{}} },
		"no clock":       func(c *sandbox.Config) { c.Now = nil },
		"no address":     func(c *sandbox.Config) { c.BaseURL = "" },
		"a bare host":    func(c *sandbox.Config) { c.BaseURL = "127.0.0.1:8080" },
		"another scheme": func(c *sandbox.Config) { c.BaseURL = "file:///tmp" },
		"manual refunds": func(c *sandbox.Config) { c.Refunds = payments.RefundManual },
	} {
		c := good()
		change(&c)
		if _, err := sandbox.New(c); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	c := good()
	c.Production = true
	if _, err := sandbox.New(c); !fault.Has(err, "payments.sandbox_in_production") {
		t.Errorf("production: %v", err)
	}
}
