package checkout_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

func TestOneEventFiftyTimes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		g, s := m.begun(t, m.buyer(t), map[string]int64{tea: 2})
		ev := m.bank.Pay(s.Attempt.Ref, s.Attempt.Amount, m.Now())
		var applied, duplicate atomic.Int64
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				switch o := m.tell(t, ev); o {
				case payments.Applied:
					applied.Add(1)
				case payments.Duplicate:
					duplicate.Add(1)
				default:
					t.Error(o)
				}
			})
		}
		wg.Wait()
		if applied.Load() != 1 || duplicate.Load() != 49 {
			t.Errorf("%d applied, %d duplicate", applied.Load(), duplicate.Load())
		}
		p := m.payment(t, g)
		if p.Status != payment.Paid || p.Received != p.Amount || m.Count(t, "captures", "") != 1 {
			t.Errorf("payment %+v", p)
		}
		// The same money told of by a query has another key and is booked once all the same.
		m.Pass(3 * time.Minute)
		if err := m.co.Reconcile(ctx); err != nil {
			t.Error(err)
		}
		ev.Key = "query:" + ev.Key
		if o := m.co.Apply(ctx, "testbank", ev, ""); o != payments.Duplicate {
			t.Errorf("the query said %s", o)
		}
		if n := m.Count(t, "captures", ""); n != 1 {
			t.Errorf("%d captures", n)
		}
		m.prove(t)
	})
}

func TestACrashWhileApplyingLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		g, s := m.begun(t, m.buyer(t), map[string]int64{tea: 2})
		ev := m.bank.Pay(s.Attempt.Ref, s.Attempt.Amount, m.Now())
		// The allocation row is the last that paid changes before the seller's clock.
		trip := func(up string) {
			err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(up).Error })
			if err != nil {
				t.Fatal(err)
			}
		}
		trip("ALTER TABLE allocations RENAME TO allocations_away")
		if o := m.tell(t, ev); o != payments.OurFailure {
			t.Fatalf("the bank was told %s", o)
		}
		if n := m.Count(t, "provider_events", "") + m.Count(t, "captures", ""); n != 0 {
			t.Fatalf("%d rows stayed behind", n)
		}
		trip("ALTER TABLE allocations_away RENAME TO allocations")
		if o := m.tell(t, ev); o != payments.Applied {
			t.Fatalf("the second delivery was %s", o)
		}
		if p := m.payment(t, g); p.Status != payment.Paid {
			t.Errorf("the payment is %s", p.Status)
		}
		m.prove(t)
	})
}

func TestMoneyThatDoesNotFit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 1000})
		t.Run("another amount than asked is not believed", func(t *testing.T) {
			for _, off := range []int64{-1, 1} {
				g, s := m.begun(t, m.buyer(t), map[string]int64{tea: 2})
				ev := m.bank.Pay(s.Attempt.Ref, s.Attempt.Amount.Add(money.Of(off)), m.Now())
				for range 2 {
					if o := m.tell(t, ev); o != payments.AmountMismatch {
						t.Errorf("%+d đ: %s", off, o)
					}
				}
				if p := m.payment(t, g); p.Status != payment.Checking || !p.Received.IsZero() {
					t.Errorf("payment %+v", p)
				}
			}
		})
		t.Run("of an unknown reference it may come again", func(t *testing.T) {
			ev := m.bank.Pay("NOBODY-1", money.Of(1), m.Now())
			if o := m.tell(t, ev); o != payments.UnknownRef {
				t.Error(o)
			}
			if n := m.Count(t, "provider_events", "event_key = ?", ev.Key); n != 0 {
				t.Error("it was stored, and would look like a duplicate")
			}
		})
		t.Run("a failure after a success changes nothing", func(t *testing.T) {
			g, s := m.begun(t, m.buyer(t), map[string]int64{tea: 2})
			m.tell(t, m.bank.Pay(s.Attempt.Ref, s.Attempt.Amount, m.Now()))
			m.tell(t, payments.Event{Key: "fail:" + s.Attempt.Ref, Kind: payments.EventPayment, Ref: s.Attempt.Ref, Status: payments.StatusFailed})
			if p := m.payment(t, g); p.Status != payment.Paid {
				t.Error(p.Status)
			}
		})
		t.Run("a success after a failure is money", func(t *testing.T) {
			g, s := m.begun(t, m.buyer(t), map[string]int64{tea: 2})
			m.tell(t, payments.Event{Key: "fail:" + s.Attempt.Ref, Kind: payments.EventPayment, Ref: s.Attempt.Ref, Status: payments.StatusFailed})
			m.tell(t, m.bank.Pay(s.Attempt.Ref, s.Attempt.Amount, m.Now()))
			if p := m.payment(t, g); p.Status != payment.Paid {
				t.Error(p.Status)
			}
		})
		t.Run("two attempts that both succeed give one back", func(t *testing.T) {
			by := m.buyer(t)
			g, s := m.begun(t, by, map[string]int64{tea: 2})
			m.tell(t, payments.Event{Key: "fail:" + s.Attempt.Ref, Kind: payments.EventPayment, Ref: s.Attempt.Ref, Status: payments.StatusFailed})
			second, err := m.co.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: "testbank"}, "")
			if err != nil || second.Attempt.Number != 2 {
				t.Fatal(second.Attempt, err)
			}
			m.tell(t, m.bank.Pay(s.Attempt.Ref, s.Attempt.Amount, m.Now()))
			m.tell(t, m.bank.Pay(second.Attempt.Ref, second.Attempt.Amount, m.Now()))
			p := m.payment(t, g)
			if p.Received != p.Amount.Add(p.Amount) || p.Refunding != p.Amount {
				t.Errorf("payment %+v", p)
			}
			if n := m.Count(t, "money_tasks", "payment_id = ? AND kind = 'duplicate'", p.ID); n != 1 {
				t.Errorf("%d tasks", n)
			}
			if err := m.co.SendRefunds(ctx); err != nil {
				t.Fatal(err)
			}
			if p := m.payment(t, g); p.Refunded != p.Amount || !p.Refunding.IsZero() {
				t.Errorf("payment %+v", p)
			}
		})
		m.prove(t)
	})
}

func TestBankTransfers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.bank.Transfers, m.bank.Manual = true, true
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 1000})
		n := 0
		credit := func(amount money.VND, codes ...string) payments.Event {
			n++
			id := db.NewID()
			return payments.Event{Key: "sepay:" + id, Kind: payments.EventBankCredit, Amount: amount, At: m.Now(),
				Bank: &payments.BankCredit{Source: "sepay", SourceID: id, Account: "0123", Content: "chuyen tien", Codes: codes}}
		}
		by := m.buyer(t)
		g, s := m.begun(t, by, map[string]int64{tea: 2})
		p := m.payment(t, g)
		part := money.Of(50_000)
		if o := m.tell(t, credit(part, "AAAAAAAAAA", p.Code)); o != payments.Applied {
			t.Fatal(o)
		}
		if got := m.payment(t, g); got.Status != payment.Due || got.Missing() != s.Attempt.Amount.Sub(part) {
			t.Errorf("after a part: %+v", got)
		}
		if k := m.Count(t, "money_tasks", "payment_id = ? AND kind = 'under' AND state = 'open'", p.ID); k != 1 {
			t.Errorf("%d tasks for short money", k)
		}
		rest, err := m.co.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: "testbank"}, "")
		if err != nil || rest.Attempt.Amount != p.Amount.Sub(part) {
			t.Fatalf("the rest is asked as %v, %v", rest.Attempt.Amount, err)
		}
		m.tell(t, credit(p.Amount, p.Code)) // all of it once more
		got := m.payment(t, g)
		if got.Status != payment.Paid || got.Refunding != part {
			t.Errorf("after too much: %+v", got)
		}
		if k := m.Count(t, "money_tasks", "payment_id = ? AND kind = 'under' AND state = 'open'", p.ID); k != 0 {
			t.Errorf("short money is still asked for")
		}
		var refund payment.Refund
		if err := d.Read(ctx).Where("payment_id = ?", p.ID).Take(&refund).Error; err != nil || refund.Status != payment.RefundNeedsAccount {
			t.Fatal(refund, err)
		}
		known := func(bin string) bool { return bin == "970436" }
		if err := m.co.NameRefundAccount(ctx, by, g.Code, checkout.RefundAccount{BankBIN: "1", Number: "x", Holder: ""}, known); len(fault.All(err)) != 3 {
			t.Errorf("a wrong account: %v", err)
		}
		account := checkout.RefundAccount{BankBIN: "970436", Number: "0011 2233 44", Holder: "NGUOI THU"}
		if err := m.co.NameRefundAccount(ctx, m.buyer(t), g.Code, account, known); !fault.Is(err, fault.NotFound) {
			t.Errorf("a stranger named an account: %v", err)
		}
		if err := m.co.NameRefundAccount(ctx, by, g.Code, account, known); err != nil {
			t.Fatal(err)
		}
		desk := actor.Admin{PersonID: by.PersonID, Channel: actor.Page}
		for i, want := range []string{"", "payment.refund_closed"} {
			if err := m.co.MarkTransferred(ctx, desk, refund.ID, "FT2611220001", db.NewID()); want == "" && err != nil || want != "" && !fault.Has(err, want) {
				t.Errorf("transfer %d: %v", i, err)
			}
		}
		if got := m.payment(t, g); got.Refunded != part || !got.Refunding.IsZero() {
			t.Errorf("after the transfer: %+v", got)
		}

		// The account was not named as the market's at first: when it is, and the source
		// tells of the transfer again, the money is booked.
		later := m.placed(t, by, map[string]int64{tea: 1})
		unheard := credit(m.payment(t, later).Amount, m.payment(t, later).Code)
		ignored := payments.Event{Key: unheard.Key, Kind: payments.EventIgnored, At: m.Now(), Code: "other_account"}
		for i, told := range []struct {
			ev   payments.Event
			want payments.Outcome
		}{
			{ignored, payments.Ignored}, {ignored, payments.Ignored}, {unheard, payments.Applied}, {unheard, payments.Duplicate}, {ignored, payments.Duplicate},
		} {
			if o := m.tell(t, told.ev); o != told.want {
				t.Errorf("telling %d: %s", i, o)
			}
		}
		if got := m.payment(t, later); got.Status != payment.Paid || got.Received != got.Amount {
			t.Errorf("money that was ignored once: %+v", got)
		}

		stray := credit(money.Of(77_000))
		for _, want := range []payments.Outcome{payments.Applied, payments.Duplicate} {
			if o := m.tell(t, stray); o != want {
				t.Errorf("money without a code: %s", o)
			}
		}
		m.prove(t)
		other := m.placed(t, by, map[string]int64{tea: 1})
		var kept payment.Credit
		if err := d.Read(ctx).Where("state = 'unmatched'").Take(&kept).Error; err != nil {
			t.Fatal(err)
		}
		if err := m.co.MatchCredit(ctx, desk, kept.ID, m.payment(t, other).Code); err != nil {
			t.Fatal(err)
		}
		if err := m.co.MatchCredit(ctx, desk, kept.ID, m.payment(t, other).Code); !fault.Has(err, "payment.credit_settled") {
			t.Errorf("matched twice: %v", err)
		}
		if got := m.payment(t, other); got.Received != money.Of(77_000) {
			t.Errorf("after matching: %+v", got)
		}
		m.prove(t)
	})
}

func TestLateMoney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		one, _ := m.Seller(t)
		two, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: one, Stock: 3})
		rice := m.Variant(t, markettest.Good{SellerID: two, Stock: 3, Price: 80_000})
		g, s := m.begun(t, m.buyer(t), map[string]int64{tea: 2, rice: 2})
		m.Pass(checkout.HoldAtMost + time.Minute)
		if err := errors.Join(m.co.Expire(ctx), m.co.Expire(ctx)); err != nil {
			t.Fatal(err)
		}
		if p := m.payment(t, g); p.Status != payment.Expired || m.statuses(t, g) != "cancelled cancelled " {
			t.Fatalf("%s, %s", p.Status, m.statuses(t, g))
		}
		if n := m.Count(t, "stock", "held <> 0"); n != 0 {
			t.Errorf("%d variants are still held", n)
		}
		m.prove(t)
		// Somebody buys the rice meanwhile: only the tea can stand up again.
		m.placed(t, m.buyer(t), map[string]int64{rice: 2})
		if o := m.tell(t, m.bank.Pay(s.Attempt.Ref, s.Attempt.Amount, m.Now())); o != payments.Applied {
			t.Fatal(o)
		}
		p := m.payment(t, g)
		teaCosts, riceCosts := money.Of(2*50_000+30_000), money.Of(2*80_000+30_000)
		if p.Status != payment.Paid || p.Allocated != teaCosts || p.Refunding != riceCosts {
			t.Errorf("payment %+v", p)
		}
		if n := m.Count(t, "orders", "group_id = ? AND status = 'placed' AND confirm_by > 0", g.ID); n != 1 {
			t.Errorf("%d orders stand again", n)
		}
		m.prove(t)
		if err := m.co.SendRefunds(ctx); err != nil {
			t.Fatal(err)
		}
		if m.bank.GivenBack() != riceCosts {
			t.Errorf("given back %v", m.bank.GivenBack())
		}
		m.prove(t)
	})
}

func TestAnAnswerThatNeverCame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		by := m.buyer(t)
		m.bank.Lost = true
		g, s := m.begun(t, by, map[string]int64{tea: 1})
		if p := m.payment(t, g); !s.Checking || p.Status != payment.Checking {
			t.Fatalf("checking %v, %s", s.Checking, p.Status)
		}
		again, err := m.co.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: "testbank"}, "")
		if err != nil || again.Attempt.ID != s.Attempt.ID || m.bank.Begins != 1 {
			t.Errorf("the bank was asked %d times, %v", m.bank.Begins, err)
		}
		m.bank.Pay(s.Attempt.Ref, s.Attempt.Amount, m.Now()) // the bank has the money; its news is lost
		m.bank.Lost = false
		m.Pass(3 * time.Minute)
		if err := m.co.Reconcile(ctx); err != nil {
			t.Fatal(err)
		}
		if p := m.payment(t, g); p.Status != payment.Paid {
			t.Errorf("the payment is %s", p.Status)
		}
		m.prove(t)
	})
}

func TestRefundsArePaidOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 10})
		by := m.buyer(t)
		g, s := m.begun(t, by, map[string]int64{tea: 1})
		err := d.Tx(ctx, func(tx *gorm.DB) error {
			p := m.payment(t, g)
			return payment.Abandon(ctx, tx, m.co.Gateways, &p, payment.Cancelled, by, "buyer.changed_mind", m.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		m.tell(t, m.bank.Pay(s.Attempt.Ref, s.Attempt.Amount, m.Now()))
		m.bank.Lost = true
		for range 3 {
			if err := m.co.SendRefunds(ctx); err != nil {
				t.Fatal(err)
			}
			m.Pass(10 * time.Minute)
		}
		m.bank.Lost = false
		m.Pass(25 * time.Hour)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				if err := m.co.SendRefunds(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		p := m.payment(t, g)
		if m.bank.GivenBack() != s.Attempt.Amount || p.Refunded != s.Attempt.Amount || !p.Refunding.IsZero() {
			t.Errorf("given %v, payment %+v", m.bank.GivenBack(), p)
		}
		m.prove(t)
	})
}

func TestCancelAgainstPaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		seller, _ := m.Seller(t)
		tea := m.Variant(t, markettest.Good{SellerID: seller, Stock: 100})
		for range 12 {
			by := m.buyer(t)
			g, s := m.begun(t, by, map[string]int64{tea: 1})
			ev := m.bank.Pay(s.Attempt.Ref, s.Attempt.Amount, m.Now())
			var cancelled error
			var wg sync.WaitGroup
			wg.Go(func() {
				cancelled = d.Tx(ctx, func(tx *gorm.DB) error {
					p, err := payment.Find(ctx, tx, s.Payment.ID)
					if err != nil {
						return err
					}
					return payment.Abandon(ctx, tx, m.co.Gateways, &p, payment.Cancelled, by, "buyer.changed_mind", m.Now())
				})
			})
			wg.Go(func() {
				if o := m.tell(t, ev); o != payments.Applied {
					t.Error(o)
				}
			})
			wg.Wait()
			p := m.payment(t, g)
			switch {
			case cancelled == nil && (p.Status != payment.Cancelled || p.Refunding != p.Amount):
				t.Errorf("cancelled, and the payment is %+v", p)
			case cancelled != nil && (!fault.Has(cancelled, "payment.closed") || p.Status != payment.Paid):
				t.Errorf("not cancelled (%v), and the payment is %+v", cancelled, p)
			}
		}
		m.prove(t)
	})
}
