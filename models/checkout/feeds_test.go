package checkout_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr/vietqrtest"
)

// teller is a source of bank notices with a list. What it tells it was told by the test.
type teller struct {
	payments.Listener
	code  string
	list  []payments.Event
	fails error
}

func (s *teller) Code() string { return s.code }

// Credits hands the list out in pieces of two, by place.
func (s *teller) Credits(_ context.Context, _ clock.Instant, cursor string) ([]payments.Event, string, error) {
	var at int
	_, _ = fmt.Sscan(cursor, &at)
	to := min(len(s.list), at+2)
	if s.fails != nil || at == to {
		return nil, cursor, s.fails
	}
	return s.list[at:to], fmt.Sprint(to), nil
}

// feeds is a market whose account two sources watch.
type feeds struct {
	*market
	one, two *teller
	tea      string
	desk     actor.Admin
}

func watched(t *testing.T, d *db.DB) *feeds {
	t.Helper()
	f := vietqrtest.New(t)
	c := behind(t, d, f)
	w := &feeds{market: c.market, one: &teller{code: "one"}, two: &teller{code: "two"}, tea: c.tea}
	registry, err := payments.NewRegistry([]payments.Gateway{f.Gateway()}, []payments.Listener{w.one, w.two})
	if err != nil {
		t.Fatal(err)
	}
	c.co.Gateways = registry
	_, deskID := w.Phone(t)
	w.desk = actor.Admin{PersonID: deskID, Channel: actor.API}
	return w
}

// bought is a purchase that waits for a transfer.
func (w *feeds) bought(t *testing.T) (order.Group, payment.Payment) {
	t.Helper()
	g := w.placed(t, w.buyer(t), map[string]int64{w.tea: 2})
	return g, w.payment(t, g)
}

// word is what a source tells of a transfer.
func (w *feeds) word(source, id, reference, text string, amount money.VND, at clock.Instant) payments.Event {
	key := source + ":" + id
	return payments.Event{Key: key, TxnID: key, Kind: payments.EventBankCredit, Status: payments.StatusPaid, Amount: amount, At: at,
		Bank: &payments.BankCredit{Source: source, SourceID: id, Account: "0123456789", Content: text, Codes: code.Find(text), Reference: reference}}
}

func (w *feeds) hear(t *testing.T, ev payments.Event, want payments.Outcome) {
	t.Helper()
	if got := w.co.Apply(ctx, ev.Bank.Source, ev, "raw"); got != want {
		t.Errorf("%s is answered %s, not %s", ev.Key, got, want)
	}
}

func (w *feeds) state(t *testing.T, source, id string) (state string) {
	t.Helper()
	if err := w.DB.Read(ctx).Raw("SELECT state FROM bank_credits WHERE source = ? AND source_id = ?", source, id).Scan(&state).Error; err != nil {
		t.Fatal(err)
	}
	return state
}

func (w *feeds) id(t *testing.T, source, id string) (row string) {
	t.Helper()
	if err := w.DB.Read(ctx).Raw("SELECT id FROM bank_credits WHERE source = ? AND source_id = ?", source, id).Scan(&row).Error; err != nil || row == "" {
		t.Fatal(err, row)
	}
	return row
}

func TestTwoSourcesTellOfOneTransfer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := watched(t, d)
		now := w.Now()
		g, p := w.bought(t)
		w.hear(t, w.word("one", "1", "FT-26.326", "ck "+p.Code, p.Amount, now), payments.Applied)
		w.hear(t, w.word("two", "9", "ft26326", "ck", p.Amount, now.Add(26*time.Hour)), payments.Duplicate)
		w.hear(t, w.word("two", "9", "ft26326", "ck", p.Amount, now.Add(26*time.Hour)), payments.Duplicate)
		if p := w.payment(t, g); p.Status != payment.Paid || p.Received != p.Amount || w.state(t, "two", "9") != "twin" {
			t.Errorf("%+v, the second word is %s", p, w.state(t, "two", "9"))
		}
		// The next buyer pays the same price: both sources tell of it, and no number agrees.
		g, p = w.bought(t)
		w.hear(t, w.word("two", "10", "ft26327", "ck "+p.Code, p.Amount, now.Add(time.Minute)), payments.Applied)
		if got := w.payment(t, g); got.Status != payment.Paid {
			t.Errorf("another buyer of the same price waits: %s", got.Status)
		}
		w.hear(t, w.word("one", "2", "", "khong ro", p.Amount, now.Add(2*time.Minute)), payments.Applied)
		if s := w.state(t, "one", "2"); s != "doubtful" || w.Count(t, "money_tasks", "kind = 'twin' AND state = 'open'") != 1 {
			t.Errorf("without a number it is %s", s)
		}
		w.prove(t)
		if err := w.co.JudgeTwin(ctx, w.desk, w.id(t, "one", "2"), true); err != nil {
			t.Fatal(err)
		}
		if err := w.co.JudgeTwin(ctx, w.desk, w.id(t, "one", "2"), false); !fault.Has(err, "payment.credit_settled") {
			t.Errorf("judged twice: %v", err)
		}
		if err := w.co.JudgeTwin(ctx, w.desk, db.NewID(), false); !fault.Has(err, "payment.unknown") {
			t.Errorf("nobody's: %v", err)
		}
		// One source gives one number to two transfers: a person says that they are two.
		g, p = w.bought(t)
		w.hear(t, w.word("one", "3", "FT9", "mot", p.Amount, now.Add(9*time.Hour)), payments.Applied)
		w.hear(t, w.word("one", "4", "FT9", "hai "+p.Code, p.Amount, now.Add(9*time.Hour)), payments.Applied)
		if s := w.state(t, "one", "3") + " " + w.state(t, "one", "4"); s != "unmatched doubtful" {
			t.Errorf("one number twice: %s", s)
		}
		if of, found, err := w.co.TwinOf(ctx, w.desk, w.id(t, "one", "4")); err != nil || !found || of.Text != "mot" {
			t.Errorf("%+v %v %v", of, found, err)
		}
		if err := w.co.CloseTask(ctx, w.desk, w.task(t, "twin"), "nhắm mắt bỏ qua"); !fault.Has(err, "payment.task_deed") {
			t.Errorf("a doubt is closed with a word: %v", err)
		}
		if err := w.co.JudgeTwin(ctx, w.desk, w.id(t, "one", "4"), false); err != nil {
			t.Fatal(err)
		}
		if p := w.payment(t, g); p.Status != payment.Paid || w.state(t, "one", "4") != "matched" {
			t.Errorf("judged as money of its own: %+v", p)
		}
		if err := w.co.DisownCredit(ctx, w.desk, w.id(t, "one", "3"), "x"); !fault.Has(err, "credit.reason") {
			t.Errorf("without a reason: %v", err)
		}
		if err := w.co.DisownCredit(ctx, w.desk, w.id(t, "one", "3"), "Tiền lãi tài khoản"); err != nil || w.state(t, "one", "3") != "foreign" {
			t.Errorf("disowned: %v", err)
		}
		if err := w.co.ReturnCredit(ctx, w.desk, w.id(t, "one", "3"), "FT0001"); !fault.Has(err, "payment.credit_settled") {
			t.Errorf("sent back what is not the market's: %v", err)
		}
		if n := w.Count(t, "money_tasks", "state = 'open'"); n != 0 {
			t.Errorf("%d tasks are open", n)
		}
		w.prove(t)
	})
}

func (w *feeds) task(t *testing.T, kind string) (id string) {
	t.Helper()
	if err := w.DB.Read(ctx).Raw("SELECT id FROM money_tasks WHERE kind = ? AND state = 'open'", kind).Scan(&id).Error; err != nil {
		t.Fatal(err)
	}
	return id
}

// TestBothSourcesAtOnce: whoever is heard first is booked, and the other is its twin.
func TestBothSourcesAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := watched(t, d)
		var all sync.WaitGroup
		var groups []order.Group
		for i := range 8 {
			g, p := w.bought(t)
			groups = append(groups, g)
			for _, source := range []string{"one", "two"} {
				ev := w.word(source, fmt.Sprint(i), fmt.Sprintf("FT%d", i), "ck "+p.Code, p.Amount, w.Now())
				all.Go(func() { w.co.Apply(ctx, source, ev, "raw") })
			}
		}
		all.Wait()
		for _, g := range groups {
			if p := w.payment(t, g); p.Status != payment.Paid || p.Received != p.Amount {
				t.Errorf("%s: %v came for %v", p.Status, p.Received, p.Amount)
			}
		}
		if n := w.Count(t, "bank_credits", "state = 'twin'"); n != 8 {
			t.Errorf("%d twins", n)
		}
		w.prove(t)
	})
}

func TestTheListFindsWhatNoNoticeTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := watched(t, d)
		ga, a := w.bought(t)
		gb, b := w.bought(t)
		told := w.word("one", "1", "FT1", a.Code, a.Amount, w.Now())
		w.hear(t, told, payments.Applied)
		w.one.list = []payments.Event{told, w.word("one", "2", "FT2", b.Code, b.Amount, w.Now()), w.word("one", "3", "FT3", "khong ro", money.Of(7), w.Now())}
		w.two.fails = &payments.Error{Gateway: "two", Op: "credits", Retryable: true}
		if err := w.co.ReadStatements(ctx); err == nil {
			t.Error("a list that does not answer is no error")
		}
		w.two.fails = nil
		for range 2 {
			if err := w.co.ReadStatements(ctx); err != nil {
				t.Fatal(err)
			}
		}
		for _, g := range []order.Group{ga, gb} {
			if p := w.payment(t, g); p.Status != payment.Paid || p.Received != p.Amount {
				t.Errorf("%+v", p)
			}
		}
		if n := w.Count(t, "bank_credits", "state = 'unmatched'"); n != 1 || w.Count(t, "bank_credits", "") != 3 {
			t.Errorf("%d unmatched of %d", n, w.Count(t, "bank_credits", ""))
		}
		all, err := payment.Feeds(ctx, d.Read(ctx))
		if err != nil || len(all) != 2 || all[0].ReadTo != "3" || all[1].ReadTo != "" {
			t.Errorf("%+v %v", all, err)
		}
		w.prove(t)
	})
}

func TestAFeedThatFallsSilent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := watched(t, d)
		h, err := checkout.ParseBankHours("08:00-17:00")
		if err != nil {
			t.Fatal(err)
		}
		h.Silence = 4 * time.Hour
		w.co.BankHours = h
		at := func(day clock.Date, hour time.Duration) {
			t.Helper()
			w.Pass(day.Start().Add(hour * time.Hour).Sub(w.Now()))
			if err := w.co.WatchFeeds(ctx); err != nil {
				t.Fatal(err)
			}
		}
		silent := func(want ...string) {
			t.Helper()
			got, err := payment.SilentFeeds(ctx, d.Read(ctx))
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("at %v silent are %v, not %v (%v)", w.Now().Local(), got, want, err)
			}
			if n := w.Count(t, "money_tasks", "kind = 'silent' AND state = 'open'"); n != int64(len(want)) {
				t.Errorf("at %v %d tasks", w.Now().Local(), n)
			}
		}
		at("2026-12-29", 14) // Tuesday
		at("2026-12-29", 18)
		silent() // three hours of the day
		w.hear(t, w.word("two", "1", "FT1", "khong ro", money.Of(7), w.Now()), payments.Applied)
		at("2026-12-30", 8)
		silent()
		at("2026-12-30", 9)
		silent("one")
		at("2026-12-30", 11)
		silent("one")
		at("2026-12-30", 12)
		silent("one", "two")
		w.hear(t, w.word("one", "2", "FT2", "khong ro", money.Of(8), w.Now()), payments.Applied)
		at("2026-12-30", 13)
		silent("two")
		if err := w.co.CloseTask(ctx, w.desk, w.task(t, "silent"), "đã gọi"); !fault.Has(err, "payment.task_deed") {
			t.Errorf("closed by hand: %v", err)
		}
		w.hear(t, w.word("two", "3", "FT3", "khong ro", money.Of(9), w.Now()), payments.Applied)
		at("2026-12-30", 15)
		silent() // three hours
		w.hear(t, w.word("one", "4", "FT4", "khong ro", money.Of(10), w.Now()), payments.Applied)
		w.hear(t, w.word("two", "5", "FT5", "khong ro", money.Of(11), w.Now()), payments.Applied)
		at("2027-01-01", 16) // a holiday, after a Thursday of nine hours
		silent("one", "two")
		w.hear(t, w.word("one", "6", "FT6", "khong ro", money.Of(12), w.Now()), payments.Applied)
		w.hear(t, w.word("two", "7", "FT7", "khong ro", money.Of(13), w.Now()), payments.Applied)
		at("2027-01-04", 11) // the holiday, a weekend, three hours of a Monday
		silent()
		at("2027-01-04", 12)
		silent("one", "two")
		registry, err := payments.NewRegistry(w.co.Gateways.All(), []payments.Listener{w.one})
		if err != nil {
			t.Fatal(err)
		}
		w.co.Gateways = registry
		at("2027-01-04", 13)
		silent("one") // nobody waits for a source that is switched off
		w.co.BankHours.Silence = 0
		at("2027-01-04", 14)
		silent()
		w.prove(t)
	})
}

func TestBankHoursAreReadStrictly(t *testing.T) {
	for _, bad := range []string{"", "8-17", "08:00", "17:00-08:00", "08:00-08:00", "08:00-25:00", "a-b"} {
		if h, err := checkout.ParseBankHours(bad); err == nil {
			t.Errorf("%q is read as %+v", bad, h)
		}
	}
}
