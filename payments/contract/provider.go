package contract

import (
	"errors"
	"testing"
	"time"

	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// provider proves what needs somebody at the other end.
func (r *run) provider(t *testing.T) {
	t.Run("Paid", r.paid)
	t.Run("Amounts", r.amounts)
	t.Run("Forged", r.forged)
	t.Run("Declined", r.declined)
	t.Run("LostBegin", r.lostBegin)
	t.Run("Refund", r.refund)
	t.Run("LostRefund", r.lostRefund)
	t.Run("OldNews", r.oldNews)
	t.Run("Cancel", r.cancel)
	t.Run("RefundsAtOnce", r.refundsAtOnce)
	t.Run("RefundRollover", r.refundRollover)
}

// open begins a fresh attempt at the fake.
func (r *run) open(t *testing.T, amount money.VND) (payments.Start, payments.Attempt) {
	t.Helper()
	s := r.fresh(amount)
	b, err := r.Fake.Gateway().Begin(t.Context(), s)
	if r.saw(err) != nil {
		t.Fatal(err)
	}
	return s, attemptOf(s, b)
}

func (r *run) fresh(amount money.VND) payments.Start {
	s, now := r.Start, r.Fake.Now()
	s.Code, s.Attempt, s.Amount, s.At = code.New(), 1, amount, now
	s.PaymentID = "payment-" + s.Code
	s.Ref = r.Fake.Gateway().Capabilities().Ref.Make(s.Code, 1, now)
	s.ExpiresAt = now.Add(r.Fake.Gateway().Capabilities().DefaultTTL)
	return s
}

func attemptOf(s payments.Start, b payments.Begun) payments.Attempt {
	return payments.Attempt{
		PaymentID: s.PaymentID, Code: s.Code, Ref: s.Ref, ProviderRef: b.ProviderRef, State: b.State,
		Amount: s.Amount, At: s.At, ExpiresAt: s.ExpiresAt,
	}
}

// query asks about a, no sooner than the gateway lets itself be asked again.
func (r *run) query(t *testing.T, q payments.Querier, a payments.Attempt) (payments.Snapshot, error) {
	t.Helper()
	r.Fake.Advance(r.Fake.Gateway().Capabilities().PollGap)
	snap, err := q.Query(t.Context(), a)
	return snap, r.saw(err)
}

// queryRefund asks what became of ask, no sooner than the gateway lets itself be asked again.
func (r *run) queryRefund(t *testing.T, q payments.RefundQuerier, ask payments.Refund) (payments.RefundResult, error) {
	t.Helper()
	r.Fake.Advance(r.Fake.Gateway().Capabilities().PollGap)
	res, err := q.QueryRefund(t.Context(), ask)
	return res, r.saw(err)
}

// once asks once more for a refund that was taken on: the answer is as before, or none.
func (r *run) once(t *testing.T, f payments.Refunder, ask payments.Refund) {
	t.Helper()
	res, err := f.Refund(t.Context(), ask)
	if r.saw(err) != nil && payments.IsAmbiguous(err) {
		return
	}
	if err != nil || res.Status == payments.RefundFailed || res.Status == payments.RefundAbsent || res.Amount != ask.Amount {
		t.Errorf("the same refund again: %+v %v", res, err)
	}
}

// hear reads messages that must be genuine.
func (r *run) hear(t *testing.T, reqs []payments.RawRequest) (all []payments.Event) {
	t.Helper()
	for _, req := range reqs {
		events, err := r.Fake.Listener().Verify(t.Context(), req)
		if r.saw(err) != nil {
			t.Fatal(err)
		}
		all = append(all, events...)
	}
	return all
}

// paid: every road tells of the same money by the same id.
func (r *run) paid(t *testing.T) {
	_, a := r.open(t, r.Start.Amount)
	events := r.hear(t, r.Fake.Pay(a, a.Amount))
	txn := ""
	for _, e := range events {
		if e.TxnID == "" || e.Amount != a.Amount || e.Status != payments.StatusPaid || (e.Bank == nil && e.Ref != a.Ref) || (txn != "" && txn != e.TxnID) {
			t.Errorf("paid is told as %s", show(events))
		}
		txn = e.TxnID
	}
	if r.Fake.Taken(a.Ref) != a.Amount {
		t.Errorf("the provider took %v", r.Fake.Taken(a.Ref))
	}
	q, ok := r.Fake.Gateway().(payments.Querier)
	if !ok {
		if txn == "" {
			t.Error("neither a message nor a query tells of the money")
		}
		return
	}
	bare := a
	bare.ProviderRef, bare.State = "", ""
	for _, known := range []payments.Attempt{a, bare} { // bare: Begin never answered
		snap, err := r.query(t, q, known)
		if err != nil || snap.Status != payments.StatusPaid || len(snap.Events) == 0 {
			t.Fatalf("query after pay: %+v %v", snap, err)
		}
		for _, e := range snap.Events {
			complete(t, "query", e)
			if e.Amount != a.Amount || (txn != "" && e.TxnID != txn) {
				t.Errorf("a query tells of the money as %s, the message as %s", show(snap.Events), txn)
			}
		}
	}
	nobody := a
	nobody.Ref = r.fresh(a.Amount).Ref
	nobody.ProviderRef, nobody.State = "", ""
	if snap, err := r.query(t, q, nobody); err != nil || snap.Status != payments.StatusAbsent {
		t.Errorf("query for nobody's reference: %+v %v", snap, err)
	}
}

// amounts: an event says what moved, not what was asked for.
func (r *run) amounts(t *testing.T) {
	for _, d := range []int64{-1, 1} {
		_, a := r.open(t, r.Start.Amount)
		moved := a.Amount.Add(money.Of(d))
		for _, e := range r.hear(t, r.Fake.Pay(a, moved)) {
			if e.Amount != moved {
				t.Errorf("%v moved, %v is told", moved, e.Amount)
			}
		}
	}
}

func (r *run) forged(t *testing.T) {
	_, a := r.open(t, r.Start.Amount)
	_, err := r.Fake.Listener().Verify(t.Context(), r.Fake.Forge(a, a.Amount))
	if r.saw(err); !errors.Is(err, payments.ErrBadSignature) {
		t.Errorf("a forged message: %v", err)
	}
	if !r.Fake.Taken(a.Ref).IsZero() {
		t.Error("a forged message moved money")
	}
}

func (r *run) declined(t *testing.T) {
	_, a := r.open(t, r.Start.Amount)
	reqs := r.Fake.Decline(a)
	if notifies := r.Fake.Gateway().Capabilities().NotifiesFailure; notifies != (len(reqs) > 0) {
		t.Errorf("notifies failure: %v declared, %d messages", notifies, len(reqs))
	}
	for _, e := range r.hear(t, reqs) {
		if e.Status == payments.StatusPaid || e.Ref != a.Ref || e.Amount.Positive() {
			t.Errorf("declined is told as %s", show([]payments.Event{e}))
		}
	}
	if q, ok := r.Fake.Gateway().(payments.Querier); ok {
		if snap, err := r.query(t, q, a); err != nil || snap.Status == payments.StatusPaid {
			t.Errorf("query after decline: %+v %v", snap, err)
		}
	}
}

// lostBegin: an answer that never came leads to a question, never to a second attempt.
func (r *run) lostBegin(t *testing.T) {
	s := r.fresh(r.Start.Amount)
	r.Fake.Lose("begin")
	b, err := r.Fake.Gateway().Begin(t.Context(), s)
	if r.saw(err) == nil {
		return // it calls nobody
	}
	if r.Fake.Gateway().Capabilities().BrowserBegins {
		t.Errorf("begin calls somebody, and the browser is said to: %v", err)
	}
	if !payments.IsAmbiguous(err) {
		t.Fatalf("a lost answer: %v is not ambiguous", err)
	}
	if q, ok := r.Fake.Gateway().(payments.Querier); ok {
		snap, err := r.query(t, q, attemptOf(s, b))
		if err != nil || snap.Status != payments.StatusPending {
			t.Errorf("query after a lost begin: %+v %v", snap, err)
		}
	}
}

func (r *run) refund(t *testing.T) {
	f, ok := r.Fake.Gateway().(payments.Refunder)
	if !ok {
		return
	}
	c := r.Fake.Gateway().Capabilities()
	a := r.payFully(t)
	part := a.Amount
	if c.PartialRefund {
		part = a.Amount.Share(4000)
	}
	first := r.refundOf(a, part)
	res, err := f.Refund(t.Context(), first)
	if r.saw(err) != nil || res.Status == payments.RefundFailed || res.Status == payments.RefundAbsent || res.Amount != part {
		t.Fatalf("refund: %+v %v", res, err)
	}
	for range 2 { // asking again gives nothing more
		r.once(t, f, first)
	}
	r.refunded(t, a, part)
	left := a.Amount.Sub(part)
	if c.PartialRefund && c.MultiRefund {
		if _, err := f.Refund(t.Context(), r.refundOf(a, left)); r.saw(err) != nil {
			t.Errorf("the rest: %v", err)
		}
		left = left.Sub(left)
		r.refunded(t, a, a.Amount)
	}
	res, err = f.Refund(t.Context(), r.refundOf(a, left.Add(c.MinRefund)))
	if r.saw(err) == nil && res.Status != payments.RefundFailed || payments.IsAmbiguous(err) {
		t.Errorf("more than was paid: %+v %v", res, err)
	}
	if r.Fake.Refunded(a.Ref).Cmp(a.Amount) > 0 {
		t.Errorf("the provider gave back %v of %v", r.Fake.Refunded(a.Ref), a.Amount)
	}
	_, unpaid := r.open(t, r.Start.Amount)
	res, err = f.Refund(t.Context(), r.refundOf(unpaid, unpaid.Amount))
	if r.saw(err) == nil && res.Status != payments.RefundFailed {
		t.Errorf("a refund of nothing: %+v", res)
	}
}

func (r *run) lostRefund(t *testing.T) {
	f, ok := r.Fake.Gateway().(payments.Refunder)
	if !ok {
		return
	}
	a := r.payFully(t)
	ask := r.refundOf(a, a.Amount)
	r.Fake.Lose("refund")
	if _, err := f.Refund(t.Context(), ask); !payments.IsAmbiguous(r.saw(err)) {
		t.Fatalf("a lost answer: %v is not ambiguous", err)
	}
	q, ok := r.Fake.Gateway().(payments.RefundQuerier)
	if !ok {
		return
	}
	r.Fake.Advance(time.Hour)
	if res, err := r.queryRefund(t, q, ask); err != nil || res.Status != payments.RefundDone || res.Amount != a.Amount {
		t.Errorf("what became of it: %+v %v", res, err)
	}
	r.once(t, f, ask)
	r.refunded(t, a, a.Amount)
	if !r.Fake.Gateway().Capabilities().MultiRefund {
		a = r.payFully(t) // one refund of a payment: it is known by the payment alone
	}
	if res, err := r.queryRefund(t, q, r.refundOf(a, a.Amount)); err != nil || res.Status != payments.RefundAbsent {
		t.Errorf("a refund that nobody asked for: %+v %v", res, err)
	}
}

func (r *run) payFully(t *testing.T) payments.Attempt {
	t.Helper()
	_, a := r.open(t, r.Start.Amount)
	for _, e := range r.hear(t, r.Fake.Pay(a, a.Amount)) {
		a.TxnID = e.TxnID
	}
	if q, ok := r.Fake.Gateway().(payments.Querier); ok && a.TxnID == "" {
		snap, err := r.query(t, q, a)
		if err != nil || len(snap.Events) == 0 {
			t.Fatalf("query: %+v %v", snap, err)
		}
		a.TxnID = snap.Events[0].TxnID
	}
	return a
}

func (r *run) refundOf(a payments.Attempt, amount money.VND) payments.Refund {
	return payments.Refund{
		Ref: code.New(), Of: a, Amount: amount, Captured: a.Amount,
		Reason: "Hết hàng", Operator: "desk-1", At: r.Fake.Now(),
	}
}

func (r *run) refunded(t *testing.T, a payments.Attempt, want money.VND) {
	t.Helper()
	if got := r.Fake.Refunded(a.Ref); got != want {
		t.Errorf("the provider gave back %v, want %v", got, want)
	}
}
