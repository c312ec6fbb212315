package contract

import (
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// oldNews: a refusal that arrives after the money undoes nothing.
func (r *run) oldNews(t *testing.T) {
	a := r.payFully(t)
	for _, e := range r.hear(t, r.Fake.Decline(a)) {
		complete(t, "old news", e)
		if e.Status == payments.StatusPaid || e.Amount.Positive() {
			t.Errorf("an old refusal is told as %s", show([]payments.Event{e}))
		}
	}
	if q, ok := r.Fake.Gateway().(payments.Querier); ok {
		if snap, err := r.query(t, q, a); err != nil || snap.Status != payments.StatusPaid {
			t.Errorf("query after old news: %+v %v", snap, err)
		}
	}
	if got := r.Fake.Taken(a.Ref); got != a.Amount {
		t.Errorf("the provider took %v", got)
	}
}

// cancel: what is closed cannot be paid, and what was paid stays paid.
func (r *run) cancel(t *testing.T) {
	c, ok := r.Fake.Gateway().(payments.Canceller)
	if !ok {
		return
	}
	_, open := r.open(t, r.Start.Amount)
	bare := open
	bare.ProviderRef, bare.State = "", "" // Begin never answered
	nobody := bare
	nobody.Ref = r.fresh(open.Amount).Ref
	for _, a := range []payments.Attempt{open, open, bare, nobody} { // closing what is closed is no error
		if err := c.Cancel(t.Context(), a); r.saw(err) != nil {
			t.Fatal(err)
		}
	}
	paid := r.payFully(t)
	if err := c.Cancel(t.Context(), paid); r.saw(err) != nil {
		t.Error(err)
	}
	q, ok := r.Fake.Gateway().(payments.Querier)
	if !ok {
		return
	}
	for _, want := range []struct {
		a      payments.Attempt
		status payments.Status
	}{{open, payments.StatusCancelled}, {paid, payments.StatusPaid}} {
		snap, err := r.query(t, q, want.a)
		expired := want.status == payments.StatusCancelled && snap.Status == payments.StatusExpired // some know one word for both
		if err != nil || snap.Status != want.status && !expired {
			t.Errorf("query after cancel: %+v %v, want %s", snap, err, want.status)
		}
	}
}

// refundsAtOnce: many who ask for money back at the same time get no more than came.
func (r *run) refundsAtOnce(t *testing.T) {
	f, ok := r.Fake.Gateway().(payments.Refunder)
	if !ok {
		return
	}
	a, c := r.payFully(t), r.Fake.Gateway().Capabilities()
	part := a.Amount
	if c.PartialRefund {
		part = a.Amount.Share(3000)
	}
	const asking = 8
	asks := make([]payments.Refund, asking)
	for i := range asks {
		asks[i] = r.refundOf(a, part)
	}
	results, errs := make([]payments.RefundResult, asking), make([]error, asking)
	var all sync.WaitGroup
	for i := range asks {
		all.Go(func() { results[i], errs[i] = f.Refund(t.Context(), asks[i]) })
	}
	all.Wait()
	given := money.VND{}
	for i, err := range errs {
		r.saw(err)
		if err == nil && (results[i].Status == payments.RefundDone || results[i].Status == payments.RefundPending) {
			given = given.Add(part)
		}
	}
	if given.IsZero() || given.Cmp(a.Amount) > 0 {
		t.Errorf("%v of %v is promised back", given, a.Amount)
	}
	r.refunded(t, a, given)
}

// refundRollover: a refund asked for before midnight in Vietnam and, since its answer was
// lost, once more after it, is one refund.
func (r *run) refundRollover(t *testing.T) {
	f, ok := r.Fake.Gateway().(payments.Refunder)
	if !ok {
		return
	}
	midnight := r.Fake.Now().Date().AddDays(1).Start()
	r.Fake.Advance(midnight.Add(-time.Hour).Sub(r.Fake.Now()))
	a := r.payFully(t)
	r.Fake.Advance(midnight.Sub(r.Fake.Now()) - time.Millisecond)
	ask := r.refundOf(a, a.Amount)
	r.Fake.Lose("refund")
	if _, err := f.Refund(t.Context(), ask); !payments.IsAmbiguous(r.saw(err)) {
		t.Fatalf("a lost answer: %v is not ambiguous", err)
	}
	r.Fake.Advance(2 * time.Millisecond)
	r.once(t, f, ask)
	r.refunded(t, a, a.Amount)
	if q, ok := f.(payments.RefundQuerier); ok {
		res, err := r.queryRefund(t, q, ask)
		if err != nil || res.Status == payments.RefundFailed || res.Status == payments.RefundAbsent || res.Amount != a.Amount {
			t.Errorf("what became of it after midnight: %+v %v", res, err)
		}
	}
}
