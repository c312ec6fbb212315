package aftersale_test

import (
	"maps"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"
	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/payments"
)

// path is one purchase from one or two sellers, driven by chance.
type path struct {
	*market
	rt      *rapid.T
	t       testing.TB
	sellers map[string]actor.Member
	buyer   aftersale.Buyer
	group   order.Group
	event   payments.Event
	begun   bool
	done    map[string]int // verbs that had their way
}

// TestEveryPathEnds lets people do whatever they like, in any order and at any time, and
// then leave: the clocks alone bring every order to an end, with its money where it
// belongs and its stock free.
func TestEveryPathEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m, done := open(t, d, order.EarnedByCarrier), map[string]int{}
		rapid.Check(t, func(rt *rapid.T) {
			p := &path{market: m, rt: rt, t: t, done: done}
			p.begin()
			p.ahead()
			for range rapid.IntRange(0, 30).Draw(rt, "steps") {
				p.step()
			}
			p.explained()
			p.leave()
			p.ended()
			p.explained()
		})
		m.Prove(t)
		for _, verb := range slices.Sorted(maps.Keys(done)) {
			t.Logf("%4d × %s", done[verb], verb)
		}
	})
}

func (p *path) begin() {
	b := p.Buyer(p.t)
	p.buyer, p.sellers = buyerOf(b), map[string]actor.Member{}
	cart := map[string]int64{}
	for range rapid.IntRange(1, 2).Draw(p.rt, "sellers") {
		id, member := p.Seller(p.t)
		p.sellers[id] = member
		p.everyWay(id)
		cart[p.Variant(p.t, markettest.Good{SellerID: id, Basis: "gram", Price: 73_333, Stock: 50_000, TaxClass: "own_raw_produce"})] = 100 * rapid.Int64Range(1, 40).Draw(p.rt, "grams")
		if rapid.Bool().Draw(p.rt, "more") {
			cart[p.Variant(p.t, markettest.Good{SellerID: id, Price: 49_999, Stock: 50, ShelfLife: 12})] = rapid.Int64Range(1, 6).Draw(p.rt, "pieces")
		}
	}
	p.group = p.Placed(p.t, b, cart, rapid.SampledFrom([]string{"flat", "counter", "pickup"}).Draw(p.rt, "carrier"))
	if p.begun = rapid.SampledFrom([]bool{true, true, false, true}).Draw(p.rt, "pays"); p.begun {
		p.event = p.Begun(p.t, b, p.group)
		if rapid.SampledFrom([]bool{true, false, true, true}).Draw(p.rt, "paid at once") {
			p.Tell(p.t, p.event)
		}
	}
}

// ahead brings the orders some way along the road before chance takes over.
func (p *path) ahead() {
	far := rapid.SampledFrom([]order.Status{order.Delivered, order.Shipped, order.Confirmed, order.Packed, order.Completed, order.Placed}).Draw(p.rt, "from")
	for _, o := range p.Orders(p.t, p.group) {
		if o.ConfirmBy > 0 {
			s := &sale{market: p.market, seller: p.sellers[o.SellerID], id: o.ID}
			s.until(p.t, far)
		}
	}
}

// everyWay lets a seller send by all carriers.
func (p *path) everyWay(sellerID string) {
	by := actor.System{Job: "test"}
	places, err := saletest.Places()
	fine(p.t, err)
	fine(p.t, p.DB.Tx(ctx, func(tx *gorm.DB) error {
		for _, code := range []string{"flat", "counter"} {
			if err := shipping.SetDelivery(ctx, tx, p.Carriers, sellerID, shipping.Delivery{Carrier: code, Active: true}, by, p.Now()); err != nil {
				return err
			}
		}
		_, err := shipping.AddPickupPoint(ctx, tx, places, sellerID, shipping.NewPoint{Name: "Chợ", WardCode: markettest.Ward, Street: "Chợ", Days: []int{6}, Hours: "Sáng"}, by, p.Now())
		return err
	}))
}

// step is one thing that somebody tries.
func (p *path) step() {
	orders := p.Orders(p.t, p.group)
	o := rapid.SampledFrom(orders).Draw(p.rt, "order")
	seller := actor.Actor(p.sellers[o.SellerID])
	buyer := fulfillment.Buyer{Shopper: p.buyer.Shopper, PersonID: p.buyer.PersonID, PhoneID: p.buyer.PhoneID}
	ticket := ""
	if all, err := complaint.OfOrders(ctx, p.DB.Read(ctx), o.ID); err == nil && len(all) > 0 {
		ticket = all[len(all)-1].ID
	}
	verbs := map[string]func() error{
		"pay":     func() error { p.tell(); return nil },
		"confirm": func() error { _, err := p.f.Confirm(ctx, seller, o.ID); return err },
		"refuse": func() error {
			_, err := p.f.Refuse(ctx, seller, o.ID, fulfillment.Refusal{Reason: "refuse.away"})
			return err
		},
		"pack":    func() error { _, err := p.f.Pack(ctx, seller, o.ID, p.weights(o)); return err },
		"yes":     func() error { _, err := p.f.TakeLess(ctx, buyer, o.ID); return err },
		"no":      func() error { _, err := p.f.DeclineLess(ctx, buyer, o.ID); return err },
		"ship":    func() error { _, err := p.f.Ship(ctx, seller, o.ID, p.tracking()); return err },
		"deliver": func() error { _, err := p.f.Deliver(ctx, seller, o.ID); return err },
		"receive": func() error { _, err := p.f.ConfirmReceived(ctx, buyer, o.ID); return err },
		"return": func() error {
			in := fulfillment.Return{Reason: rapid.SampledFrom(fulfillment.ReturnReasons).Draw(p.rt, "why"), Restock: rapid.Bool().Draw(p.rt, "restock")}
			_, err := p.f.ReturnToSender(ctx, seller, o.ID, in)
			return err
		},
		"cancel":  func() error { _, err := p.a.Cancel(ctx, p.buyer, o.ID, "cancel.other"); return err },
		"discard": func() error { _, err := p.a.CancelByDesk(ctx, desk, o.ID, "desk.mistake"); return err },
		"complain": func() error {
			in := aftersale.Complaint{Reason: rapid.SampledFrom(complaint.Reasons).Draw(p.rt, "reason"), Text: "x", Lines: p.some(o)}
			_, err := p.a.Complain(ctx, p.buyer, o.ID, in, db.NewID())
			return err
		},
		"offer": func() error {
			_, err := p.a.Offer(ctx, seller, ticket, aftersale.Answer{Terms: p.terms(o), Again: rapid.Bool().Draw(p.rt, "again"), Text: "x"})
			return err
		},
		"accept": func() error { _, err := p.a.Accept(ctx, p.buyer, ticket); return err },
		"insist": func() error { _, err := p.a.Insist(ctx, p.buyer, ticket); return err },
		"let be": func() error { _, err := p.a.LetBe(ctx, p.buyer, ticket); return err },
		"decide": func() error {
			in := aftersale.Decision{Terms: p.terms(o), Text: "x", Reject: rapid.IntRange(0, 3).Draw(p.rt, "reject") == 0,
				Bearer: rapid.SampledFrom([]string{"seller", "earner", "market"}).Draw(p.rt, "bearer")}
			_, err := p.a.Decide(ctx, desk, ticket, in)
			return err
		},
		"late": func() error { // a complaint of what should have come by now
			p.Pass(10 * 24 * time.Hour)
			_, err := p.a.Complain(ctx, p.buyer, o.ID, aftersale.Complaint{Reason: complaint.Late, Text: "x", Lines: p.some(o)}, db.NewID())
			return err
		},
		"wait": func() error {
			p.Pass(time.Duration(rapid.IntRange(1, 100).Draw(p.rt, "hours")) * time.Hour)
			return nil
		},
		"tick": func() error { p.tick(p.rt); return nil },
	}
	// Rapid favours both ends of a list; what ends a path early stands in the middle.
	name := rapid.SampledFrom([]string{
		"complain", "offer", "late", "pack", "yes", "accept", "insist", "wait", "receive", "let be", "pay", "cancel", "refuse", "discard", "no", "return",
		"tick", "ship", "decide", "confirm", "offer", "deliver",
	}).Draw(p.rt, "verb")
	err := verbs[name]()
	if err == nil {
		p.done[name]++
		return
	}
	if fs := fault.All(err); len(fs) == 0 || fault.Is(err, fault.Internal) || fault.Is(err, fault.Unavailable) {
		p.rt.Fatalf("%s of a %s order: %v", name, o.Status, err)
	}
}

func (p *path) tell() {
	if p.begun {
		p.Tell(p.t, p.event)
	}
}

// weights are what is packed of an order: mostly about what was ordered.
func (p *path) weights(o order.Order) map[string]int64 {
	q := map[string]int64{}
	for _, l := range p.Lines(p.t, o.ID) {
		q[l.ID] = l.Quantity * rapid.SampledFrom([]int64{100, 100, 100, 99, 101, 95, 50, 0}).Draw(p.rt, "per cent") / 100
	}
	return q
}

func (p *path) tracking() string {
	return rapid.SampledFrom([]string{"", "VN" + db.NewID()[24:], "??"}).Draw(p.rt, "tracking")
}

// some are lines of an order, maybe none.
func (p *path) some(o order.Order) []string {
	var out []string
	for _, l := range p.Lines(p.t, o.ID) {
		if rapid.Bool().Draw(p.rt, "line") {
			out = append(out, l.ID)
		}
	}
	return out
}

// terms are money back: all, some or none of each line and of the delivery.
func (p *path) terms(o order.Order) aftersale.Terms {
	in := aftersale.Terms{Lines: map[string]money.VND{}}
	share := func(v money.VND) money.VND {
		return v.Share(money.BasisPoints(rapid.SampledFrom([]int{0, 3333, 10_000}).Draw(p.rt, "share")))
	}
	for _, l := range p.Lines(p.t, o.ID) {
		amount := l.Amount
		if o.Packed() {
			amount = l.PackedAmount
		}
		in.Lines[l.ID] = share(amount)
	}
	in.Shipping = share(o.Shipping)
	return in
}

// leave lets time pass until nobody and nothing is waited for.
func (p *path) leave() {
	for range 90 {
		if p.quiet() {
			return
		}
		p.Pass(24 * time.Hour)
		p.tick(p.rt)
	}
	for _, o := range p.Orders(p.t, p.group) {
		p.rt.Errorf("after 90 days an order is %s", o.Status)
	}
	p.rt.Fatalf("the path does not end")
}

func (p *path) quiet() bool {
	for _, o := range p.Orders(p.t, p.group) {
		if !o.Status.Ended() {
			return false
		}
	}
	return p.Count(p.t, "tickets", "group_id = ? AND state <> 'closed'", p.group.ID) == 0 &&
		p.Count(p.t, "payments", "group_id = ? AND (status IN ('due', 'checking') OR refunding > 0)", p.group.ID) == 0
}

func (p *path) ended() {
	for _, o := range p.Orders(p.t, p.group) {
		p.done["ended "+string(o.Status)]++
		if left := p.Balance(p.t, ledger.Escrow(o.ID)); left != 0 {
			p.rt.Errorf("a %s order keeps %d in escrow", o.Status, left)
		}
		if n := p.Count(p.t, "holds", "holder = ? AND state = 'held'", o.ID); n != 0 {
			p.rt.Errorf("a %s order holds stock", o.Status)
		}
		if at := p.Count(p.t, "orders", "id = ? AND (confirm_by > 0 OR complete_after > 0)", o.ID); at != 0 {
			p.rt.Errorf("a %s order has a clock that runs", o.Status)
		}
	}
	if n := p.Count(p.t, "account_balances", "kind <> 'payout_transit' AND balance <> 0"); n != 0 {
		p.rt.Errorf("%d accounts of money on its way are not empty", n)
	}
}
