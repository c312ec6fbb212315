package checkout_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
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
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/report"
	"github.com/chophien/chophien/payments"
)

var (
	purchases = flag.Int("purchases", 4, "how many markets TestWhateverBanksDo lives through on each database")
	seedFlag  = flag.Uint64("purchases.seed", 1, "the first of their seeds")
	steps     = flag.Int("purchases.steps", 70, "how much happens in each")
)

// TestWhateverBanksDo drives purchases, banks, clocks and workers at random and asks in
// the end whether every đồng is where it belongs and nothing waits for ever. A seed that
// fails is lived through again with -purchases 1 -purchases.seed N -v.
func TestWhateverBanksDo(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		for i := range *purchases {
			seed := *seedFlag + uint64(i)
			t.Run(fmt.Sprintf("%s/%d", dialect, seed), func(t *testing.T) {
				w := wildMarket(t, dbtest.Open(t, dialect), seed)
				for range *steps {
					w.step()
				}
				w.calm()
				w.judge()
			})
		}
	}
}

// wildWorld is a market among wild banks, and what has happened in it.
type wildWorld struct {
	*market
	t      *testing.T
	r      *rand.Rand
	async  *wild
	sync   *wild
	pull   *wild // transfers
	on     *payments.Registry
	some   *payments.Registry
	goods  []string
	buyers []checkout.Buyer
	groups []*bought
	flying []flight // news under way
	byHand money.VND
	desk   actor.Admin
	story  []string
}

// bought is a purchase.
type bought struct {
	by   checkout.Buyer
	g    order.Group
	code string
	refs []string // of the attempts that a bank knows
}

// flight is an event on its way, and who brings it.
type flight struct {
	listener string
	ev       payments.Event
}

func wildMarket(t *testing.T, d *db.DB, seed uint64) *wildWorld {
	m := open(t, d)
	w := &wildWorld{market: m, t: t, r: rand.New(rand.NewPCG(seed, 7))}
	w.async = newWild("async", m.Now, func(c *payments.Capabilities) {
		c.Query, c.QueryRefund, c.Cancel, c.Refund = true, true, true, payments.RefundAsync
		c.PollAfter, c.RefundPollAfter = []time.Duration{2 * time.Minute, 5 * time.Minute, 15 * time.Minute}, []time.Duration{time.Minute, 5 * time.Minute}
	})
	w.sync = newWild("sync", m.Now, func(c *payments.Capabilities) {
		c.Query, c.Refund, c.MultiRefund, c.MinRefund = true, payments.RefundSync, false, money.Of(10_000)
		c.PollAfter, c.PollGap = []time.Duration{5 * time.Minute}, 5*time.Minute
	})
	w.pull = newWild("transfer", m.Now, func(c *payments.Capabilities) {
		c.Refund, c.AmountMayDiffer, c.ByBankCredit, c.DefaultTTL = payments.RefundManual, true, true, 30*time.Minute
	})
	var err error
	if w.on, err = payments.NewRegistry([]payments.Gateway{asyncBank{w.async}, syncBank{w.sync}, transferBank{w.pull}}, nil); err != nil {
		t.Fatal(err)
	}
	if w.some, err = payments.NewRegistry([]payments.Gateway{asyncBank{w.async}}, nil); err != nil {
		t.Fatal(err)
	}
	m.co.Gateways = w.on
	for range 3 {
		seller, _ := m.Seller(t)
		w.goods = append(w.goods, m.Variant(t, markettest.Good{SellerID: seller, Stock: 12, Price: 33_000}),
			m.Variant(t, markettest.Good{SellerID: seller, Stock: 6_000, Basis: "gram", Step: 500, Price: 77_500}))
	}
	for range 4 {
		w.buyers = append(w.buyers, m.buyer(t))
	}
	_, deskID := m.Phone(t)
	w.desk = actor.Admin{PersonID: deskID, Channel: actor.Page}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("seed %d:\n%s", seed, strings.Join(w.story, "\n"))
		}
	})
	return w
}

func (w *wildWorld) tell(format string, args ...any) {
	w.story = append(w.story, w.Now().Local().Format("02 15:04:05 ")+fmt.Sprintf(format, args...))
}

func (w *wildWorld) chance(percent int) bool { return w.r.IntN(100) < percent }

func pick[T any](w *wildWorld, from []T) (one T, ok bool) {
	if len(from) == 0 {
		return one, false
	}
	return from[w.r.IntN(len(from))], true
}

// expect lets faults pass: refusing is behaving. Anything else is a mistake.
func (w *wildWorld) expect(what string, err error) error {
	w.t.Helper()
	for _, f := range fault.All(err) {
		if f.Kind == fault.Internal {
			w.t.Errorf("%s: %v", what, err)
		}
	}
	if err != nil && len(fault.All(err)) == 0 {
		w.t.Errorf("%s: %v", what, err)
	}
	if err != nil {
		w.tell("  %s refused: %v", what, err)
	}
	return err
}

// step is one thing that happens.
func (w *wildWorld) step() {
	acts := []struct {
		weight int
		do     func()
	}{
		{14, w.buy}, {16, w.begin}, {4, w.beginAndDie}, {20, w.bankTakes}, {6, w.bankDeclines}, {22, w.news}, {6, w.strayTransfer},
		{8, w.cancel}, {5, w.refuse}, {18, w.wait}, {12, w.work}, {6, w.moods}, {3, w.switchBanks}, {5, w.deskWorks}, {3, w.refundReturns},
	}
	sum := 0
	for _, a := range acts {
		sum += a.weight
	}
	n := w.r.IntN(sum)
	for _, a := range acts {
		if n -= a.weight; n < 0 {
			a.do()
			break
		}
	}
	if w.chance(10) || testing.Verbose() && *purchases == 1 {
		w.prove()
	}
}

func (w *wildWorld) prove() {
	w.t.Helper()
	found, err := report.Verify(ctx, w.DB.Read(ctx))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, v := range found {
		w.t.Error(v)
	}
	if len(found) > 0 {
		w.t.FailNow()
	}
}

func (w *wildWorld) buy() {
	by, _ := pick(w, w.buyers)
	cart := map[string]int64{}
	for range 1 + w.r.IntN(3) {
		i := w.r.IntN(len(w.goods))
		cart[w.goods[i]] = []int64{int64(1 + w.r.IntN(3)), int64(500 * (1 + w.r.IntN(3)))}[i%2]
	}
	for variant, n := range cart {
		if _, err := w.co.PutLine(ctx, by, variant, n); w.expect("put", err) != nil {
			_ = w.co.RemoveLine(ctx, by, variant)
		}
	}
	in := w.form(w.t, by)
	in.Gateway = ""
	if g, ok := pick(w, w.co.Gateways.All()); ok {
		in.Gateway = g.Code()
	}
	id, err := w.co.Place(ctx, by, in, "k"+fmt.Sprint(len(w.story)))
	if w.expect("place", err) != nil {
		return
	}
	g, err := order.FindGroup(ctx, w.DB.Read(ctx), id)
	if err != nil {
		w.t.Fatal(err)
	}
	b := &bought{by: by, g: g}
	b.code = w.payment(w.t, g).Code
	w.groups = append(w.groups, b)
	w.tell("%s places %s (%v by %s)", by.PersonID[30:], b.code, in.ExpectedTotal, in.Gateway)
}

func (w *wildWorld) begin() {
	b, ok := pick(w, w.groups)
	if !ok {
		return
	}
	g, _ := pick(w, w.co.Gateways.All())
	s, err := w.co.Pay(ctx, b.by, b.g.ID, checkout.PayNow{Gateway: g.Code()}, "")
	if w.expect("pay "+b.code, err) == nil {
		b.refs = append(b.refs, s.Attempt.Ref)
		w.tell("%s begins %s with %s: %v, %s", b.code, s.Attempt.Ref, g.Code(), s.Attempt.Amount, s.Attempt.Status)
	}
}

// beginAndDie is a process that ends between writing an attempt and hearing of it.
func (w *wildWorld) beginAndDie() {
	b, ok := pick(w, w.groups)
	if !ok {
		return
	}
	g, _ := pick(w, w.co.Gateways.All())
	err := w.DB.Tx(ctx, func(tx *gorm.DB) error {
		p, err := payment.Find(ctx, tx, b.code)
		if err != nil || g.Capabilities().Accepts(p.Missing()) != nil {
			return err
		}
		tried, err := payment.AttemptsOf(ctx, tx, p.ID)
		if err != nil {
			return err
		}
		a, err := payment.Begin(ctx, tx, p, tried, g, w.Now())
		if err != nil {
			return err
		}
		if w.chance(50) { // the bank heard of it
			_, _ = g.Begin(ctx, payments.Start{Code: p.Code, Ref: a.Ref, Amount: a.Amount, ExpiresAt: a.ExpiresAt})
			b.refs = append(b.refs, a.Ref)
		}
		w.tell("%s begins %s with %s and dies", b.code, a.Ref, g.Code())
		return nil
	})
	w.expect("die", err)
}

// bankTakes is a buyer who pays, mostly what is asked.
func (w *wildWorld) bankTakes() {
	b, ok := pick(w, w.groups)
	if !ok {
		return
	}
	if w.chance(35) { // by transfer
		p := w.payment(w.t, b.g)
		amount := p.Missing()
		switch {
		case w.chance(25) && amount.Dong() > 2:
			amount = money.Of(1 + w.r.Int64N(amount.Dong()))
		case w.chance(15) || amount.IsZero():
			amount = amount.Add(money.Of(1 + w.r.Int64N(50_000)))
		}
		w.tell("%v is transferred for %s", amount, b.code)
		w.fly("notice", w.pull.credit(amount, b.code))
		return
	}
	ref, ok := pick(w, b.refs)
	if !ok {
		return
	}
	for _, bank := range []*wild{w.async, w.sync} {
		s, known := bank.begun[ref]
		if !known || len(bank.txnsOf[ref]) > 0 && !w.chance(20) {
			continue
		}
		amount, told := s.Amount, true
		if w.chance(12) {
			amount = amount.Add(money.Of(w.r.Int64N(2001) - 1000))
		}
		if !amount.Positive() {
			return
		}
		again := len(bank.txnsOf[ref]) > 0 || bank.failed[ref] || w.Now() > s.ExpiresAt.Add(20*time.Hour)
		ev := bank.take(ref, amount)
		lie := ev
		switch {
		case again: // a bank that takes money twice, or after it said no, or days later, says so
		case w.chance(6): // the notice is wrong, the bank's books are right
			lie.Key, lie.Amount = "lie:"+ev.Key, amount.Add(money.Of(1))
			w.fly(bank.code, lie)
		case w.chance(15):
			told = false // only a question finds it
		}
		w.tell("%s takes %v of %v for %s (told: %v)", bank.code, amount, s.Amount, ref, told)
		if told {
			w.fly(bank.code, ev)
		}
	}
}

func (w *wildWorld) bankDeclines() {
	b, _ := pick(w, w.groups)
	if b == nil {
		return
	}
	ref, ok := pick(w, b.refs)
	for _, bank := range []*wild{w.async, w.sync} {
		if _, known := bank.begun[ref]; !ok || !known {
			continue
		}
		if ev, did := bank.decline(ref); did {
			w.tell("%s declines %s", bank.code, ref)
			w.fly(bank.code, ev)
		}
	}
}

func (w *wildWorld) fly(listener string, ev payments.Event) {
	w.flying = append(w.flying, flight{listener, ev})
	if w.chance(10) {
		w.flying = append(w.flying, flight{listener, ev}) // and again, later
	}
}

// news lets something that is under way arrive, out of order and up to twenty times at
// once, perhaps while somebody cancels or a worker runs.
func (w *wildWorld) news() {
	if len(w.flying) == 0 {
		return
	}
	i := w.r.IntN(len(w.flying))
	f := w.flying[i]
	copies := 1
	if w.chance(30) {
		copies = 2 + w.r.IntN(19)
	}
	w.tell("news %s ×%d", f.ev.Key, copies)
	var beside func()
	switch {
	case w.chance(15):
		beside = w.cancel
	case w.chance(10):
		beside = w.work
	}
	var mu sync.Mutex
	heard := map[payments.Outcome]int{}
	var wg sync.WaitGroup
	for range copies {
		wg.Go(func() {
			o := w.co.Apply(ctx, f.listener, f.ev, "raw")
			mu.Lock()
			defer mu.Unlock()
			heard[o]++
		})
	}
	if beside != nil {
		beside()
	}
	wg.Wait()
	w.tell("  %v", heard)
	if heard[payments.OurFailure] > 0 {
		w.t.Errorf("%s: %v", f.ev.Key, heard)
	}
	if heard[payments.UnknownRef] == 0 {
		w.flying = slices.Delete(w.flying, i, i+1)
	}
}

func (w *wildWorld) strayTransfer() {
	ev := w.pull.credit(money.Of(1 + w.r.Int64N(200_000)))
	w.tell("%v comes without a code", ev.Amount)
	w.fly("notice", ev)
}

// cancel is a buyer who changed the mind.
func (w *wildWorld) cancel() {
	b, ok := pick(w, w.groups)
	if !ok {
		return
	}
	w.tell("%s is cancelled", b.code)
	for try := 0; ; try++ {
		err := w.DB.Tx(ctx, func(tx *gorm.DB) error {
			p, err := payment.Find(ctx, tx, b.code)
			if err != nil {
				return err
			}
			if p.Status != payment.Paid {
				return payment.Abandon(ctx, tx, w.co.Gateways, &p, payment.Cancelled, b.by, "cancel.changed_mind", w.Now())
			}
			orders, err := order.OfGroup(ctx, tx, b.g.ID)
			if err != nil {
				return err
			}
			return payment.Unwind(ctx, tx, w.co.Gateways, &orders[0], b.by, "cancel.changed_mind", w.Now())
		})
		if w.expect("cancel "+b.code, err) == nil || try == 3 || !fault.Has(err, "order.moved") {
			return
		}
	}
}

// refuse is a seller who cannot send one of the orders.
func (w *wildWorld) refuse() {
	b, ok := pick(w, w.groups)
	if !ok {
		return
	}
	orders, err := order.OfGroup(ctx, w.DB.Read(ctx), b.g.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	o := orders[len(orders)-1]
	w.tell("the seller refuses order %s of %s", o.Code, b.code)
	w.expect("refuse", w.DB.Tx(ctx, func(tx *gorm.DB) error {
		return payment.Unwind(ctx, tx, w.co.Gateways, &o, actor.System{Job: "test"}, "refuse.sold_out", w.Now())
	}))
}

func (w *wildWorld) wait() {
	d := []time.Duration{20 * time.Second, 2 * time.Minute, 7 * time.Minute, 20 * time.Minute, 3 * time.Hour, 26 * time.Hour}[w.r.IntN(6)]
	w.tell("%v go by", d)
	w.Pass(d)
}

// work is the worker of one process, or of two.
func (w *wildWorld) work() {
	jobs := []func() error{
		func() error { return w.co.Reconcile(ctx) }, func() error { return w.co.Expire(ctx) }, func() error { return w.co.SendRefunds(ctx) },
	}
	w.r.Shuffle(len(jobs), func(i, j int) { jobs[i], jobs[j] = jobs[j], jobs[i] })
	jobs = jobs[:1+w.r.IntN(3)]
	processes := 1
	if w.chance(25) {
		processes = 2
	}
	w.tell("%d jobs of %d processes", len(jobs), processes)
	var wg sync.WaitGroup
	for range processes {
		wg.Go(func() {
			for _, job := range jobs {
				if err := job(); err != nil && !quiet(err) {
					w.t.Error("a job:", err)
				}
			}
		})
	}
	wg.Wait()
}

// quiet reports whether a job failed only because a bank did not answer.
func quiet(err error) bool {
	var all interface{ Unwrap() []error }
	if errors.As(err, &all) {
		for _, e := range all.Unwrap() {
			if !quiet(e) {
				return false
			}
		}
		return true
	}
	return payments.IsAmbiguous(err) || payments.IsRetryable(err)
}

func (w *wildWorld) moods() {
	for _, bank := range []*wild{w.async, w.sync} {
		bank.mood = mood{Lost: w.chance(20), Away: w.chance(10), Refuses: w.chance(20), Pending: w.chance(30), Confused: w.chance(15)}
		w.tell("%s is %+v", bank.code, bank.mood)
	}
}

func (w *wildWorld) switchBanks() {
	w.co.Gateways = w.on
	if w.chance(50) {
		w.co.Gateways = w.some
	}
	w.tell("%d gateways are on", len(w.co.Gateways.All()))
}

// refundReturns is a buyer's bank that sends a refund back.
func (w *wildWorld) refundReturns() {
	for _, bank := range []*wild{w.async, w.sync} {
		if ev, did := bank.sendBack(w.r.IntN); did {
			w.tell("%s has refund %s back", bank.code, ev.RefundRef)
			w.fly(bank.code, ev)
			return
		}
	}
}

// deskWorks names accounts, transfers refunds and finds out what stray money was for.
func (w *wildWorld) deskWorks() {
	known := func(string) bool { return true }
	account := checkout.RefundAccount{BankBIN: "970436", Number: "00112233", Holder: "NGUOI THU"}
	var refunds []payment.Refund
	if err := w.DB.Read(ctx).Where("status <> 'done' AND poll_at = 0").Order("id").Find(&refunds).Error; err != nil {
		w.t.Fatal(err)
	}
	for _, r := range refunds {
		for _, b := range w.groups {
			if r.PaymentID == w.payment(w.t, b.g).ID && w.chance(50) {
				w.expect("name", w.co.NameRefundAccount(ctx, b.by, b.g.Code, account, known))
			}
		}
		if w.expect("transfer", w.co.MarkTransferred(ctx, w.desk, r.ID, "FT26112200", db.NewID())) == nil {
			w.tell("the desk transfers %v of %s", r.Amount, r.Ref)
			w.byHand = w.byHand.Add(r.Amount)
			if w.chance(10) { // the account is closed
				w.tell("and has it back")
				if w.expect("reopen", w.co.ReopenTransfer(ctx, w.desk, r.ID, db.NewID())) == nil {
					w.byHand = w.byHand.Sub(r.Amount)
				}
			}
		}
	}
	var stray []payment.Credit
	if err := w.DB.Read(ctx).Where("state = 'unmatched'").Order("id").Find(&stray).Error; err != nil {
		w.t.Fatal(err)
	}
	for _, c := range stray {
		if w.chance(20) {
			w.tell("the desk sends %v back", c.Amount)
			if w.expect("return", w.co.ReturnCredit(ctx, w.desk, c.ID, "FT26112201")) == nil {
				w.byHand = w.byHand.Add(c.Amount)
			}
			continue
		}
		if b, ok := pick(w, w.groups); ok && w.chance(60) {
			w.tell("the desk says that %v was for %s", c.Amount, b.code)
			w.expect("match", w.co.MatchCredit(ctx, w.desk, c.ID, b.code))
		}
	}
}
