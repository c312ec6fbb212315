package checkout_test

import (
	"reflect"
	"slices"
	"sync"
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
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/momo/momotest"
	"github.com/chophien/chophien/payments/sandbox/sandboxtest"
	"github.com/chophien/chophien/payments/stripe/stripetest"
	"github.com/chophien/chophien/payments/vietqr/payos/payostest"
	"github.com/chophien/chophien/payments/vietqr/vietqrtest"
	"github.com/chophien/chophien/payments/vnpay/vnpaytest"
	"github.com/chophien/chophien/payments/zalopay/zalopaytest"
)

// providers are the stand-ins of all drivers. A new driver gets its line here.
var providers = map[string]func(t testing.TB) contract.Fake{
	"momo":    func(t testing.TB) contract.Fake { return momotest.New(t) },
	"payos":   func(t testing.TB) contract.Fake { return payostest.New(t) },
	"sandbox": func(t testing.TB) contract.Fake { return sandboxtest.New(t) },
	"stripe":  func(t testing.TB) contract.Fake { return stripetest.New(t) },
	"vietqr":  func(t testing.TB) contract.Fake { return vietqrtest.New(t) },
	"vnpay":   func(t testing.TB) contract.Fake { return vnpaytest.New(t) },
	"zalopay": func(t testing.TB) contract.Fake { return zalopaytest.New(t) },
}

// counter is a market with one gateway, whose provider keeps its own truth of money.
type counter struct {
	*market
	fake contract.Fake
	caps payments.Capabilities
	tea  string
}

// TestEveryGateway proves with each driver what needs tables: whatever its provider does,
// the market believes what is true, answers in the provider's words, and pays nothing twice.
func TestEveryGateway(t *testing.T) {
	for name, open := range providers {
		t.Run(name, func(t *testing.T) { everyProof(t, open) })
	}
}

func everyProof(t *testing.T, open func(t testing.TB) contract.Fake) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := behind(t, d, open(t))
		for _, p := range []struct {
			name  string
			prove func(c *counter, t *testing.T)
		}{
			{"one notice twenty times is one capture", (*counter).twentyTimes},
			{"what is not genuine leaves nothing behind", (*counter).notGenuine},
			{"another amount is not believed of a message", (*counter).anotherAmount},
			{"nobody's reference leaves nothing behind", (*counter).nobodys},
			{"a failure after the money changes nothing", (*counter).failureAfter},
			{"money after a refusal of which nobody tells", (*counter).untoldAfterRefusal},
			{"money after the time finds its order", (*counter).afterTheTime},
			{"what our failure lost comes again", (*counter).ourFailure},
			{"an answer to begin that was lost", (*counter).lostBegin},
			{"an answer to a refund that was lost", (*counter).lostRefund},
			{"refunds at once give no more than came", (*counter).refundsAtOnce},
			{"a buyer who never came", (*counter).neverCame},
		} {
			t.Run(p.name, func(t *testing.T) {
				p.prove(c, t)
				c.prove(t)
			})
		}
	})
}

func behind(t *testing.T, d *db.DB, f contract.Fake) *counter {
	t.Helper()
	c := &counter{market: open(t, d), fake: f, caps: f.Gateway().Capabilities()}
	var notices []payments.Listener
	if _, hears := f.Gateway().(payments.Listener); !hears {
		notices = []payments.Listener{f.Listener()}
	}
	registry, err := payments.NewRegistry([]payments.Gateway{f.Gateway()}, notices)
	if err != nil {
		t.Fatal(err)
	}
	c.co.Gateways = registry
	f.Advance(c.Now().Sub(f.Now()))
	seller, _ := c.Seller(t)
	c.tea = c.Variant(t, markettest.Good{SellerID: seller, Stock: 1000})
	return c
}

// pass lets time go by, here and there.
func (c *counter) pass(d time.Duration) {
	c.Pass(d)
	c.fake.Advance(d)
}

// begun is a purchase of which the buyer was told how to pay.
func (c *counter) begun(t *testing.T) (checkout.Buyer, order.Group, payments.Attempt, checkout.Step) {
	t.Helper()
	by := c.buyer(t)
	g := c.placed(t, by, map[string]int64{c.tea: 2})
	s, err := c.co.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: c.fake.Gateway().Code()}, "203.0.113.9")
	if err != nil {
		t.Fatal(err)
	}
	return by, g, s.Attempt.Kept(s.Payment.Code, ""), s
}

// told delivers messages and fails unless each is answered as to one of outcomes.
func (c *counter) told(t *testing.T, reqs []payments.RawRequest, outcomes ...payments.Outcome) {
	t.Helper()
	for _, r := range reqs {
		c.answered(t, c.co.Receive(ctx, c.fake.Listener(), r), outcomes...)
	}
}

func (c *counter) answered(t *testing.T, a payments.Answer, outcomes ...payments.Outcome) {
	t.Helper()
	for _, o := range outcomes {
		if reflect.DeepEqual(a, c.fake.Listener().Ack(o, nil)) {
			return
		}
	}
	t.Errorf("the provider is answered %d %s, not as to %v", a.Status, a.Body, outcomes)
}

func (c *counter) rows(t *testing.T) int64 {
	t.Helper()
	return c.Count(t, "provider_events", "") + c.Count(t, "captures", "") + c.Count(t, "bank_credits", "") + c.Count(t, "postings", "")
}

func (c *counter) twentyTimes(t *testing.T) {
	_, g, a, _ := c.begun(t)
	req := c.fake.Pay(a, a.Amount)[0]
	answers := make([]payments.Answer, 20)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = c.co.Receive(ctx, c.fake.Listener(), req) })
	}
	all.Wait()
	applied, duplicate := c.fake.Listener().Ack(payments.Applied, nil), c.fake.Listener().Ack(payments.Duplicate, nil)
	fresh := 0
	for _, said := range answers {
		c.answered(t, said, payments.Applied, payments.Duplicate)
		if reflect.DeepEqual(said, applied) {
			fresh++
		}
	}
	if !reflect.DeepEqual(applied, duplicate) && fresh != 1 {
		t.Errorf("%d of 20 are answered as new", fresh)
	}
	c.paidOnce(t, g, a)
}

// paidOnce fails unless the market believes exactly what the provider took.
func (c *counter) paidOnce(t *testing.T, g order.Group, a payments.Attempt) {
	t.Helper()
	p := c.payment(t, g)
	if p.Status != payment.Paid || p.Received != a.Amount || c.fake.Taken(a.Ref) != a.Amount || c.Count(t, "captures", "payment_id = ?", p.ID) != 1 {
		t.Errorf("payment %+v; the provider took %v", p, c.fake.Taken(a.Ref))
	}
}

func (c *counter) notGenuine(t *testing.T) {
	_, g, a, _ := c.begun(t)
	before := c.rows(t)
	c.pass(time.Minute) // refusals of before are not counted with these
	c.kept(t, payments.BadSignature, 1, func() { c.told(t, []payments.RawRequest{c.fake.Forge(a, a.Amount)}, payments.BadSignature) })
	req := c.fake.Pay(a, a.Amount)[0]
	for i := 0; i < len(req.Body)+len(req.RawQuery); i += 7 {
		bent := req
		if i < len(req.Body) {
			bent.Body = slices.Clone(req.Body)
			bent.Body[i] ^= 1
		} else {
			query := []byte(req.RawQuery)
			query[i-len(req.Body)] ^= 1
			bent.RawQuery = string(query)
		}
		if c.same(t, bent, req) {
			continue // the byte stands beside what is signed, and nothing is read from it
		}
		c.told(t, []payments.RawRequest{bent}, payments.BadSignature, payments.Malformed)
	}
	large := req
	large.Body, large.RawQuery = append(slices.Clone(req.Body), make([]byte, payments.MaxBody+1)...), req.RawQuery
	c.kept(t, payments.TooLarge, 1, func() { c.told(t, []payments.RawRequest{large}, payments.TooLarge) })
	if p := c.payment(t, g); c.rows(t) != before || p.Status != payment.Due {
		t.Errorf("%d rows, %d before; the payment is %s", c.rows(t), before, p.Status)
	}
	c.told(t, []payments.RawRequest{req}, payments.Applied)
	c.paidOnce(t, g, a)
}

// kept fails unless by makes the market write that it refused something, so many times, and
// nothing else.
func (c *counter) kept(t *testing.T, o payments.Outcome, times int, by func()) {
	t.Helper()
	rows, entries := c.rows(t), c.Count(t, "audit_entries", "")
	by()
	all, err := c.co.Refused(ctx, actor.Admin{}, c.fake.Listener().Code(), db.Cursor{}, times+1)
	if err != nil || len(all) < times || c.rows(t) != rows || c.Count(t, "audit_entries", "") != entries+int64(times) {
		t.Fatalf("%d rows, %d before; refused %+v, %v", c.rows(t), rows, all, err)
	}
	for _, r := range all[:times] {
		if r.Outcome != o || r.Times != 1 || r.Listener != c.fake.Listener().Code() {
			t.Errorf("kept is %+v, want %s", r, o)
		}
	}
}

// same reports whether a bent message still says what the genuine one did.
func (c *counter) same(t *testing.T, bent, genuine payments.RawRequest) bool {
	t.Helper()
	want, err := c.fake.Listener().Verify(ctx, genuine)
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.fake.Listener().Verify(ctx, bent)
	return err == nil && reflect.DeepEqual(got, want)
}

func (c *counter) anotherAmount(t *testing.T) {
	for _, off := range []int64{-1, 1} {
		_, g, a, _ := c.begun(t)
		moved := a.Amount.Add(money.Of(off))
		reqs := c.fake.Pay(a, moved)
		if !c.caps.AmountMayDiffer {
			c.told(t, append(reqs, reqs...), payments.AmountMismatch)
			if p := c.payment(t, g); p.Status != payment.Checking || !p.Received.IsZero() {
				t.Errorf("%+d đ is believed: %+v", off, p)
			}
			c.pass(max(c.caps.PollGap, time.Minute)) // the provider's own books are
			if err := c.co.Reconcile(ctx); err != nil {
				t.Error(err)
			}
		} else {
			c.told(t, reqs, payments.Applied)
		}
		if p := c.payment(t, g); p.Received != moved || (p.Status == payment.Paid) != (off > 0) {
			t.Errorf("%+d đ: %+v", off, p)
		}
	}
}

func (c *counter) nobodys(t *testing.T) {
	if c.caps.ByBankCredit {
		return // money without a payment is kept for a person: see TestMoneyByTransfer
	}
	before := c.rows(t)
	now := c.Now()
	s := payments.Start{PaymentID: "elsewhere", Code: "K7QM2XWPAS", Attempt: 1, Ref: c.caps.Ref.Make("K7QM2XWPAS", 1, now), Amount: money.Of(150_000),
		ReturnURL: "http://elsewhere.test/back", At: now, ExpiresAt: now.Add(c.caps.DefaultTTL)}
	if _, err := c.fake.Gateway().Begin(ctx, s); err != nil {
		t.Fatal(err)
	}
	reqs := c.fake.Pay(payments.Attempt{PaymentID: s.PaymentID, Code: s.Code, Ref: s.Ref, Amount: s.Amount, At: s.At, ExpiresAt: s.ExpiresAt}, s.Amount)
	c.pass(time.Minute)
	c.kept(t, payments.UnknownRef, 2*len(reqs), func() {
		for range 2 {
			c.told(t, reqs, payments.UnknownRef)
		}
	})
	if c.rows(t) != before {
		t.Error("something was written, and the next delivery would look like a duplicate")
	}
	if all, err := c.co.Refused(ctx, actor.Admin{}, c.fake.Listener().Code(), db.Cursor{}, 1); err != nil || all[0].Ref != s.Ref || all[0].Amount != s.Amount {
		t.Errorf("money of nobody is kept as %+v, %v", all, err)
	}
}

func (c *counter) failureAfter(t *testing.T) {
	_, g, a, _ := c.begun(t)
	c.told(t, c.fake.Pay(a, a.Amount), payments.Applied)
	c.told(t, c.fake.Decline(a), payments.Applied, payments.Duplicate)
	c.paidOnce(t, g, a)
	by, g, a, _ := c.begun(t)
	c.told(t, c.fake.Decline(a), payments.Applied)
	c.pass(c.caps.HoldGrace + c.caps.DefaultTTL/3)
	if err := c.co.Reconcile(ctx); err != nil {
		t.Error(err)
	}
	s, err := c.co.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: c.fake.Gateway().Code()}, "")
	if err != nil {
		t.Fatal(err)
	}
	if c.caps.Query && s.Attempt.Ref == a.Ref {
		t.Error("the attempt that failed still stands")
	}
	c.told(t, c.fake.Pay(a, a.Amount), payments.Applied) // it went through after all
	c.paidOnce(t, g, a)
}

// untoldAfterRefusal: what was refused goes through after all, and the news of it gets lost.
func (c *counter) untoldAfterRefusal(t *testing.T) {
	if !c.caps.Query {
		return
	}
	_, g, a, _ := c.begun(t)
	c.told(t, c.fake.Decline(a), payments.Applied)
	c.pass(c.caps.HoldGrace + c.caps.DefaultTTL/3)
	if err := c.co.Reconcile(ctx); err != nil {
		t.Error(err)
	}
	c.fake.Pay(a, a.Amount)
	for range 26 {
		c.pass(time.Hour)
		if err := c.co.Reconcile(ctx); err != nil {
			t.Error(err)
		}
		if err := c.co.Expire(ctx); err != nil {
			t.Error(err)
		}
	}
	c.paidOnce(t, g, a)
}

func (c *counter) afterTheTime(t *testing.T) {
	_, g, a, _ := c.begun(t)
	c.pass(checkout.HoldAtMost)
	if err := c.co.Expire(ctx); err != nil {
		t.Fatal(err)
	}
	if p := c.payment(t, g); p.Status != payment.Expired {
		t.Fatalf("the payment is %s", p.Status)
	}
	c.told(t, c.fake.Pay(a, a.Amount), payments.Applied)
	c.paidOnce(t, g, a)
	if n := c.Count(t, "captures", "late AND payment_id = ?", c.payment(t, g).ID); n != 1 || c.statuses(t, g) != "placed " {
		t.Errorf("%d captures are late, the order is %s", n, c.statuses(t, g))
	}
}

func (c *counter) ourFailure(t *testing.T) {
	_, g, a, _ := c.begun(t)
	reqs := c.fake.Pay(a, a.Amount)
	before := c.rows(t)
	rename := func(sql string) {
		if err := c.DB.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(sql).Error }); err != nil {
			t.Fatal(err)
		}
	}
	rename("ALTER TABLE allocations RENAME TO allocations_away")
	c.told(t, reqs, payments.OurFailure)
	if c.rows(t) != before {
		t.Error("something stayed behind")
	}
	rename("ALTER TABLE allocations_away RENAME TO allocations")
	c.told(t, reqs, payments.Applied)
	c.told(t, reqs, payments.Duplicate)
	c.paidOnce(t, g, a)
}

func (c *counter) lostBegin(t *testing.T) {
	if !c.caps.Query {
		return // nobody can be asked
	}
	c.fake.Lose("begin")
	by, g, a, s := c.begun(t)
	if s.Checking == c.caps.BrowserBegins {
		t.Errorf("checking: %v", s.Checking)
	}
	again, err := c.co.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: c.fake.Gateway().Code()}, "")
	if err != nil || again.Attempt.Ref != a.Ref {
		t.Errorf("a second attempt was opened: %+v %v", again.Attempt, err)
	}
	c.fake.Pay(a, a.Amount) // and the message is lost as well
	c.pass(c.caps.PollAfter[0])
	if err := c.co.Reconcile(ctx); err != nil {
		t.Fatal(err)
	}
	c.paidOnce(t, g, a)
}

// refunding is a purchase that was paid and cancelled.
func (c *counter) refunding(t *testing.T) (order.Group, payments.Attempt) {
	t.Helper()
	by, g, a, _ := c.begun(t)
	c.told(t, c.fake.Pay(a, a.Amount), payments.Applied)
	orders, err := order.OfGroup(ctx, c.DB.Read(ctx), g.ID)
	if err != nil {
		t.Fatal(err)
	}
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		return payment.Unwind(ctx, tx, c.co.Gateways, &orders[0], by, "cancel.changed_mind", c.Now())
	})
	if err != nil {
		t.Fatal(err)
	}
	return g, a
}

// settle runs the worker through a gateway's schedule.
func (c *counter) settle(t *testing.T) {
	t.Helper()
	for _, wait := range []time.Duration{0, 3 * time.Minute, 6 * time.Minute, 30 * time.Minute, 2 * time.Hour, 25 * time.Hour} {
		c.pass(wait)
		if err := c.co.SendRefunds(ctx); err != nil {
			t.Fatal(err)
		}
	}
}

func (c *counter) lostRefund(t *testing.T) {
	if _, can := c.fake.Gateway().(payments.Refunder); !can {
		return // a person transfers it: see TestRoadsOfRefunds
	}
	// Also when midnight in Vietnam falls between the question and its repetition.
	for _, before := range []time.Duration{12 * time.Hour, time.Second} {
		midnight := c.Now().Date().AddDays(1).Start()
		c.pass(midnight.Add(-before).Sub(c.Now()))
		g, a := c.refunding(t)
		c.fake.Lose("refund")
		c.settle(t)
		p := c.payment(t, g)
		if c.fake.Refunded(a.Ref) != a.Amount || p.Refunded != a.Amount || !p.Refunding.IsZero() {
			t.Errorf("given back %v; payment %+v", c.fake.Refunded(a.Ref), p)
		}
		if n := c.Count(t, "refunds", "payment_id = ? AND status <> 'done'", p.ID); n != 0 {
			t.Errorf("%d refunds are not done", n)
		}
	}
}

func (c *counter) refundsAtOnce(t *testing.T) {
	_, g, a, _ := c.begun(t)
	c.told(t, c.fake.Pay(a, a.Amount), payments.Applied)
	orders, err := order.OfGroup(ctx, c.DB.Read(ctx), g.ID)
	if err != nil {
		t.Fatal(err)
	}
	part := a.Amount.Share(4000)
	errs := make([]error, 6)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() {
			errs[i] = c.DB.Tx(ctx, func(tx *gorm.DB) error {
				_, err := payment.GiveBack(ctx, tx, c.co.Gateways, orders[0].ID, part, payment.Reason{Kind: "complaint", ID: db.NewID()}, c.Now())
				return err
			})
		})
	}
	all.Wait()
	given := 0
	for _, err := range errs {
		switch {
		case err == nil:
			given++
		case !fault.Has(err, "payment.refund_too_much"):
			t.Error(err)
		}
	}
	if given != 2 {
		t.Errorf("%d refunds of 40 %%", given)
	}
	c.settle(t)
	p := c.payment(t, g)
	var byHand money.VND
	for range c.Count(t, "refunds", "payment_id = ? AND status = 'needs_account'", p.ID) {
		byHand = byHand.Add(part)
	}
	if want := part.Add(part); p.Refunded.Add(p.Refunding) != want || c.fake.Refunded(a.Ref).Add(byHand) != want {
		t.Errorf("the provider gave %v back, %v waits for a person; payment %+v", c.fake.Refunded(a.Ref), byHand, p)
	}
}

func (c *counter) neverCame(t *testing.T) {
	if !c.caps.Query {
		return
	}
	_, g, a, _ := c.begun(t)
	status := func() payment.AttemptStatus {
		t.Helper()
		found, _, err := payment.AttemptByRef(ctx, c.DB.Read(ctx), c.fake.Gateway().Code(), a.Ref)
		if err != nil {
			t.Fatal(err)
		}
		return found.Status
	}
	ask := func(at clock.Instant) {
		t.Helper()
		c.pass(at.Sub(c.Now()))
		if err := c.co.Reconcile(ctx); err != nil {
			t.Fatal(err)
		}
	}
	for _, after := range c.caps.PollAfter {
		if at := a.At.Add(after); at < a.ExpiresAt {
			ask(at)
			if s := status(); s != payment.AttemptOpen {
				t.Errorf("after %v: %s, and the buyer may still come", after, s)
			}
		}
	}
	ask(a.ExpiresAt.Add(2 * time.Minute))
	c.pass(c.caps.HoldGrace + checkout.PayWithin)
	if err := c.co.Expire(ctx); err != nil {
		t.Fatal(err)
	}
	if p := c.payment(t, g); p.Status != payment.Expired || status() != payment.AttemptExpired {
		t.Errorf("the payment is %s, the attempt %s", p.Status, status())
	}
}
