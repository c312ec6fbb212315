package checkout_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// wild is a bank with its own truth of money that answers as badly as banks do: late,
// twice, not at all. What it did is in taken and given, whatever it said.
type wild struct {
	code string
	caps payments.Capabilities
	now  clock.Clock

	mu      sync.Mutex
	begun   map[string]payments.Start
	order   []string // refs in the order in which they were begun
	failed  map[string]bool
	taken   map[string]payments.Event // by number of the money
	given   map[string]money.VND      // by our reference of the refund: what it has paid out
	said    map[string]payments.RefundResult
	of      map[string]string // the money of a refund
	mood    mood
	crimes  []string // what no market may ask of a bank
	txnsOf  map[string][]string
	counter int
}

// mood is how a bank answers now.
type mood struct {
	Lost     bool // no answer comes; what was asked for happens
	Away     bool // nothing happens, and it says so
	Refuses  bool // refunds are turned down
	Pending  bool // refunds are decided later
	Confused bool // questions about refunds are answered with an error
}

func newWild(code string, now clock.Clock, change func(c *payments.Capabilities)) *wild {
	w := &wild{
		code: code, now: now, begun: map[string]payments.Start{}, failed: map[string]bool{}, taken: map[string]payments.Event{},
		given: map[string]money.VND{}, said: map[string]payments.RefundResult{}, of: map[string]string{}, txnsOf: map[string][]string{},
		caps: payments.Capabilities{
			Next: []payments.NextKind{payments.NextRedirect}, PartialRefund: true, MultiRefund: true, NotifiesFailure: true,
			Min: money.Of(1_000), Max: money.Of(1_000_000_000), MinTTL: time.Minute, MaxTTL: time.Hour, DefaultTTL: 15 * time.Minute,
			HoldGrace: 5 * time.Minute, Ref: payments.RefPlain,
		},
	}
	change(&w.caps)
	return w
}

func (w *wild) Code() string                        { return w.code }
func (w *wild) Capabilities() payments.Capabilities { return w.caps }

func (w *wild) lostly(op string) error {
	return &payments.Error{Gateway: w.code, Op: op, Ambiguous: true}
}

func (w *wild) awayly(op string) error {
	return &payments.Error{Gateway: w.code, Op: op, Retryable: true}
}

func (w *wild) Begin(_ context.Context, s payments.Start) (payments.Begun, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.mood.Away {
		return payments.Begun{}, w.awayly("begin")
	}
	if _, again := w.begun[s.Ref]; !again {
		w.begun[s.Ref] = s
		w.order = append(w.order, s.Ref)
	}
	if w.mood.Lost {
		return payments.Begun{}, w.lostly("begin")
	}
	return payments.Begun{Status: payments.StatusPending, Next: payments.Next{Kind: payments.NextRedirect, URL: "http://bank.test/" + s.Ref}}, nil
}

// take is a buyer's money that reaches the bank, and the news of it.
func (w *wild) take(ref string, amount money.VND) payments.Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counter++
	txn := fmt.Sprintf("%s-txn-%d", w.code, w.counter)
	delete(w.failed, ref)
	ev := payments.Event{Key: "paid:" + txn, Kind: payments.EventPayment, Ref: ref, TxnID: txn, Status: payments.StatusPaid, Amount: amount, At: w.now()}
	w.taken[txn] = ev
	w.txnsOf[ref] = append(w.txnsOf[ref], txn)
	return ev
}

// credit is a transfer to the market's account, and the notice of it.
func (w *wild) credit(amount money.VND, codes ...string) payments.Event {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.counter++
	id := fmt.Sprintf("%d", w.counter)
	ev := payments.Event{Key: "notice:" + id, Kind: payments.EventBankCredit, Amount: amount, At: w.now(), Bank: &payments.BankCredit{
		Source: "notice", SourceID: id, Account: "0123", Content: "CK", Codes: codes}}
	w.taken["notice:"+id] = ev
	return ev
}

// decline is the bank that says no to an attempt that nobody has paid.
func (w *wild) decline(ref string) (payments.Event, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.txnsOf[ref]) > 0 {
		return payments.Event{}, false
	}
	w.failed[ref] = true
	w.counter++
	return payments.Event{Key: fmt.Sprintf("failed:%s:%d", ref, w.counter), Kind: payments.EventPayment, Ref: ref, Status: payments.StatusFailed,
		Decline: payments.DeclineFunds, At: w.now()}, true
}

func (w *wild) query(a payments.Attempt) (payments.Snapshot, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, known := w.begun[a.Ref]
	switch {
	case w.mood.Lost, w.mood.Away:
		return payments.Snapshot{}, w.lostly("query")
	case len(w.txnsOf[a.Ref]) > 0:
		snap := payments.Snapshot{Status: payments.StatusPaid}
		for _, txn := range w.txnsOf[a.Ref] {
			ev := w.taken[txn]
			ev.Key = "query:" + ev.Key
			snap.Events = append(snap.Events, ev)
		}
		return snap, nil
	case w.failed[a.Ref]:
		return payments.Snapshot{Status: payments.StatusFailed}, nil
	case !known:
		return payments.Snapshot{Status: payments.StatusAbsent}, nil
	case w.now() >= s.ExpiresAt:
		return payments.Snapshot{Status: payments.StatusExpired, Events: []payments.Event{{Key: "query:expired:" + a.Ref, Kind: payments.EventPayment,
			Ref: a.Ref, Status: payments.StatusExpired, At: w.now()}}}, nil
	}
	return payments.Snapshot{Status: payments.StatusPending}, nil
}

func (w *wild) cancel(a payments.Attempt) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.mood.Lost || w.mood.Away {
		return w.awayly("cancel")
	}
	if len(w.txnsOf[a.Ref]) == 0 {
		w.failed[a.Ref] = true
	}
	return nil
}

func (w *wild) refund(r payments.Refund) (payments.RefundResult, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.mood.Away {
		return payments.RefundResult{}, w.awayly("refund")
	}
	if _, again := w.said[r.Ref]; !again {
		w.judge(r)
		res := payments.RefundResult{Status: payments.RefundDone, ProviderRef: "r-" + r.Ref, Amount: r.Amount}
		if w.mood.Refuses {
			res = payments.RefundResult{Status: payments.RefundFailed, Code: "no"}
		} else {
			w.given[r.Ref], w.of[r.Ref] = r.Amount, r.Of.TxnID
		}
		w.said[r.Ref] = res
	}
	res := w.said[r.Ref]
	switch {
	case w.mood.Lost:
		return payments.RefundResult{}, w.lostly("refund")
	case w.mood.Pending && w.caps.Refund == payments.RefundAsync:
		return payments.RefundResult{Status: payments.RefundPending, ProviderRef: res.ProviderRef, Amount: r.Amount}, nil
	}
	return res, nil
}

// judge notes what no bank would do. w.mu is held.
func (w *wild) judge(r payments.Refund) {
	ev, known := w.taken[r.Of.TxnID]
	sum, times := r.Amount, 1
	for ref, txn := range w.of {
		if txn == r.Of.TxnID && !w.given[ref].IsZero() {
			sum, times = sum.Add(w.given[ref]), times+1
		}
	}
	switch {
	case !known:
		w.crimes = append(w.crimes, "a refund of money that never came: "+r.Of.TxnID)
	case sum.Cmp(ev.Amount) > 0:
		w.crimes = append(w.crimes, fmt.Sprintf("%v is asked back of %v", sum, ev.Amount))
	case times > 1 && !w.caps.MultiRefund:
		w.crimes = append(w.crimes, "a second refund of one payment")
	case !w.caps.PartialRefund && r.Amount != ev.Amount:
		w.crimes = append(w.crimes, "a part is asked back")
	}
}

func (w *wild) queryRefund(r payments.Refund) (payments.RefundResult, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	res, known := w.said[r.Ref]
	switch {
	case w.mood.Lost, w.mood.Away:
		return payments.RefundResult{}, w.lostly("query_refund")
	case w.mood.Confused:
		return payments.RefundResult{}, &payments.Error{Gateway: w.code, Op: "query_refund", Code: "97"}
	case !known:
		return payments.RefundResult{Status: payments.RefundAbsent}, nil
	case w.mood.Pending && res.Status == payments.RefundDone:
		res.Status = payments.RefundPending
	}
	return res, nil
}

// sendBack is the buyer's bank that returns a refund which was done: the account is closed.
func (w *wild) sendBack(pick func(n int) int) (payments.Event, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	var done []string
	for ref, res := range w.said {
		if res.Status == payments.RefundDone {
			done = append(done, ref)
		}
	}
	if len(done) == 0 || w.mood.Pending {
		return payments.Event{}, false
	}
	slices.Sort(done)
	ref := done[pick(len(done))]
	w.counter++
	w.said[ref] = payments.RefundResult{Status: payments.RefundFailed, Code: "returned"}
	delete(w.given, ref)
	return payments.Event{Key: fmt.Sprintf("returned:%s:%d", ref, w.counter), Kind: payments.EventRefund, RefundRef: ref,
		RefundStatus: payments.RefundFailed, Code: "returned", At: w.now()}, true
}

func (w *wild) sums() (taken, given money.VND) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, ev := range w.taken {
		taken = taken.Add(ev.Amount)
	}
	for _, v := range w.given {
		given = given.Add(v)
	}
	return taken, given
}

// The banks of the wild market: what a gateway can do is found by its methods.
type (
	asyncBank    struct{ *wild } // answers questions about everything, and closes what is open
	syncBank     struct{ *wild } // one refund a payment, and no questions about it
	transferBank struct{ *wild } // money comes by transfer and goes back by hand
)

func (b asyncBank) Query(_ context.Context, a payments.Attempt) (payments.Snapshot, error) {
	return b.query(a)
}
func (b asyncBank) Cancel(_ context.Context, a payments.Attempt) error { return b.cancel(a) }
func (b asyncBank) Refund(_ context.Context, r payments.Refund) (payments.RefundResult, error) {
	return b.refund(r)
}
func (b asyncBank) QueryRefund(_ context.Context, r payments.Refund) (payments.RefundResult, error) {
	return b.queryRefund(r)
}
func (b syncBank) Query(_ context.Context, a payments.Attempt) (payments.Snapshot, error) {
	return b.query(a)
}
func (b syncBank) Refund(_ context.Context, r payments.Refund) (payments.RefundResult, error) {
	return b.refund(r)
}
