package checkout_test

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// bought places an order of one box of tea and begins to pay it with a bank.
func (w *wildWorld) bought(bank *wild) (checkout.Buyer, order.Group, checkout.Step) {
	w.t.Helper()
	by := w.buyer(w.t)
	w.fill(w.t, by, map[string]int64{w.goods[0]: 1})
	id, err := w.co.Place(ctx, by, w.form(w.t, by), "k")
	if err != nil {
		w.t.Fatal(err)
	}
	g, err := order.GroupByID(ctx, w.DB.Read(ctx), id)
	if err != nil {
		w.t.Fatal(err)
	}
	s, err := w.co.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: bank.code}, "")
	if err != nil {
		w.t.Fatal(err)
	}
	return by, g, s
}

// refunded pays an order and cancels it: its refund is due.
func (w *wildWorld) refunded(bank *wild) (checkout.Buyer, order.Group) {
	w.t.Helper()
	by, g, s := w.bought(bank)
	if o := w.co.Apply(ctx, bank.code, bank.take(s.Attempt.Ref, s.Attempt.Amount), ""); o != payments.Applied {
		w.t.Fatal(o)
	}
	orders, err := order.OfGroup(ctx, w.DB.Read(ctx), g.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	err = w.DB.Tx(ctx, func(tx *gorm.DB) error {
		return payment.Unwind(ctx, tx, w.co.Gateways, &orders[0], by, "cancel.changed_mind", w.Now())
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return by, g
}

func (w *wildWorld) refundOf(g order.Group) payment.Refund {
	w.t.Helper()
	all, err := payment.RefundsOf(ctx, w.DB.Read(ctx), w.payment(w.t, g).ID)
	if err != nil || len(all) != 1 {
		w.t.Fatal(len(all), err)
	}
	return all[0]
}

func (w *wildWorld) attemptOf(s checkout.Step) payment.Attempt {
	w.t.Helper()
	a, found, err := payment.AttemptByRef(ctx, w.DB.Read(ctx), s.Attempt.Gateway, s.Attempt.Ref)
	if err != nil || !found {
		w.t.Fatal(found, err)
	}
	return a
}

func (w *wildWorld) run(job func() error) {
	w.t.Helper()
	if err := job(); err != nil && !quiet(err) {
		w.t.Fatal(err)
	}
}

func (w *wildWorld) reconcile() { w.t.Helper(); w.run(func() error { return w.co.Reconcile(ctx) }) }
func (w *wildWorld) refunds()   { w.t.Helper(); w.run(func() error { return w.co.SendRefunds(ctx) }) }
func (w *wildWorld) expire()    { w.t.Helper(); w.run(func() error { return w.co.Expire(ctx) }) }

// roads runs a test of one road of money in a market of its own on each database.
func roads(t *testing.T, name string, fn func(t *testing.T, w *wildWorld)) {
	t.Run(name, func(t *testing.T) {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			w := wildMarket(t, d, 1)
			fn(t, w)
			w.prove()
			for _, bank := range []*wild{w.async, w.sync} {
				if len(bank.crimes) > 0 {
					t.Error(bank.code, bank.crimes)
				}
			}
		})
	})
}

func TestRoadsOfLateMoney(t *testing.T) {
	roads(t, "an order that is not whole any more leaves nothing held", func(t *testing.T, w *wildWorld) {
		by := w.buyer(t)
		w.fill(t, by, map[string]int64{w.goods[0]: 2, w.goods[1]: 3000, w.goods[2]: 1})
		id, err := w.co.Place(ctx, by, w.form(t, by), "k")
		if err != nil {
			t.Fatal(err)
		}
		s, err := w.co.Pay(ctx, by, id, checkout.PayNow{Gateway: "async"}, "")
		if err != nil {
			t.Fatal(err)
		}
		w.Pass(checkout.HoldAtMost)
		w.expire()
		w.placed(t, w.buyer(t), map[string]int64{w.goods[1]: 4000}) // half of the first order is gone
		if o := w.co.Apply(ctx, "async", w.async.take(s.Attempt.Ref, s.Attempt.Amount), ""); o != payments.Applied {
			t.Fatal(o)
		}
		w.refunds()
		if got, want := w.statuses(t, order.Group{ID: id}), "cancelled placed "; got != want && got != "placed cancelled " {
			t.Errorf("the orders are %s", got)
		}
	})
	roads(t, "in two parts it goes back", func(t *testing.T, w *wildWorld) {
		_, g, _ := w.bought(w.pull)
		p := w.payment(t, g)
		half := money.Of(p.Amount.Dong() / 2)
		if o := w.co.Apply(ctx, "notice", w.pull.credit(half, p.Code), ""); o != payments.Applied {
			t.Fatal(o)
		}
		w.Pass(checkout.HoldAtMost)
		w.expire()
		if n := w.Count(t, "money_tasks", "state = 'open' AND refund_id IS NULL"); n != 0 {
			t.Errorf("%d tasks wait for a rest that nobody expects", n)
		}
		for _, part := range []money.VND{half, p.Amount.Sub(half)} {
			if o := w.co.Apply(ctx, "notice", w.pull.credit(part, p.Code), ""); o != payments.Applied {
				t.Fatal(o)
			}
			w.prove()
		}
		if p := w.payment(t, g); p.Status != payment.Expired || p.Refunding != p.Received {
			t.Errorf("payment %+v", p)
		}
		if n := w.Count(t, "captures", "late"); n != 2 {
			t.Errorf("%d captures are late", n)
		}
	})
}

func TestRoadsOfAnotherAmount(t *testing.T) {
	for name, change := range map[string]int64{"less": -1000, "more": 1000} {
		roads(t, name+" is asked about, and booked as the bank's books say", func(t *testing.T, w *wildWorld) {
			_, g, s := w.bought(w.async)
			ev := w.async.take(s.Attempt.Ref, s.Attempt.Amount.Add(money.Of(change)))
			if o := w.co.Apply(ctx, "async", ev, ""); o != payments.AmountMismatch {
				t.Error(o)
			}
			if p := w.payment(t, g); p.Status != payment.Checking || !p.Received.IsZero() {
				t.Errorf("believed at once: %+v", p)
			}
			w.reconcile()
			p := w.payment(t, g)
			if p.Received != ev.Amount || (p.Status == payment.Paid) != (change > 0) {
				t.Errorf("payment %+v", p)
			}
			if n := w.Count(t, "money_tasks", "kind = 'review' AND state = 'open'"); n != 0 {
				t.Errorf("%d questions are open that the bank has answered", n)
			}
			w.Pass(checkout.HoldAtMost)
			w.expire()
			w.refunds()
			if p := w.payment(t, g); !p.Refunding.IsZero() || p.Received.Sub(p.Refunded) != p.Allocated {
				t.Errorf("in the end %+v", p)
			}
		})
	}
	roads(t, "told wrongly is booked rightly, once", func(t *testing.T, w *wildWorld) {
		_, g, s := w.bought(w.async)
		right := w.async.take(s.Attempt.Ref, s.Attempt.Amount)
		wrong := right
		wrong.Key, wrong.Amount = "wrong", right.Amount.Add(money.Of(1))
		for _, ev := range []payments.Event{wrong, right, wrong} {
			w.co.Apply(ctx, "async", ev, "")
		}
		w.Pass(10 * time.Minute)
		w.reconcile()
		if p := w.payment(t, g); p.Status != payment.Paid || p.Received != p.Amount || w.Count(t, "captures", "") != 1 {
			t.Errorf("payment %+v", p)
		}
		if n := w.Count(t, "money_tasks", "state = 'open'"); n != 0 {
			t.Errorf("%d open tasks", n)
		}
	})
}

func TestRoadsOfRefunds(t *testing.T) {
	roads(t, "a gateway that is off: what was not sent is transferred", func(t *testing.T, w *wildWorld) {
		by, g := w.refunded(w.sync)
		w.co.Gateways = w.some
		w.refunds()
		r := w.refundOf(g)
		if r.Status != payment.RefundNeedsAccount || r.PollAt != 0 {
			t.Fatalf("the refund is %+v", r)
		}
		if n := w.Count(t, "outbox_notes", "type = 'refund.needs_account'"); n != 1 {
			t.Error("the buyer is not asked where to")
		}
		account := checkout.RefundAccount{BankBIN: "970436", Number: "00112233", Holder: "NGUOI THU"}
		known := func(string) bool { return true }
		if err := errors.Join(w.co.NameRefundAccount(ctx, by, g.Code, account, known), w.co.MarkTransferred(ctx, w.desk, r.ID, "FT1234", db.NewID())); err != nil {
			t.Error(err)
		}
		if err := w.co.MarkTransferred(ctx, w.desk, r.ID, "FT1235", db.NewID()); !fault.Has(err, "payment.refund_closed") {
			t.Errorf("transferred twice: %v", err)
		}
	})
	roads(t, "a gateway that is off: what is under way a person decides", func(t *testing.T, w *wildWorld) {
		_, g := w.refunded(w.async)
		w.async.mood.Lost = true
		w.refunds()
		w.co.Gateways = mustRegister(t, syncBank{w.sync})
		for range 3 {
			w.Pass(25 * time.Hour)
			w.refunds()
		}
		r := w.refundOf(g)
		if r.Status != payment.RefundSending || r.ByHand() {
			t.Fatalf("the refund is %+v", r)
		}
		if n := w.Count(t, "money_tasks", "kind = 'review' AND refund_id = ? AND state = 'open'", r.ID); n != 1 {
			t.Errorf("%d questions to a person", n)
		}
		if err := w.co.MarkTransferred(ctx, w.desk, r.ID, "FT1234", db.NewID()); !fault.Has(err, "payment.refund_closed") {
			t.Errorf("a refund that may have been paid was transferred: %v", err)
		}
		if err := w.co.DecideRefund(ctx, w.desk, r.ID, true, "R-77"); err != nil {
			t.Fatal(err)
		}
		if err := w.co.DecideRefund(ctx, w.desk, r.ID, true, "R-77"); !fault.Has(err, "payment.refund_closed") {
			t.Errorf("decided twice: %v", err)
		}
		if r = w.refundOf(g); r.Status != payment.RefundDone || w.Count(t, "money_tasks", "state = 'open'") != 0 {
			t.Errorf("the refund is %+v", r)
		}
	})
	roads(t, "a question that fails is no answer", func(t *testing.T, w *wildWorld) {
		_, g := w.refunded(w.async)
		w.async.mood.Lost = true
		w.refunds()
		w.async.mood = mood{Confused: true}
		for range 5 {
			w.Pass(25 * time.Hour)
			w.refunds()
		}
		if r := w.refundOf(g); r.ByHand() {
			t.Fatalf("a refund that was paid is to be transferred: %+v", r)
		}
		w.Pass(15 * 24 * time.Hour)
		w.refunds()
		if n := w.Count(t, "money_tasks", "kind = 'review' AND note = 'refund_silent' AND state = 'open'"); n != 1 {
			t.Errorf("%d questions to a person after a fortnight", n)
		}
		w.async.mood = mood{}
		w.Pass(25 * time.Hour)
		w.refunds()
		if r := w.refundOf(g); r.Status != payment.RefundDone || w.Count(t, "money_tasks", "state = 'open'") != 0 {
			t.Errorf("the refund is %+v", r)
		}
	})
	roads(t, "a gateway says no again after somebody transferred it, and then yes", func(t *testing.T, w *wildWorld) {
		_, g := w.refunded(w.async)
		w.async.mood.Refuses = true
		w.refunds()
		r := w.refundOf(g)
		if r.Status != payment.RefundNeedsAccount || r.Failure != "no" {
			t.Fatalf("the refund is %+v", r)
		}
		if err := w.co.MarkTransferred(ctx, w.desk, r.ID, "FT1234", db.NewID()); err != nil {
			t.Fatal(err)
		}
		news := payments.Event{Key: "failed:1", Kind: payments.EventRefund, RefundRef: r.Ref, RefundStatus: payments.RefundFailed, Code: "no", At: w.Now()}
		for _, news.Key = range []string{"failed:1", "failed:2"} {
			if o := w.co.Apply(ctx, "async", news, ""); o != payments.Ignored {
				t.Errorf("%s was %s", news.Key, o)
			}
		}
		if p := w.payment(t, g); w.refundOf(g).Status != payment.RefundDone || p.Refunded != r.Amount || !p.Refunding.IsZero() {
			t.Errorf("what was paid is to be paid again: %+v", p)
		}
		news.Key, news.RefundStatus, news.Amount = "done:1", payments.RefundDone, r.Amount
		w.co.Apply(ctx, "async", news, "")
		if n := w.Count(t, "money_tasks", "kind = 'review' AND note = 'refund_twice' AND refund_id = ? AND state = 'open'", r.ID); n != 1 {
			t.Errorf("%d questions to a person about money that went twice", n)
		}
		if err := w.co.ReopenTransfer(ctx, w.desk, r.ID, db.NewID()); err != nil {
			t.Errorf("only the desk knows of its transfers: %v", err)
		}
	})
	roads(t, "news of it comes while a worker looks after it", func(t *testing.T, w *wildWorld) {
		_, g := w.refunded(w.async)
		w.async.mood.Pending = true
		w.refunds()
		r := w.refundOf(g)
		w.Pass(25 * time.Hour)
		looked, reads := make(chan error, 1), 0
		slow := checkout.Checkout{DB: w.co.DB, Keys: w.co.Keys, Places: w.co.Places, Gateways: w.co.Gateways, Carriers: w.co.Carriers, BaseURL: w.co.BaseURL, Terms: w.co.Terms, Log: w.co.Log}
		slow.Now = func() clock.Instant {
			if reads++; reads == 2 { // first for the event, then for the refund
				go func() {
					looked <- w.DB.Tx(ctx, func(tx *gorm.DB) error {
						mine := r
						_, err := payment.Look(ctx, tx, &mine, w.async.caps, w.Now())
						return err
					})
				}()
				w.lookedOrWaits(looked)
			}
			return w.Now()
		}
		news := payments.Event{Key: "done:1", Kind: payments.EventRefund, RefundRef: r.Ref, RefundStatus: payments.RefundDone, Amount: r.Amount, At: w.Now()}
		if o := slow.Apply(ctx, "async", news, ""); o != payments.Applied {
			t.Error(o)
		}
		if err := <-looked; err != nil {
			t.Error(err)
		}
		if r := w.refundOf(g); r.Status != payment.RefundDone {
			t.Errorf("it is done, and the refund is %+v", r)
		}
	})
	roads(t, "a gateway that never takes it on has a fortnight", func(t *testing.T, w *wildWorld) {
		_, g := w.refunded(w.async)
		w.async.mood.Away = true
		for range 13 {
			w.refunds()
			w.Pass(24 * time.Hour)
		}
		if r := w.refundOf(g); r.Status != payment.RefundDue {
			t.Fatalf("the refund is %+v", r)
		}
		w.Pass(24*time.Hour - time.Millisecond)
		w.refunds()
		if r := w.refundOf(g); r.Status != payment.RefundDue {
			t.Fatalf("a moment too early: %+v", r)
		}
		var log strings.Builder
		w.co.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError}))
		w.Pass(24 * time.Hour)
		w.refunds()
		r := w.refundOf(g)
		if r.Status != payment.RefundNeedsAccount || w.Count(t, "money_tasks", "kind = 'transfer' AND note = 'gateway_away' AND state = 'open'") != 1 {
			t.Errorf("the refund is %+v", r)
		}
		if n := strings.Count(log.String(), "a fortnight"); n != 1 || !strings.Contains(log.String(), r.ID) {
			t.Errorf("the log says %q", log.String())
		}
	})
	roads(t, "a bank sends it back, twice", func(t *testing.T, w *wildWorld) {
		_, g := w.refunded(w.sync)
		w.refunds()
		paid := w.refundOf(g).Amount
		first := func(int) int { return 0 }
		ev, did := w.sync.sendBack(first)
		if !did || w.refundOf(g).Status != payment.RefundDone {
			t.Fatal("nothing was sent")
		}
		for range 2 {
			w.co.Apply(ctx, "sync", ev, "")
		}
		if p := w.payment(t, g); p.Refunding != paid || !p.Refunded.IsZero() {
			t.Errorf("the money is here, and the payment says %+v", p)
		}
		w.prove()
		r := w.refundOf(g)
		// Each is asked again once the next one has been done, as a browser that lost the answer does.
		sent, back := db.NewID(), db.NewID()
		for _, step := range []func() error{
			func() error { return w.co.MarkTransferred(ctx, w.desk, r.ID, "FT1234", sent) },
			func() error { return w.co.ReopenTransfer(ctx, w.desk, r.ID, back) },
			func() error { return w.co.MarkTransferred(ctx, w.desk, r.ID, "FT1234", sent) },
			func() error {
				if got := w.refundOf(g); got.Status == payment.RefundDone {
					t.Error("a transfer that came back is written down as done once more")
				}
				return w.co.MarkTransferred(ctx, w.desk, r.ID, "FT1235", db.NewID())
			},
			func() error { return w.co.ReopenTransfer(ctx, w.desk, r.ID, back) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
			w.prove()
		}
		if err := w.co.MarkTransferred(ctx, w.desk, r.ID, "FT1236", sent); !fault.Has(err, "once.other_request") {
			t.Errorf("another reference by the same key: %v", err)
		}
		if p := w.payment(t, g); !p.Refunding.IsZero() || p.Refunded != paid {
			t.Errorf("payment %+v", p)
		}
	})
	roads(t, "two orders at once, of money that came in two parts", func(t *testing.T, w *wildWorld) {
		for range 5 {
			by := w.buyer(t)
			w.fill(t, by, map[string]int64{w.goods[0]: 1, w.goods[2]: 1})
			id, err := w.co.Place(ctx, by, w.form(t, by), "k")
			if err != nil {
				t.Fatal(err)
			}
			p := w.payment(t, order.Group{ID: id})
			half := money.Of(p.Amount.Dong() / 2)
			w.co.Apply(ctx, "notice", w.pull.credit(half, p.Code), "")
			w.co.Apply(ctx, "notice", w.pull.credit(p.Amount.Sub(half), p.Code), "")
			orders, err := order.OfGroup(ctx, w.DB.Read(ctx), id)
			if err != nil {
				t.Fatal(err)
			}
			wrong := make(chan error, len(orders))
			for _, o := range orders {
				go func() {
					wrong <- w.DB.Tx(ctx, func(tx *gorm.DB) error {
						o := o
						return payment.Unwind(ctx, tx, w.co.Gateways, &o, by, "cancel.changed_mind", w.Now())
					})
				}()
			}
			for range orders {
				if err := <-wrong; err != nil {
					t.Error(err)
				}
			}
			if p := w.payment(t, order.Group{ID: id}); p.Refunding != p.Received {
				t.Errorf("payment %+v", p)
			}
		}
	})
}

// lookedOrWaits waits until what runs beside has ended, or stands
// before a row that is taken. On SQLite all who write stand in one line.
func (w *wildWorld) lookedOrWaits(ended chan error) {
	for w.DB.Dialect() == db.Postgres {
		var blocked int64
		w.DB.Read(ctx).Raw("SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&blocked)
		if blocked > 0 || len(ended) > 0 {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func mustRegister(t *testing.T, gateways ...payments.Gateway) *payments.Registry {
	t.Helper()
	r, err := payments.NewRegistry(gateways, nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRoadsOfAttempts(t *testing.T) {
	roads(t, "a process that died: nobody can be asked, the gateway begins once more", func(t *testing.T, w *wildWorld) {
		by := w.buyer(t)
		g := w.placed(t, by, map[string]int64{w.goods[0]: 1})
		p := w.payment(t, g)
		err := w.DB.Tx(ctx, func(tx *gorm.DB) error {
			_, err := payment.Begin(ctx, tx, p, nil, transferBank{w.pull}, w.Now())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		s, err := w.co.Pay(ctx, by, g.ID, checkout.PayNow{Gateway: "transfer"}, "")
		if err != nil || s.Checking || s.Next.URL == "" || s.Attempt.Number != 1 {
			t.Errorf("%+v, %v", s, err)
		}
	})
	roads(t, "an answer that was lost: the gateway closes it, and the buyer may try again", func(t *testing.T, w *wildWorld) {
		by := w.buyer(t)
		g := w.placed(t, by, map[string]int64{w.goods[0]: 1})
		w.async.mood.Lost = true
		s, err := w.co.Pay(ctx, by, g.ID, checkout.PayNow{Gateway: "async"}, "")
		if err != nil || !s.Checking {
			t.Fatalf("%+v, %v", s, err)
		}
		w.async.mood.Lost = false
		w.Pass(2 * time.Minute)
		w.reconcile()
		if p := w.payment(t, g); p.Status != payment.Due {
			t.Errorf("the payment is %s", p.Status)
		}
		again, err := w.co.Pay(ctx, by, g.ID, checkout.PayNow{Gateway: "async"}, "")
		if err != nil || again.Attempt.Number != 2 || again.Checking {
			t.Errorf("%+v, %v", again, err)
		}
	})
	roads(t, "all that stand are asked before the time is over", func(t *testing.T, w *wildWorld) {
		by, g, s := w.bought(w.async)
		if _, err := w.co.Pay(ctx, by, g.ID, checkout.PayNow{Gateway: "transfer"}, ""); err != nil {
			t.Fatal(err)
		}
		w.async.take(s.Attempt.Ref, s.Attempt.Amount) // and nobody tells
		w.Pass(time.Hour)
		w.expire()
		if p := w.payment(t, g); p.Status != payment.Paid {
			t.Errorf("the payment is %s", p.Status)
		}
	})
	roads(t, "a gateway that does not answer has two hours", func(t *testing.T, w *wildWorld) {
		_, g, _ := w.bought(w.async)
		w.async.mood.Lost = true
		w.Pass(21 * time.Minute)
		for range 3 {
			w.expire()
			if p := w.payment(t, g); !p.Status.Open() || p.HoldUntil > p.CreatedAt.Add(checkout.HoldAtMost) {
				t.Fatalf("payment %+v", p)
			}
			w.Pass(6 * time.Minute)
		}
		w.Pass(2 * time.Hour)
		w.expire()
		if p := w.payment(t, g); p.Status != payment.Expired {
			t.Errorf("the payment is %s", p.Status)
		}
		// The bank is away for two days; what it knows is asked for all the same.
		w.Pass(48 * time.Hour)
		w.reconcile()
		w.async.mood.Lost = false
		w.Pass(7 * time.Hour)
		w.reconcile()
		if n := w.Count(t, "attempts", "poll_at > 0"); n != 0 {
			t.Errorf("%d attempts are asked about after the answer", n)
		}
	})
	roads(t, "a gateway that is switched off stands in nobody's way", func(t *testing.T, w *wildWorld) {
		_, g, _ := w.bought(w.async)
		w.co.Gateways = mustRegister(t, transferBank{w.pull})
		for range 20 {
			w.Pass(24 * time.Hour)
			w.reconcile()
			w.expire()
		}
		if p := w.payment(t, g); p.Status != payment.Expired || w.Count(t, "attempts", "poll_at > 0") != 0 {
			t.Errorf("the payment is %s", p.Status)
		}
	})
	roads(t, "a gateway is not asked more often than it lets itself be", func(t *testing.T, w *wildWorld) {
		_, _, s := w.bought(w.sync)
		w.Pass(5 * time.Minute)
		w.reconcile()
		first := w.attemptOf(s)
		w.Pass(time.Minute)
		w.expire() // nothing is over
		w.Pass(14 * time.Minute)
		w.reconcile()
		w.expire()
		if a := w.attemptOf(s); first.AskedAt == 0 || a.AskedAt.Sub(first.AskedAt) < 5*time.Minute || a.Polls > first.Polls+1 {
			t.Errorf("asked at %v and again at %v, %d times", first.AskedAt, a.AskedAt, a.Polls)
		}
	})
	roads(t, "what was paid is not begun again", func(t *testing.T, w *wildWorld) {
		by, g, s := w.bought(w.async)
		w.co.Apply(ctx, "async", w.async.take(s.Attempt.Ref, s.Attempt.Amount), "")
		for _, gateway := range []string{"async", "sync", "transfer"} {
			if _, err := w.co.Pay(ctx, by, g.ID, checkout.PayNow{Gateway: gateway}, ""); !fault.Has(err, "payment.closed") {
				t.Errorf("%s: %v", gateway, err)
			}
		}
	})
	roads(t, "a slower gateway has the time that it needs, and no more than two hours", func(t *testing.T, w *wildWorld) {
		w.async.caps.MinTTL = 30 * time.Minute
		by := w.buyer(t)
		g := w.placed(t, by, map[string]int64{w.goods[0]: 1})
		w.Pass(10 * time.Minute)
		s, err := w.co.Pay(ctx, by, g.ID, checkout.PayNow{Gateway: "async"}, "")
		if err != nil || s.Attempt.ExpiresAt != w.Now().Add(30*time.Minute) || s.Payment.HoldUntil > s.Payment.CreatedAt.Add(checkout.HoldAtMost) {
			t.Errorf("%v, %+v", err, s)
		}
		w.async.caps.MinTTL, w.async.caps.DefaultTTL = 3*time.Hour, 3*time.Hour
		other := w.placed(t, by, map[string]int64{w.goods[2]: 1})
		if _, err := w.co.Pay(ctx, by, other.ID, checkout.PayNow{Gateway: "async"}, ""); !fault.Has(err, "payment.closed") {
			t.Errorf("three hours: %v", err)
		}
	})
}

func TestTheDeskEndsWhatNobodyElseCan(t *testing.T) {
	roads(t, "money that is nobody's", func(t *testing.T, w *wildWorld) {
		w.co.Apply(ctx, "notice", w.pull.credit(money.Of(77_000)), "")
		var kept payment.Credit
		var task payment.Task
		q := w.DB.Read(ctx)
		if err := errors.Join(q.Take(&kept).Error, q.Take(&task).Error); err != nil {
			t.Fatal(err)
		}
		if err := w.co.CloseTask(ctx, w.desk, task.ID, "xong"); !fault.Has(err, "payment.task_deed") {
			t.Errorf("money was forgotten: %v", err)
		}
		if err := w.co.ReturnCredit(ctx, w.desk, kept.ID, ""); !fault.Has(err, "refund.evidence") {
			t.Errorf("without evidence: %v", err)
		}
		if err := w.co.ReturnCredit(ctx, w.desk, kept.ID, "FT9999"); err != nil {
			t.Fatal(err)
		}
		if err := w.co.ReturnCredit(ctx, w.desk, kept.ID, "FT9999"); !fault.Has(err, "payment.credit_settled") {
			t.Errorf("returned twice: %v", err)
		}
		if n := w.Count(t, "money_tasks", "state = 'open'"); n != 0 {
			t.Errorf("%d open tasks", n)
		}
	})
	roads(t, "a stray transfer of more than is due", func(t *testing.T, w *wildWorld) {
		_, g, _ := w.bought(w.pull)
		p := w.payment(t, g)
		w.co.Apply(ctx, "notice", w.pull.credit(p.Amount.Add(money.Of(1_500))), "")
		var kept payment.Credit
		if err := w.DB.Read(ctx).Take(&kept).Error; err != nil {
			t.Fatal(err)
		}
		if err := w.co.MatchCredit(ctx, w.desk, kept.ID, "nobody"); !fault.Is(err, fault.NotFound) {
			t.Errorf("matched with nothing: %v", err)
		}
		if err := w.co.MatchCredit(ctx, w.desk, kept.ID, p.Code); err != nil {
			t.Fatal(err)
		}
		if p := w.payment(t, g); p.Status != payment.Paid || p.Refunding.Dong() != 1_500 {
			t.Errorf("payment %+v", p)
		}
	})
}

func TestWordsOfProvidersAreSealed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		ev := payments.Event{Key: "k", Kind: payments.EventBankCredit, Amount: money.Of(5), At: m.Now(), Bank: &payments.BankCredit{
			Source: "s", SourceID: "1", Account: "0123", Content: "NGUYEN VAN THU chuyen tien", PayerName: "NGUYEN VAN THU", PayerAccount: "99887766"}}
		if o := m.tell(t, ev); o != payments.Applied {
			t.Fatal(o)
		}
		var kept payment.Credit
		var heard payment.Event
		q := d.Read(ctx)
		if err := errors.Join(q.Take(&kept).Error, q.Take(&heard).Error); err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{kept.ContentSealed, kept.PayerSealed, heard.RawSealed} {
			if text == "" || strings.Contains(text, "THU") || strings.Contains(text, "99887766") {
				t.Errorf("stored as %q", text)
			}
		}
		seen, err := m.co.Credits(ctx, actor.Admin{}, kept.ID)
		if c := seen[kept.ID]; err != nil || c.Text != ev.Bank.Content || c.From.Account != "99887766" {
			t.Errorf("the desk sees %+v, %v", c, err)
		}
	})
}

func TestAFamilySharesAPhoneAndNoOrders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		mother := m.buyer(t)
		daughter := m.buyer(t)
		daughter.PhoneID = mother.PhoneID
		mine := m.placed(t, mother, map[string]int64{tea: 1})
		guest := checkout.Buyer{Shopper: actor.Guest{CartToken: "cookie", PhoneID: mother.PhoneID, Channel: actor.Page}, PhoneID: mother.PhoneID}
		asGuest := m.placed(t, guest, map[string]int64{tea: 1})
		later := checkout.Buyer{Shopper: actor.Guest{CartToken: "another cookie", Channel: actor.Page}, PhoneID: mother.PhoneID}
		unproved := later
		unproved.PhoneID = ""
		for _, c := range []struct {
			who  string
			by   checkout.Buyer
			g    order.Group
			sees bool
		}{
			{"the mother hers", mother, mine, true}, {"the daughter the mother's", daughter, mine, false}, {"a guest with the phone the mother's", guest, mine, false},
			{"the guest its own", guest, asGuest, true}, {"who proved the phone again", later, asGuest, true}, {"who did not", unproved, asGuest, false},
			{"a stranger", m.buyer(t), asGuest, false},
		} {
			_, _, err := m.co.Current(ctx, c.by, c.g.Code, "")
			if c.sees != (err == nil) || !c.sees && !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", c.who, err)
			}
		}
		if _, err := m.co.Place(ctx, checkout.Buyer{Shopper: actor.Guest{}, PhoneID: mother.PhoneID}, m.form(t, mother), "k"); !fault.Has(err, "cart.nobody") {
			t.Errorf("nobody's cart: %v", err)
		}
	})
}
