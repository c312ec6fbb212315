package checkout_test

import (
	"context"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/report"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/stock"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
)

var (
	storms    = flag.Int("storm", stormSize, "how many payments TestAStormOfPayments makes on each database")
	stormSeed = flag.Uint64("storm.seed", 1, "the seed of what happens to them")
)

// TestAStormOfPayments sends thousands of payments through the stand-ins of all providers
// at once: messages up to fifty times in parallel, out of order, days late or never,
// answers lost, wrong amounts, buyers who pay two gateways, workers that die in the middle
// of what they do. In the end the providers' own books are compared with the market's:
// nobody paid twice for one thing, every order that stands is paid, every đồng is where it
// belongs, and nothing waits.
func TestAStormOfPayments(t *testing.T) {
	for _, dialect := range dbtest.Dialects() {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			s := newStorm(t, dbtest.Open(t, dialect))
			for s.made() < *storms && !t.Failed() {
				s.day(min(stormBuyers, *storms-s.made()))
			}
			s.calm()
			s.judge()
		})
	}
}

// stormBuyers buy on one day, each once.
const stormBuyers = 250

type storm struct {
	*market
	f      *fulfillment.Fulfillment
	t      *testing.T
	r      *rand.Rand
	fakes  []contract.Fake
	goods  []string
	scarce string
	buyers []checkout.Buyer
	desk   actor.Admin
	bought []*purchase
	days   int

	stalls   []stall
	guests   []checkout.Buyer
	visits   []*visit
	run      *run // what a carrier hands over, until it is cleared
	runs     int
	remitted money.VND // what carriers handed over

	mu     sync.Mutex
	byHand money.VND            // what the desk transferred
	post   []letter             // messages under way
	heard  map[string]int       // how messages were answered
	of     map[string]*purchase // by payment
	stray  map[string]money.VND // transfers that name nobody
	counts map[string]int       // what happened to how many
	deaths int
}

// purchase is what one buyer orders and how it is paid.
type purchase struct {
	by    checkout.Buyer
	g     order.Group
	code  string
	r     *rand.Rand
	fate  string
	tries []try
}

// try is an attempt at one provider.
type try struct {
	fake contract.Fake
	a    payments.Attempt
}

// letter is a message that arrives on a later day.
type letter struct {
	fake contract.Fake
	req  payments.RawRequest
	due  int
}

func newStorm(t *testing.T, d *db.DB) *storm {
	s := &storm{market: open(t, d), t: t, r: rand.New(rand.NewPCG(*stormSeed, 0)), heard: map[string]int{}, of: map[string]*purchase{},
		stray: map[string]money.VND{}, counts: map[string]int{}}
	var gateways []payments.Gateway
	var notices []payments.Listener
	for _, name := range slices.Sorted(maps.Keys(providers)) {
		f := providers[name](t)
		f.Advance(s.Now().Sub(f.Now()))
		s.fakes, gateways = append(s.fakes, f), append(gateways, f.Gateway())
		if _, hears := f.Gateway().(payments.Listener); !hears {
			notices = append(notices, f.Listener())
		}
	}
	var err error
	if s.co.Gateways, err = payments.NewRegistry(append(gateways, s.door()), notices); err != nil {
		t.Fatal(err)
	}
	for range 4 {
		seller, member := s.Seller(t)
		s.goods = append(s.goods, s.Variant(t, markettest.Good{SellerID: seller, Stock: 1_000_000, Price: 33_000}),
			s.Variant(t, markettest.Good{SellerID: seller, Stock: 9_000_000, Basis: "gram", Step: 500, Price: 77_500}))
		s.stalls = append(s.stalls, stall{member, s.goods[len(s.goods)-2], s.goods[len(s.goods)-1]})
		s.scarce = s.Variant(t, markettest.Good{SellerID: seller, Price: 120_000})
	}
	for range stormBuyers {
		s.buyers = append(s.buyers, s.buyer(t))
	}
	for range stormBuyers / stormDoors {
		s.guests = append(s.guests, s.buyer(t))
	}
	s.turn()
	_, deskID := s.Phone(t)
	s.desk = actor.Admin{PersonID: deskID, Channel: actor.Page}
	return s
}

// pass lets time go by, here and at every provider.
func (s *storm) pass(d time.Duration) {
	s.Pass(d)
	for _, f := range s.fakes {
		f.Advance(d)
	}
}

// made is how many purchases were made.
func (s *storm) made() int { return len(s.bought) + len(s.visits) }

// day is n purchases from the cart to their end.
func (s *storm) day(n int) {
	s.days++
	s.restock()
	visits := s.callers(n / stormDoors)
	today := make([]*purchase, n-len(visits))
	for i := range today {
		today[i] = &purchase{by: s.buyers[i], r: rand.New(rand.NewPCG(*stormSeed, uint64(len(s.bought)+i+1)))}
	}
	s.amid(mixed(s, today, s.place, visits, s.send))
	today = slices.DeleteFunc(today, func(p *purchase) bool { return p.code == "" })
	s.bought = append(s.bought, today...)
	visits = slices.DeleteFunc(visits, func(v *visit) bool { return v.id == "" })
	s.visits = append(s.visits, visits...)
	s.pass(3 * time.Minute)
	s.amid(mixed(s, today, s.moneyComes, visits, s.ring))
	s.pass(11 * time.Minute)
	s.amid(mixed(s, today, s.secondThoughts, visits, s.handOver))
	s.pass(checkout.HoldAtMost)
	s.amid(mixed(s, today, s.lateMoney, visits, s.afterwards))
	s.pass(20 * time.Minute)
	s.amid(mixed(s, today, s.changesOfMind, visits, s.handOver))
	s.mail(false)
	s.settle()
}

// restock lets the desk of one seller find a few more of what is scarce.
func (s *storm) restock() {
	err := s.DB.Tx(ctx, func(tx *gorm.DB) error {
		return stock.Receive(ctx, tx, s.scarce, 40, stock.Harvest{}, actor.System{Job: "test"}, s.Now())
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// mixed is what is done with purchases and at doors, in one order for a seed.
func mixed(s *storm, all []*purchase, do func(p *purchase), visits []*visit, call func(v *visit)) []func() {
	var deeds []func()
	for _, p := range all {
		deeds = append(deeds, func() { do(p) })
	}
	for _, v := range visits {
		deeds = append(deeds, func() { call(v) })
	}
	s.r.Shuffle(len(deeds), func(i, j int) { deeds[i], deeds[j] = deeds[j], deeds[i] })
	return deeds
}

// amid does all of it, eight deeds at a time, while workers run and die.
func (s *storm) amid(deeds []func()) {
	over, stop := context.WithCancel(ctx)
	var workers sync.WaitGroup
	for i := range 2 {
		r := rand.New(rand.NewPCG(*stormSeed, uint64(s.days*1000+i)))
		workers.Go(func() {
			for over.Err() == nil {
				s.work(r, true)
				select {
				case <-over.Done():
				case <-time.After(time.Duration(r.IntN(20)) * time.Millisecond):
				}
			}
		})
	}
	queue := make(chan func())
	var hands sync.WaitGroup
	for range 8 {
		hands.Go(func() {
			for do := range queue {
				do()
			}
		})
	}
	for _, do := range deeds {
		queue <- do
	}
	close(queue)
	hands.Wait()
	stop()
	workers.Wait()
}

// work is one round of a worker, which may be killed at any moment of it.
func (s *storm) work(r *rand.Rand, mortal bool) {
	life, kill := context.WithCancel(ctx)
	defer kill()
	if mortal && r.IntN(100) < 40 {
		death := time.AfterFunc(time.Duration(r.IntN(5_000))*time.Microsecond, kill)
		defer death.Stop()
	}
	for _, job := range []func(context.Context) error{s.co.Reconcile, s.co.Expire, s.co.SendRefunds, s.f.ArriveOverdue, s.f.DoorOverdue, s.f.CompleteDue} {
		err := job(life)
		switch {
		case life.Err() != nil:
			s.mu.Lock()
			s.deaths++
			s.mu.Unlock()
			return
		case err != nil && !quiet(err):
			s.t.Error("a job:", err)
		}
	}
}

// refused lets faults pass: refusing is behaving. Anything else is a mistake.
func (s *storm) refused(what string, err error) bool {
	for _, f := range fault.All(err) {
		if f.Kind == fault.Internal {
			s.t.Errorf("%s: %v", what, err)
		}
	}
	if err != nil && len(fault.All(err)) == 0 {
		s.t.Errorf("%s: %v", what, err)
	}
	return err != nil
}

// place buys one to three things and begins to pay.
func (s *storm) place(p *purchase) {
	cart := map[string]int64{}
	for range 1 + p.r.IntN(2) {
		i := p.r.IntN(len(s.goods))
		cart[s.goods[i]] = []int64{int64(1 + p.r.IntN(3)), int64(500 * (1 + p.r.IntN(3)))}[i%2]
	}
	if p.r.IntN(100) < 15 {
		cart[s.scarce] = 1
	}
	for variant, n := range cart {
		if _, err := s.co.PutLine(ctx, p.by, variant, n); s.refused("put", err) {
			s.refused("remove", s.co.RemoveLine(ctx, p.by, variant))
		}
	}
	offer, err := s.co.Show(ctx, p.by, shipping.Place{Scheme: division.Current, Ward: markettest.Ward}, nil)
	if s.refused("show", err) {
		return
	}
	in := s.filled(offer)
	in.Gateway = s.fakes[p.r.IntN(len(s.fakes))].Gateway().Code()
	id, err := s.co.Place(ctx, p.by, in, "storm-"+db.NewID())
	if s.refused("place", err) {
		return // sold out meanwhile: the cart stays, and is changed tomorrow
	}
	if p.g, err = order.FindGroup(ctx, s.DB.Read(ctx), id); err != nil {
		s.t.Error(err)
		return
	}
	of, err := payment.OfGroup(ctx, s.DB.Read(ctx), id)
	if err != nil || len(of) != 1 {
		s.t.Error(err, len(of))
		return
	}
	s.mu.Lock()
	s.of[of[0].ID] = p
	s.mu.Unlock()
	p.code = of[0].Code
	s.begin(p, s.byCode(in.Gateway))
	p.fate = s.draw(p)
}

func (s *storm) byCode(gateway string) contract.Fake {
	i := slices.IndexFunc(s.fakes, func(f contract.Fake) bool { return f.Gateway().Code() == gateway })
	return s.fakes[i]
}

// begin begins to pay with a provider, whose answer may get lost.
func (s *storm) begin(p *purchase, f contract.Fake) {
	if p.r.IntN(100) < 10 {
		f.Lose("begin")
	}
	step, err := s.co.Pay(ctx, p.by, p.g.Code, checkout.PayNow{Gateway: f.Gateway().Code()}, "203.0.113.9")
	if s.refused("pay", err) {
		return
	}
	a := step.Attempt.Kept(p.code, "")
	if !slices.ContainsFunc(p.tries, func(t try) bool { return t.fake == f && t.a.Ref == a.Ref }) {
		p.tries = append(p.tries, try{f, a})
	}
}

// draw decides how a purchase goes on.
func (s *storm) draw(p *purchase) string {
	fates := []struct {
		weight int
		name   string
	}{{40, "pays"}, {8, "pays too little"}, {8, "pays too much"}, {6, "is declined"}, {8, "never pays"}, {10, "is declined and pays elsewhere"},
		{10, "pays late"}, {6, "pays twice"}, {4, "pays and nobody tells"}}
	n := p.r.IntN(100)
	for _, f := range fates {
		if n -= f.weight; n < 0 {
			s.mu.Lock()
			s.counts[f.name]++
			s.mu.Unlock()
			return f.name
		}
	}
	panic("the weights do not add up")
}

// moneyComes is the hour in which most buyers pay.
func (s *storm) moneyComes(p *purchase) {
	if len(p.tries) == 0 {
		return
	}
	first := p.tries[0]
	amount := first.a.Amount
	switch p.fate {
	case "pays too little":
		amount = money.Of(1 + p.r.Int64N(amount.Dong()-1))
		fallthrough
	case "pays", "pays twice":
		s.tell(p, first, first.fake.Pay(first.a, amount))
	case "pays too much":
		s.tell(p, first, first.fake.Pay(first.a, amount.Add(money.Of(1+p.r.Int64N(50_000)))))
	case "pays and nobody tells":
		s.silent(p, first)
	case "is declined", "is declined and pays elsewhere":
		s.tell(p, first, first.fake.Decline(first.a))
	}
	if p.r.IntN(100) < 5 {
		s.deliver(first.fake, []payments.RawRequest{first.fake.Forge(first.a, amount)}, 1)
	}
}

// silent is money of which no message comes: only a question finds it. A bank that cannot
// be asked tells of it days later.
func (s *storm) silent(p *purchase, of try) {
	reqs := of.fake.Pay(of.a, of.a.Amount)
	if of.fake.Gateway().Capabilities().Query {
		return
	}
	for _, req := range reqs {
		s.later(of.fake, req, s.days+1+p.r.IntN(3))
	}
}

func (s *storm) later(f contract.Fake, req payments.RawRequest, due int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.post = append(s.post, letter{f, req, due})
}

// tell sends messages: now or days later, once or many times at once.
func (s *storm) tell(p *purchase, of try, reqs []payments.RawRequest) {
	p.r.Shuffle(len(reqs), func(i, j int) { reqs[i], reqs[j] = reqs[j], reqs[i] })
	for _, req := range reqs {
		if p.r.IntN(100) < 12 {
			s.later(of.fake, req, s.days+p.r.IntN(3))
			continue
		}
		copies := 1
		if p.r.IntN(100) < 20 {
			copies = 1 + p.r.IntN(50)
		}
		s.deliver(of.fake, []payments.RawRequest{req}, copies)
		if p.r.IntN(100) < 10 {
			s.later(of.fake, req, s.days+p.r.IntN(3)) // and once more
		}
	}
}

// deliver brings messages to their webhook, each copies times at once. The market must
// never answer that it failed.
func (s *storm) deliver(f contract.Fake, reqs []payments.RawRequest, copies int) {
	var all sync.WaitGroup
	for _, req := range reqs {
		for range copies {
			all.Go(func() { s.hear(f, s.co.Receive(ctx, f.Listener(), req)) })
		}
	}
	all.Wait()
}

func (s *storm) hear(f contract.Fake, said payments.Answer) {
	failure := f.Listener().Ack(payments.OurFailure, nil)
	if reflect.DeepEqual(said, failure) {
		// Some providers hear one word for "failed" and "not yet": ask what is different.
		if !reflect.DeepEqual(failure, f.Listener().Ack(payments.UnknownRef, nil)) {
			s.t.Errorf("%s is answered %d %s", f.Gateway().Code(), said.Status, said.Body)
		}
	}
	s.mu.Lock()
	s.heard[f.Gateway().Code()]++
	s.mu.Unlock()
}

// secondThoughts is a buyer who turns to another provider.
func (s *storm) secondThoughts(p *purchase) {
	if p.fate != "is declined and pays elsewhere" && p.fate != "pays twice" && p.fate != "pays too little" || len(p.tries) == 0 {
		return
	}
	before := len(p.tries)
	s.begin(p, s.fakes[p.r.IntN(len(s.fakes))])
	if len(p.tries) > before {
		last := p.tries[len(p.tries)-1]
		if p.fate == "pays too little" && p.r.IntN(2) == 0 {
			return
		}
		s.tell(p, last, last.fake.Pay(last.a, last.a.Amount))
	}
	if p.fate == "is declined and pays elsewhere" { // or the first went through after all
		switch p.r.IntN(6) {
		case 0:
			s.tell(p, p.tries[0], p.tries[0].fake.Pay(p.tries[0].a, p.tries[0].a.Amount))
		case 1:
			s.silent(p, p.tries[0])
		}
	}
}

// lateMoney comes when the order has ended.
func (s *storm) lateMoney(p *purchase) {
	if p.fate == "pays late" && len(p.tries) > 0 {
		s.tell(p, p.tries[0], p.tries[0].fake.Pay(p.tries[0].a, p.tries[0].a.Amount))
	}
}

// changesOfMind is a buyer who cancels, or a seller who cannot send.
func (s *storm) changesOfMind(p *purchase) {
	if p.r.IntN(100) >= 15 {
		return
	}
	if p.r.IntN(100) < 30 && len(p.tries) > 0 {
		p.tries[0].fake.Lose("refund")
	}
	for range 4 {
		err := s.DB.Tx(ctx, func(tx *gorm.DB) error {
			orders, err := order.OfGroup(ctx, tx, p.g.ID)
			if err != nil {
				return err
			}
			i := p.r.IntN(len(orders))
			return payment.Unwind(ctx, tx, s.co.Gateways, &orders[i], p.by, "cancel.changed_mind", s.Now())
		})
		if !s.refused("cancel", err) || !fault.Has(err, "order.moved") {
			return
		}
	}
}

// mail delivers what is due, or all.
func (s *storm) mail(all bool) {
	now := s.post[:0:0]
	s.post = slices.DeleteFunc(s.post, func(l letter) bool {
		if all || l.due <= s.days {
			now = append(now, l)
			return true
		}
		return false
	})
	s.r.Shuffle(len(now), func(i, j int) { now[i], now[j] = now[j], now[i] })
	for _, l := range now {
		s.deliver(l.fake, []payments.RawRequest{l.req}, 1+s.r.IntN(4))
	}
	if pull := s.transfers(); s.r.IntN(2) == 0 { // and one that names nobody
		id, amount := fmt.Sprintf("7%09d", s.days), money.Of(1+s.r.Int64N(200_000))
		s.stray[id] = amount
		s.deliver(pull, []payments.RawRequest{pull.Transfer(id, amount, "cam on ba con")}, 3)
	}
}

// transferrer is a stand-in for a bank at which anybody can transfer anything.
type transferrer interface {
	contract.Fake
	Transfer(id string, amount money.VND, content string) payments.RawRequest
}

func (s *storm) transfers() transferrer {
	for _, f := range s.fakes {
		if t, ok := f.(transferrer); ok {
			return t
		}
	}
	panic("no bank among the providers")
}

// settle lets the schedules run while the desk does its work.
func (s *storm) settle() {
	for _, p := range []struct {
		times int
		by    time.Duration
	}{{6, 5 * time.Minute}, {4, 40 * time.Minute}, {4, 7 * time.Hour}} {
		for range p.times {
			s.pass(p.by)
			s.drain()
		}
		s.deskWorks()
	}
}

// drain works until nothing is due now.
func (s *storm) drain() {
	for range 100 {
		s.work(s.r, false)
		now := s.Now()
		if s.Count(s.t, "attempts", "poll_at > 0 AND poll_at <= ?", now)+s.Count(s.t, "refunds", "poll_at > 0 AND poll_at <= ?", now)+
			s.Count(s.t, "payments", "status IN ('due', 'checking') AND hold_until <= ? AND NOT at_door", now) == 0 {
			return
		}
		s.pass(time.Second) // a gateway that was asked a moment ago is asked later
	}
	// What is asked too often today is asked tomorrow: judge finds what never ends.
}

// calm lets all letters arrive and all schedules run until nothing more can happen.
func (s *storm) calm() {
	s.days += 10
	s.mail(true)
	for range 40 {
		s.settle()
		if s.open() == 0 {
			return
		}
	}
}

// waiting is what must not wait in the end.
var waiting = []struct{ what, table, where string }{
	{"payment waits", "payments", "status IN ('due', 'checking')"},
	{"attempt is asked about for ever", "attempts", "poll_at > 0"},
	{"refund waits", "refunds", "status <> 'done'"},
	{"transfer is not matched", "bank_credits", "state = 'unmatched'"},
	{"task is open", "money_tasks", "state = 'open'"},
	{"order waits for money that never comes", "orders", "status = 'placed' AND confirm_by = 0"},
	{"parcel is under way for ever", "orders", "status IN ('confirmed', 'packed', 'shipped', 'delivered')"},
	{"cash lies with a carrier", "collections", "state = 'held'"},
}

func (s *storm) open() (n int64) {
	for _, w := range waiting {
		n += s.Count(s.t, w.table, w.where)
	}
	return n
}

// deskWorks asks buyers for accounts, transfers refunds, sends back what names nobody, and
// answers from the providers' own books where a gateway does not.
func (s *storm) deskWorks() {
	s.remit()
	account := checkout.RefundAccount{BankBIN: "970436", Number: "00112233", Holder: "NGUOI THU"}
	var refunds []payment.Refund
	if err := s.DB.Read(ctx).Where("status <> 'done' AND poll_at = 0").Order("id").Find(&refunds).Error; err != nil {
		s.t.Fatal(err)
	}
	for _, r := range refunds {
		p := s.of[r.PaymentID]
		if r.Status == payment.RefundNeedsAccount {
			s.refused("name", s.co.NameRefundAccount(ctx, p.by, p.g.Code, account, anyBank))
		}
		if !s.refused("transfer", s.co.MarkTransferred(ctx, s.desk, r.ID, "FT26112200", db.NewID())) {
			s.byHand = s.byHand.Add(r.Amount)
		}
	}
	var doubtful []payment.Credit // of one sum within half an hour: here each is money of its own
	if err := s.DB.Read(ctx).Where("state = 'doubtful'").Order("id").Find(&doubtful).Error; err != nil {
		s.t.Fatal(err)
	}
	for _, c := range doubtful {
		s.refused("judge", s.co.JudgeTwin(ctx, s.desk, c.ID, false))
	}
	var stray []payment.Credit
	if err := s.DB.Read(ctx).Where("state = 'unmatched'").Order("id").Find(&stray).Error; err != nil {
		s.t.Fatal(err)
	}
	for _, c := range stray {
		if s.run != nil && c.SourceID == s.run.transfer {
			continue // a carrier's
		}
		if !s.refused("return", s.co.ReturnCredit(ctx, s.desk, c.ID, "FT26112201")) {
			s.byHand = s.byHand.Add(c.Amount)
		}
	}
	var questions []payment.Task
	err := s.DB.Read(ctx).Where("state = 'open' AND kind NOT IN ('transfer', 'unmatched', 'under')").Order("id").Find(&questions).Error
	if err != nil {
		s.t.Fatal(err)
	}
	for _, q := range questions {
		if q.Kind == payment.TaskDoor {
			s.findOut(*q.PaymentID)
			continue
		}
		s.refused("close", s.co.CloseTask(ctx, s.desk, q.ID, "the gateway's books agree with ours"))
	}
}

// judge compares the providers' books with the market's.
func (s *storm) judge() {
	t := s.t
	found, err := report.Verify(ctx, s.DB.Read(ctx))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Error(v)
	}
	s.balanced()
	for _, w := range waiting {
		if n := s.Count(t, w.table, w.where); n > 0 {
			t.Errorf("%d × %s", n, w.what)
		}
	}
	for _, p := range s.bought {
		s.judgeOne(t, p.g, p.code)
	}
	s.judgeDoors()
	if s.deaths == 0 {
		t.Error("no worker died: this was no storm")
	}
	t.Logf("%d purchases and %d at doors, %v; messages heard %v; %d workers died; %v transferred by hand; %d stray transfers",
		len(s.bought), len(s.visits), s.counts, s.heard, s.deaths, s.byHand, len(s.stray))
}

// balanced compares what each provider took and gave back with where the ledger has it.
func (s *storm) balanced() {
	q := s.DB.Read(ctx)
	kept := map[ledger.Account]money.VND{}
	seen := map[string]bool{}
	for _, p := range s.bought {
		for _, of := range p.tries {
			if key := of.fake.Gateway().Code() + of.a.Ref; seen[key] {
				continue
			} else {
				seen[key] = true
			}
			at := ledger.Gateway(of.fake.Gateway().Code())
			if of.fake.Gateway().Capabilities().ByBankCredit {
				at = ledger.Bank()
			}
			kept[at] = kept[at].Add(of.fake.Taken(of.a.Ref)).Sub(of.fake.Refunded(of.a.Ref))
		}
	}
	for _, amount := range s.stray {
		kept[ledger.Bank()] = kept[ledger.Bank()].Add(amount)
	}
	for _, v := range s.visits {
		kept[ledger.Bank()] = kept[ledger.Bank()].Add(v.sent)
	}
	kept[ledger.Bank()] = kept[ledger.Bank()].Add(s.remitted).Sub(s.byHand)
	for at, want := range kept {
		got, err := ledger.Balance(ctx, q, at)
		if err != nil {
			s.t.Fatal(err)
		}
		if got.Neg() != want {
			s.t.Errorf("%v keeps %v, the ledger says %v", at, want, got.Neg())
		}
	}
}
