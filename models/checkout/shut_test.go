package checkout_test

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

func TestRoadsOfPagesThatStayOpen(t *testing.T) {
	roads(t, "a page that would stay open longer than the market waits is closed", func(t *testing.T, w *wildWorld) {
		_, g, s := w.bought(w.async)
		w.Pass(21 * time.Minute)
		w.expire()
		w.async.mu.Lock()
		closed := w.async.failed[s.Attempt.Ref]
		w.async.mu.Unlock()
		if p := w.payment(t, g); p.Status != payment.Expired || !closed {
			t.Errorf("the payment is %s; closed at the gateway: %v", p.Status, closed)
		}
	})
	roads(t, "what was paid in the last moment is not closed", func(t *testing.T, w *wildWorld) {
		_, g, s := w.bought(w.async)
		w.async.take(s.Attempt.Ref, s.Attempt.Amount) // and nobody tells
		w.Pass(21 * time.Minute)
		w.expire()
		if p := w.payment(t, g); p.Status != payment.Paid {
			t.Errorf("the payment is %s", p.Status)
		}
	})
	roads(t, "a gateway whose page ends sooner than the payment is begun again", func(t *testing.T, w *wildWorld) {
		w.async.caps.MaxTTL, w.async.caps.DefaultTTL = 10*time.Minute, 10*time.Minute
		by, g, s := w.bought(w.async)
		if want := w.Now().Add(10 * time.Minute); s.Attempt.ExpiresAt != want || s.Payment.DueAt <= want {
			t.Fatalf("the attempt ends at %v, the payment at %v", s.Attempt.ExpiresAt, s.Payment.DueAt)
		}
		w.Pass(11 * time.Minute)
		again, err := w.co.Pay(ctx, by, g.ID, checkout.PayNow{Gateway: "async"}, "")
		if err != nil || again.Attempt.Number != 2 {
			t.Errorf("%+v, %v", again, err)
		}
	})
}

func TestRoadsOfDisputes(t *testing.T) {
	roads(t, "who names the money alone is understood", func(t *testing.T, w *wildWorld) {
		_, g, s := w.bought(w.async)
		ev := w.async.take(s.Attempt.Ref, s.Attempt.Amount)
		w.co.Apply(ctx, "async", ev, "")
		dispute := payments.Event{Key: "dispute", Kind: payments.EventDispute, TxnID: ev.TxnID, Amount: money.Of(5_000), Code: "needs_response", At: w.Now()}
		for _, want := range []payments.Outcome{payments.Applied, payments.Duplicate} {
			if o := w.co.Apply(ctx, "async", dispute, ""); o != want {
				t.Errorf("%s, want %s", o, want)
			}
		}
		if n := w.Count(t, "money_tasks", "kind = 'review' AND payment_id = ? AND note = 'dispute needs_response' AND state = 'open'", w.payment(t, g).ID); n != 1 {
			t.Errorf("%d tasks", n)
		}
	})
}
