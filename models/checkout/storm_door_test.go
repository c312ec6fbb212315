package checkout_test

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/remittance"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/cod"
)

// stormDoors is of how many purchases of a storm one is paid where it arrives.
const stormDoors = 6

// stall is a seller of a piece good and a weighed one.
type stall struct {
	member         actor.Member
	piece, weighed string
}

// visit is an order that is paid where it arrives, and what its buyer really gave.
type visit struct {
	*purchase
	id     string // of the order
	stall  actor.Member
	taker  order.Taker
	asked  money.VND // at the door
	sent   money.VND // by transfer
	cash   money.VND // into somebody's hand
	secret bool      // who took it tells nobody
}

// run is a carrier's file and the transfer that goes with it.
type run struct{ id, transfer string }

// door is the gateway at the door: the bank's QR on the slip, and cash.
func (s *storm) door() payments.Gateway {
	g, err := cod.New(cod.Config{Transfer: s.transfers().Gateway(), Cash: true})
	if err != nil {
		s.t.Fatal(err)
	}
	return g
}

// turn lets the seller take the money on one day and the carrier on the next.
func (s *storm) turn() {
	taker := order.SellerTakes
	if s.days%2 == 1 {
		taker = order.CarrierTakes
	}
	carriers, err := shipping.NewCarriers(markettest.Carrier{Door: taker})
	if err != nil {
		s.t.Fatal(err)
	}
	s.co.Carriers, s.co.DoorLimit = carriers, 1_000
	s.f = &fulfillment.Fulfillment{DB: s.DB, Now: s.Now, Gateways: s.co.Gateways, Carriers: carriers, Log: slog.New(slog.DiscardHandler)}
}

// callers are those of today who pay at the door.
func (s *storm) callers(n int) []*visit {
	s.turn()
	out := make([]*visit, min(n, len(s.guests)))
	for i := range out {
		r := rand.New(rand.NewPCG(*stormSeed, uint64(1_000_000+len(s.visits)+i)))
		out[i] = &visit{purchase: &purchase{by: s.guests[i], r: r}}
	}
	return out
}

// send orders something of one stall, which packs a little less of what is weighed and
// sends it.
func (s *storm) send(v *visit) {
	at := s.stalls[v.r.IntN(len(s.stalls))]
	v.stall = at.member
	for variant, n := range map[string]int64{at.piece: int64(1 + v.r.IntN(3)), at.weighed: int64(500 * (1 + v.r.IntN(3)))} {
		_, err := s.co.PutLine(ctx, v.by, variant, n)
		s.refused("put", err)
	}
	offer, err := s.co.Show(ctx, v.by, shipping.Place{Scheme: division.Current, Ward: markettest.Ward}, nil)
	if s.refused("show", err) {
		return
	}
	in := s.filled(offer)
	in.Gateway = cod.Code
	id, err := s.co.Place(ctx, v.by, in, "storm-"+db.NewID())
	if s.refused("place at the door", err) {
		return // twice not taken: pays before
	}
	if v.g, err = order.FindGroup(ctx, s.DB.Read(ctx), id); err != nil {
		s.t.Error(err)
		return
	}
	orders, err := order.OfGroup(ctx, s.DB.Read(ctx), id)
	if err != nil || len(orders) != 1 {
		s.t.Error(err, len(orders))
		return
	}
	o := orders[0]
	p, _, err := payment.OfOrder(ctx, s.DB.Read(ctx), o.ID)
	if err != nil {
		s.t.Error(err)
		return
	}
	s.mu.Lock()
	s.of[p.ID] = v.purchase
	s.mu.Unlock()
	v.id, v.code, v.taker = o.ID, p.Code, o.DoorTaker
	lines, err := order.Lines(ctx, s.DB.Read(ctx), o.ID)
	if err != nil {
		s.t.Error(err)
	}
	packs := map[string]int64{}
	for _, l := range lines {
		packs[l.ID] = l.Quantity
		if l.Basis == measure.Gram {
			packs[l.ID] -= v.r.Int64N(l.Quantity / 60)
		}
	}
	for what, step := range []func() error{
		func() error { _, err := s.f.Confirm(ctx, v.stall, o.ID); return err },
		func() error { _, err := s.f.Pack(ctx, v.stall, o.ID, packs); return err },
		func() error { _, err := s.f.Ship(ctx, v.stall, o.ID, ""); return err },
	} {
		if err := step(); err != nil {
			s.t.Errorf("step %d to a door: %v", what, err)
		}
	}
	v.asked = s.missing(v)
	v.fate = s.drawAtDoor(v)
}

func (s *storm) missing(v *visit) money.VND {
	p, _, err := payment.OfOrder(ctx, s.DB.Read(ctx), v.id)
	if err != nil {
		s.t.Error(err)
	}
	return p.Missing()
}

func (s *storm) drawAtDoor(v *visit) string {
	fates := []string{"slip", "slip", "slip twice", "slip too much", "slip in two", "slip and the rest in cash", "cash", "cash", "cash and slip at once",
		"cash that nobody tells of", "not taken", "not taken, and pays", "nobody is there"}
	fate := "door: " + fates[v.r.IntN(len(fates))]
	s.mu.Lock()
	s.counts[fate]++
	s.mu.Unlock()
	return fate
}

// ring is what happens at the door.
func (s *storm) ring(v *visit) {
	some := money.Of(1 + v.r.Int64N(v.asked.Dong()-1))
	switch v.fate {
	case "door: slip":
		s.scan(v, v.asked)
	case "door: slip twice":
		s.scan(v, v.asked)
		s.scan(v, v.asked)
	case "door: slip too much":
		s.scan(v, v.asked.Add(some))
	case "door: slip in two":
		s.scan(v, some)
		s.scan(v, v.asked.Sub(some))
	case "door: slip and the rest in cash":
		s.scan(v, some)
		s.give(v)
	case "door: cash":
		s.give(v)
	case "door: cash and slip at once":
		together(func() { s.give(v) }, func() { s.scan(v, v.asked) })
	case "door: cash that nobody tells of":
		if v.taker == order.CarrierTakes {
			v.cash, v.secret = v.asked, true // its file tells
			return
		}
		s.give(v)
	case "door: not taken":
		s.comesBack(v)
	case "door: not taken, and pays":
		together(func() { s.comesBack(v) }, func() { s.scan(v, v.asked) })
	}
}

// together does two things at the same moment.
func together(deeds ...func()) {
	var all sync.WaitGroup
	for _, do := range deeds {
		all.Go(do)
	}
	all.Wait()
}

// scan is a transfer by the QR of the slip, of which the bank tells now or days later.
func (s *storm) scan(v *visit, amount money.VND) {
	pull := s.transfers()
	s.mu.Lock()
	s.runs++
	id := fmt.Sprintf("8%09d", s.runs)
	v.sent = v.sent.Add(amount)
	s.mu.Unlock()
	s.tell(v.purchase, try{fake: pull}, []payments.RawRequest{pull.Transfer(id, amount, v.code+" tra tien don")})
}

// give is cash at the door, told of twice at once; what is paid already is not taken.
func (s *storm) give(v *visit) {
	var told sync.WaitGroup
	for range 2 {
		told.Go(func() { _, err := s.co.TakeCash(ctx, v.stall, v.id); s.refused("cash", err) })
	}
	told.Wait()
	c, taken, err := collection.OfOrder(ctx, s.DB.Read(ctx), v.id)
	if err != nil {
		s.t.Error(err)
	}
	if taken {
		v.cash = c.Amount
	}
}

func (s *storm) comesBack(v *visit) {
	_, err := s.f.ReturnToSender(ctx, v.stall, v.id, fulfillment.Return{Reason: "return.refused", Restock: true})
	s.refused("return", err)
}

// handOver gives the parcel to who has paid.
func (s *storm) handOver(v *visit) {
	if v.sent.Add(v.cash).Cmp(v.asked) >= 0 && !v.secret {
		_, err := s.f.Deliver(ctx, v.stall, v.id)
		s.refused("hand over", err)
	}
}

// afterwards somebody pays for a parcel that was carried away again, or was paid.
func (s *storm) afterwards(v *visit) {
	if v.r.IntN(100) < 8 && v.fate != "door: cash that nobody tells of" {
		s.scan(v, v.asked)
	}
}

// remit is a carrier that hands over what it took, also what nobody has told of, in one
// transfer with a file.
func (s *storm) remit() {
	desk := &remittance.Desk{DB: s.DB, Now: s.Now, Checkout: s.co, Carriers: s.co.Carriers}
	if s.run == nil {
		s.file(desk)
	}
	if s.run == nil {
		return
	}
	var credit string
	if err := s.DB.Read(ctx).Raw("SELECT id FROM bank_credits WHERE source_id = ?", s.run.transfer).Scan(&credit).Error; err != nil {
		s.t.Fatal(err)
	}
	if _, err := desk.Clear(ctx, s.desk, s.run.id, credit); !s.refused("clear", err) {
		s.run = nil
	}
}

func (s *storm) file(desk *remittance.Desk) {
	held := map[string]money.VND{}
	var all []collection.Collection
	if err := s.DB.Read(ctx).Where("state = 'held'").Order("id").Limit(300).Find(&all).Error; err != nil {
		s.t.Fatal(err)
	}
	for _, c := range all {
		held[c.OrderID] = c.Amount
	}
	for _, v := range s.visits {
		if v.secret && len(held) < 400 {
			v.secret, held[v.id] = false, v.cash
		}
	}
	if len(held) == 0 {
		return
	}
	var total money.VND
	text := strings.Builder{}
	text.WriteString("code,amount\n")
	for _, v := range s.visits {
		amount, has := held[v.id]
		if !has {
			continue
		}
		o, err := order.Find(ctx, s.DB.Read(ctx), v.id)
		if err != nil {
			s.t.Fatal(err)
		}
		fmt.Fprintf(&text, "%s,%d\n", o.Code, amount.Dong())
		total = total.Add(amount)
	}
	s.runs++
	name := fmt.Sprintf("BANGKE%05d", s.runs)
	r, err := desk.TakeIn(ctx, s.desk, remittance.NewFile{Carrier: shipping.Standard, Reference: name}, []byte(text.String()))
	if err != nil || r.Total != total {
		s.t.Fatal(r.Total, total, err)
	}
	pull := s.transfers()
	s.run = &run{r.ID, fmt.Sprintf("9%09d", s.runs)}
	s.remitted = s.remitted.Add(total)
	s.deliver(pull, []payments.RawRequest{pull.Transfer(s.run.transfer, total, name)}, 3)
}

// findOut is the desk that asks a seller what became of a parcel.
func (s *storm) findOut(paymentID string) {
	var id string
	if err := s.DB.Read(ctx).Raw("SELECT order_id FROM allocations WHERE payment_id = ?", paymentID).Scan(&id).Error; err != nil {
		s.t.Fatal(err)
	}
	_, err := s.f.ReturnToSender(ctx, s.desk, id, fulfillment.Return{Reason: "return.refused", Restock: true})
	s.refused("find out", err)
}

// judgeDoors asks whether who paid at a door paid for what they have, and for nothing else,
// and whether the cash is where it was left.
func (s *storm) judgeDoors() {
	q := s.DB.Read(ctx)
	var sellers, carriers money.VND
	for _, v := range s.visits {
		o, err := order.Find(ctx, q, v.id)
		if err != nil {
			s.t.Fatal(err)
		}
		p, part, err := payment.OfOrder(ctx, q, v.id)
		if err != nil {
			s.t.Fatal(err)
		}
		var worth money.VND
		switch {
		case o.Status == order.Completed:
			worth = v.asked
		case part.Funded: // brought, paid, and not taken: the way there was gone
			worth = o.Shipping
		}
		if gave := v.sent.Add(v.cash); gave.Sub(p.Refunded) != worth || p.Received != gave || !p.Refunding.IsZero() {
			s.t.Errorf("%s (%s): the order is %s and worth %v, %v was sent and %v given, %v received and %v went back", v.code, v.fate, o.Status, worth, v.sent, v.cash, p.Received, p.Refunded)
		}
		if v.taker == order.CarrierTakes {
			carriers = carriers.Add(v.cash)
		} else {
			sellers = sellers.Add(v.cash)
		}
	}
	var kept int64
	if err := q.Raw("SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM postings WHERE from_kind = 'seller' AND cause_kind = 'capture'").Scan(&kept).Error; err != nil {
		s.t.Fatal(err)
	}
	owed, err := ledger.Balance(ctx, q, ledger.Courier(shipping.Standard))
	if err != nil || !owed.IsZero() || kept != sellers.Dong() || s.remitted != carriers {
		s.t.Errorf("sellers took %v and account for %d, carriers took %v, handed over %v and owe %v (%v)", sellers, kept, carriers, s.remitted, owed, err)
	}
}
