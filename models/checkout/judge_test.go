package checkout_test

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// calm lets everything that is under way arrive and the schedule run until nothing more
// can happen.
func (w *wildWorld) calm() {
	w.tell("calm")
	w.co.Gateways = w.on
	for _, bank := range []*wild{w.async, w.sync} {
		bank.mood = mood{}
	}
	for _, f := range w.flying {
		if o := w.co.Apply(ctx, f.listener, f.ev, "raw"); o == payments.OurFailure {
			w.t.Errorf("%s: %s", f.ev.Key, o)
		}
	}
	w.flying = nil
	days := func(n int, by time.Duration) {
		for range n {
			w.Pass(by)
			for _, job := range []func() error{
				func() error { return w.co.Reconcile(ctx) }, func() error { return w.co.Expire(ctx) }, func() error { return w.co.SendRefunds(ctx) },
			} {
				if err := job(); err != nil {
					w.t.Error("a job in calm:", err)
				}
			}
		}
	}
	days(20, 10*time.Minute)
	days(30, 2*time.Hour)
	days(3, 24*time.Hour)
	for range 50 {
		w.deskWorks()
		days(1, time.Minute)
		if w.Count(w.t, "refunds", "status <> 'done'")+w.Count(w.t, "bank_credits", "state = 'unmatched'") == 0 {
			break
		}
	}
}

// judge asks the banks' books what is true.
func (w *wildWorld) judge() {
	t := w.t
	w.prove()
	for _, bank := range []*wild{w.async, w.sync} {
		for _, crime := range bank.crimes {
			t.Errorf("%s: %s", bank.code, crime)
		}
	}
	for _, stuck := range []struct{ what, table, where string }{
		{"payment waits", "payments", "status IN ('due', 'checking')"},
		{"attempt is asked about for ever", "attempts", "poll_at > 0"},
		{"attempt lives", "attempts", "status IN ('creating', 'open', 'checking') AND payment_id IN (SELECT id FROM payments WHERE status <> 'paid')"},
		{"refund waits", "refunds", "status <> 'done'"},
		{"transfer is not matched", "bank_credits", "state = 'unmatched'"},
		{"task waits for a deed that is done", "money_tasks", "state = 'open' AND kind <> 'review'"},
		{"order waits for money that never comes", "orders", "status = 'placed' AND confirm_by = 0"},
	} {
		if n := w.Count(t, stuck.table, stuck.where); n > 0 {
			t.Errorf("%d × %s", n, stuck.what)
		}
	}
	q := w.DB.Read(ctx)
	balance := func(a ledger.Account) money.VND {
		v, err := ledger.Balance(ctx, q, a)
		if err != nil {
			t.Fatal(err)
		}
		return v.Neg() // what the market has there
	}
	for _, bank := range []*wild{w.async, w.sync} {
		taken, given := bank.sums()
		if got := balance(ledger.Gateway(bank.code)); got != taken.Sub(given) {
			t.Errorf("%s keeps %v − %v, the ledger says %v", bank.code, taken, given, got)
		}
	}
	taken, _ := w.pull.sums()
	if got := balance(ledger.Bank()); got != taken.Sub(w.byHand) {
		t.Errorf("the bank keeps %v − %v, the ledger says %v", taken, w.byHand, got)
	}
	for _, b := range w.groups {
		w.judgeOne(t, b.g, b.code)
	}
}

// judgeOne asks whether a buyer paid for what stands, and for nothing else.
func (m *market) judgeOne(t testing.TB, g order.Group, code string) {
	t.Helper()
	q := m.DB.Read(ctx)
	p := m.payment(t, g)
	orders, err := order.OfGroup(ctx, q, g.ID)
	if err != nil {
		t.Fatal(err)
	}
	parts, err := payment.Allocations(ctx, q, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	funded := map[string]payment.Allocation{}
	for _, part := range parts {
		if part.Funded {
			funded[part.OrderID] = part
		}
	}
	var worth money.VND
	for _, o := range orders {
		part, paid := funded[o.ID]
		stands := o.Status != order.Cancelled
		if stands != (paid && part.Left() == o.Total()) {
			t.Errorf("%s: order %s is %s, paid %v with %v left", code, o.Code, o.Status, paid, part.Left())
		}
		if stands {
			worth = worth.Add(o.Total())
		}
	}
	if kept := p.Received.Sub(p.Refunded); kept != worth || !p.Refunding.IsZero() {
		t.Errorf("%s: the market keeps %v for orders of %v (refunding %v)", code, kept, worth, p.Refunding)
	}
	n := m.Count(t, "holds", "state = 'held' AND holder IN (SELECT id FROM orders WHERE group_id = ?)", g.ID)
	lines := m.Count(t, "order_lines", "order_id IN (SELECT id FROM orders WHERE group_id = ? AND status = 'placed')", g.ID)
	if n != lines {
		t.Errorf("%s: %d holds for %d lines", code, n, lines)
	}
}
