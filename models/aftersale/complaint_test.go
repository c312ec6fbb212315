package aftersale_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

func TestAComplaintStopsTheLastClock(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, order.EarnedBySeller).sold(t, 0).until(t, order.Delivered)
		ticket := s.complains(t, complaint.Damaged, s.honey)
		if ticket.State != complaint.Open || ticket.DueAt != s.Now().Date().AddDays(3).Start() {
			t.Errorf("%+v", ticket) // Sunday: until the end of Tuesday
		}
		s.later(t, 8)
		s.status(t, order.Delivered)
		_, err := s.a.LetBe(ctx, s.buyer, ticket.Code)
		fine(t, err)
		s.state(t, ticket.ID, complaint.Closed)
		s.tick(t)
		s.status(t, order.Completed)
		if back := s.Back(t, s.id); back != 0 {
			t.Errorf("%d goes back", back)
		}
		s.Prove(t)
	})
}

func TestTheSameComplaintTwiceIsOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, order.EarnedBySeller).sold(t, 0).until(t, order.Delivered)
		in, key := aftersale.Complaint{Reason: complaint.Wrong, Text: "Nhầm hàng."}, db.NewID()
		first, err := s.a.Complain(ctx, s.buyer, s.id, in, key)
		fine(t, err)
		again, err := s.a.Complain(ctx, s.buyer, s.id, in, key)
		fine(t, err)
		if first.ID != again.ID || first.Wish != complaint.Refund {
			t.Errorf("%+v and %+v", first, again)
		}
		_, err = s.a.Complain(ctx, s.buyer, s.id, in, db.NewID())
		refused(t, err, "complaint.already")
		for range 2 {
			_, err = s.a.Say(ctx, s.seller, first.Code, aftersale.Reply{Text: "Xin lỗi anh."}, "same")
			fine(t, err)
		}
		if n := s.Count(t, "ticket_messages", ""); n != 2 {
			t.Errorf("%d messages", n)
		}
	})
}

func TestWhatMayBeComplainedOf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d, order.EarnedBySeller)
		s := m.sold(t, 4)
		try := func(reason complaint.Reason) error {
			w, err := s.a.MayComplain(ctx, s.buyer, s.id)
			fine(t, err)
			_, err = s.a.Complain(ctx, s.buyer, s.id, aftersale.Complaint{Reason: reason, Text: "x"}, db.NewID())
			offered := strings.Contains(strings.Join(texts(w.Reasons), " "), string(reason))
			if offered != (err == nil) {
				t.Errorf("%s: offered %v, and told %v", reason, offered, err)
			}
			return err
		}
		refused(t, try(complaint.Late), "complaint.not_sent")
		s.until(t, order.Packed)
		refused(t, try(complaint.Late), "complaint.too_early")
		refused(t, try(complaint.Damaged), "complaint.too_early")
		s.until(t, order.Shipped)
		refused(t, try(complaint.Late), "complaint.too_early")
		s.until(t, order.Delivered)
		s.Pass(aftersale.FreshWithin + time.Millisecond)
		refused(t, try(complaint.Spoiled), "complaint.too_late")
		fine(t, try(complaint.NotAsDescribed))

		late := m.sold(t, 0).until(t, order.Shipped)
		late.Pass(6 * 24 * time.Hour) // promised for Friday
		ticket := late.complains(t, complaint.Late)
		late.later(t, 1)
		_, err := late.a.Offer(ctx, late.seller, ticket.ID, aftersale.Answer{Text: "Đang hỏi bưu tá."})
		fine(t, err)
		late.status(t, order.Shipped)

		old := m.sold(t, 0).until(t, order.Completed)
		old.Pass(aftersale.ClaimWithin - order.Quiet)
		if w, err := old.a.MayComplain(ctx, old.buyer, old.id); err != nil || len(w.Reasons) != len(complaint.Reasons) {
			t.Errorf("%+v, %v", w, err)
		}
		old.Pass(time.Millisecond)
		_, err = old.a.Complain(ctx, old.buyer, old.id, aftersale.Complaint{Reason: complaint.Wrong, Text: "x"}, db.NewID())
		refused(t, err, "complaint.too_late")
	})
}

func texts(all []complaint.Reason) []string {
	out := make([]string, len(all))
	for i, r := range all {
		out[i] = string(r)
	}
	return out
}

func TestBadComplaintsAreToldBesideTheFields(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, order.EarnedBySeller).sold(t, 0).until(t, order.Delivered)
		other := s.sold(t, 0)
		_, err := s.a.Complain(ctx, s.buyer, s.id, aftersale.Complaint{Reason: "angry", Wish: "revenge"}, "k")
		if all := fault.All(err); len(all) != 3 {
			t.Errorf("%v", err)
		}
		for key, in := range map[string]aftersale.Complaint{
			"complaint.lines":  {Reason: complaint.Wrong, Text: "x", Lines: []string{other.tea}},
			"text.too_long":    {Reason: complaint.Wrong, Text: strings.Repeat("x", 2001)},
			"text.control":     {Reason: complaint.Wrong, Text: "x\u202ey"},
			"complaint.photos": {Reason: complaint.Wrong, Text: "x", Photos: make([]string, 7)},
			"media.absent":     {Reason: complaint.Wrong, Text: "x", Photos: []string{"none"}},
		} {
			_, err := s.a.Complain(ctx, s.buyer, s.id, in, db.NewID())
			refused(t, err, key)
		}
		_, err = s.a.Complain(ctx, other.buyer, s.id, aftersale.Complaint{Reason: complaint.Wrong, Text: "x"}, "k")
		refused(t, err, "order.unknown")
		if n := s.Count(t, "tickets", ""); n != 0 {
			t.Errorf("%d tickets", n)
		}
		if at := s.Order(t, s.id).CompleteAfter; at == 0 {
			t.Error("a refused complaint has stopped the clock")
		}
	})
}

func TestOnlyTheTwoSidesAndTheDeskSeeIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, order.EarnedBySeller).sold(t, 0).until(t, order.Delivered)
		ticket := s.complains(t, complaint.Damaged, s.honey)
		other := s.sold(t, 0)
		helper := actor.Helper{PersonID: "h", SellerID: s.seller.SellerID}
		for by, want := range map[actor.Actor]complaint.Author{s.buyer: complaint.ByBuyer, s.seller: complaint.BySeller, helper: complaint.BySeller, desk: complaint.ByDesk} {
			v, err := s.a.Show(ctx, by, ticket.Code)
			fine(t, err)
			if v.Side != want || len(v.Lines) != 1 || len(v.Talk) != 1 || len(v.Steps) != 1 || v.Left.Sum().Dong() != paidGoods+delivery {
				t.Errorf("%s sees %+v", want, v)
			}
		}
		reader := s.seller
		reader.Rights = actor.NewRights(actor.SeeOrders)
		_, err := s.a.Show(ctx, reader, ticket.ID)
		refused(t, err, "right.handle_orders")
		for _, by := range []actor.Actor{other.buyer, other.seller, actor.Helper{SellerID: other.seller.SellerID}, actor.Officer{}} {
			_, err := s.a.Show(ctx, by, ticket.ID)
			refused(t, err, "complaint.unknown")
			_, err = s.a.Say(ctx, by, ticket.ID, aftersale.Reply{Text: "x"}, "k")
			refused(t, err, "complaint.unknown")
			_, err = s.a.Offer(ctx, by, ticket.ID, aftersale.Answer{Text: "x"})
			refused(t, err, "complaint.unknown")
		}
		_, err = s.a.Offer(ctx, s.buyer, ticket.ID, aftersale.Answer{Text: "x", Terms: s.gives(50_000)})
		refused(t, err, "complaint.unknown")
		_, err = s.a.Accept(ctx, other.buyer, ticket.ID)
		refused(t, err, "complaint.unknown")
	})
}

// TestHowComplaintsEnd walks every way to the end and what becomes of order and money.
func TestHowComplaintsEnd(t *testing.T) {
	type ends struct {
		name   string
		from   order.Status
		about  func(s *sale) []string
		do     func(t *testing.T, s *sale, id string)
		state  complaint.State
		status order.Status
		back   int64
		loss   int64 // what the market bears
	}
	honey := func(s *sale) []string { return []string{s.honey} }
	all := func(*sale) []string { return nil }
	offer := func(dong int64, again bool) func(t *testing.T, s *sale, id string) {
		return func(t *testing.T, s *sale, id string) {
			_, err := s.a.Offer(ctx, s.seller, id, aftersale.Answer{Terms: s.gives(dong), Again: again, Text: "Chúng tôi xin đền."})
			fine(t, err)
		}
	}
	accept := func(dong int64, again bool) func(t *testing.T, s *sale, id string) {
		return func(t *testing.T, s *sale, id string) {
			offer(dong, again)(t, s, id)
			s.state(t, id, complaint.Answered)
			for range 2 {
				_, err := s.a.Accept(ctx, s.buyer, id)
				fine(t, err)
			}
		}
	}
	insist := func(t *testing.T, s *sale, id string) {
		offer(0, false)(t, s, id)
		for range 2 {
			_, err := s.a.Insist(ctx, s.buyer, id)
			fine(t, err)
		}
		s.state(t, id, complaint.Escalated)
		_, err := s.a.Offer(ctx, s.seller, id, aftersale.Answer{Text: "x"})
		refused(t, err, "complaint.move")
	}
	decide := func(in func(s *sale) aftersale.Decision) func(t *testing.T, s *sale, id string) {
		return func(t *testing.T, s *sale, id string) {
			insist(t, s, id)
			d := in(s)
			d.Text = "Bàn trợ giúp đã xem."
			_, err := s.a.Decide(ctx, desk, id, d)
			fine(t, err)
		}
	}
	ways := []ends{
		{"granted at once", order.Delivered, honey, offer(50_000, false), complaint.Agreed, order.Completed, 50_000, 0},
		{"a part, taken", order.Delivered, honey, accept(20_000, false), complaint.Agreed, order.Completed, 20_000, 0},
		{"sent again, taken", order.Delivered, honey, accept(0, true), complaint.Agreed, order.Completed, 0, 0},
		{"a part, by silence", order.Delivered, honey, func(t *testing.T, s *sale, id string) { offer(20_000, false)(t, s, id); s.later(t, 3) }, complaint.Agreed, order.Completed, 20_000, 0},
		{"a no, by silence", order.Delivered, honey, func(t *testing.T, s *sale, id string) { offer(0, false)(t, s, id); s.later(t, 3) }, complaint.Rejected, order.Completed, 0, 0},
		{"all of it", order.Delivered, all, func(t *testing.T, s *sale, id string) {
			_, err := s.a.Decide(ctx, desk, id, aftersale.Decision{Terms: s.everything(t), Text: "Trả lại hết."})
			fine(t, err)
		}, complaint.Agreed, order.Returned, paidGoods + delivery, 0},
		{"decided for the seller", order.Delivered, honey, decide(func(*sale) aftersale.Decision { return aftersale.Decision{Reject: true} }), complaint.Rejected, order.Delivered, 0, 0},
		{"decided, the market pays", order.Delivered, all, decide(func(s *sale) aftersale.Decision {
			return aftersale.Decision{Terms: s.gives(50_000), Bearer: "market"}
		}), complaint.Agreed, order.Completed, 50_000, 50_000},
		{"the seller never answers, nor the desk", order.Delivered, honey, func(t *testing.T, s *sale, _ string) { s.later(t, 14) }, complaint.Agreed, order.Completed, 50_000, 0},
		{"the desk never answers", order.Delivered, honey, func(t *testing.T, s *sale, id string) { insist(t, s, id); s.later(t, 8) }, complaint.Agreed, order.Completed, 50_000, 50_000},
		{"after it completed", order.Completed, honey, offer(50_000, false), complaint.Agreed, order.Completed, 50_000, 0},
		{"it never came", order.Shipped, all, func(t *testing.T, s *sale, id string) {
			_, err := s.a.Offer(ctx, s.seller, id, aftersale.Answer{Terms: s.everything(t), Text: "Gói hàng bị mất."})
			fine(t, err)
		}, complaint.Agreed, order.Returned, paidGoods + delivery, 0},
		{"it was never sent", order.Packed, all, func(t *testing.T, s *sale, id string) {
			in := s.everything(t)
			in.Shipping = in.Shipping.Sub(in.Shipping) // goes back all the same
			_, err := s.a.Decide(ctx, desk, id, aftersale.Decision{Terms: in, Text: "Chưa gửi."})
			fine(t, err)
		}, complaint.Agreed, order.Cancelled, paidGoods + delivery, 0},
		{"it came back meanwhile", order.Shipped, all, func(t *testing.T, s *sale, _ string) {
			_, err := s.f.ReturnToSender(ctx, s.seller, s.id, fulfillment.Return{Reason: "return.damaged"})
			fine(t, err)
		}, complaint.Agreed, order.Returned, paidGoods + delivery, 0},
		{"it came meanwhile", order.Shipped, all, func(t *testing.T, s *sale, id string) {
			o, err := s.f.Deliver(ctx, s.seller, s.id)
			fine(t, err)
			if o.CompleteAfter != 0 || s.Order(t, s.id).CompleteAfter != 0 {
				t.Error("the last clock runs over an open complaint")
			}
			s.later(t, 1)
			s.status(t, order.Delivered)
			_, err = s.a.LetBe(ctx, s.buyer, id)
			fine(t, err)
			s.later(t, 3)
		}, complaint.Closed, order.Completed, 0, 0},
	}
	for _, earner := range []order.Earner{order.EarnedBySeller, order.EarnedByCarrier} {
		t.Run("delivery by "+string(earner), func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				m := open(t, d, earner)
				for _, c := range ways {
					t.Run(c.name, func(t *testing.T) {
						s := m.sold(t, 0).until(t, c.from)
						reason := complaint.Damaged
						if c.from == order.Shipped || c.from == order.Packed {
							s.Pass(6 * 24 * time.Hour)
							reason = complaint.Late
						}
						borne := s.Balance(t, ledger.Loss())
						ticket := s.complains(t, reason, c.about(s)...)
						c.do(t, s, ticket.ID)
						s.state(t, ticket.ID, c.state)
						s.status(t, c.status)
						if back := s.Back(t, s.id); back != c.back {
							t.Errorf("%d goes back, want %d", back, c.back)
						}
						if loss := borne - s.Balance(t, ledger.Loss()); loss != c.loss {
							t.Errorf("the market bears %d, want %d", loss, c.loss)
						}
						if o := s.Order(t, s.id); o.Status.Ended() && s.Balance(t, ledger.Escrow(s.id)) != 0 {
							t.Error("money left in escrow")
						}
						s.Prove(t)
						s.later(t, 12)
						s.state(t, ticket.ID, complaint.Closed)
						if !s.Order(t, s.id).Status.Ended() {
							t.Error("the order goes on for ever")
						}
						s.Prove(t)
					})
				}
			})
		})
	}
}

// everything is all that is left of the order.
func (s *sale) everything(t testing.TB) aftersale.Terms {
	t.Helper()
	w, err := s.a.Show(ctx, desk, s.live(t))
	fine(t, err)
	in := aftersale.Terms{Lines: map[string]money.VND{}, Shipping: w.Left.Shipping}
	for _, l := range w.Left.Lines {
		in.Lines[l.LineID] = l.Amount
	}
	return in
}

func (s *sale) live(t testing.TB) string {
	t.Helper()
	found, open, err := complaint.LiveOf(ctx, s.DB.Read(ctx), s.id)
	fine(t, err)
	if !open {
		t.Fatal("no complaint is open")
	}
	return found.ID
}

func TestNobodyGetsMoreThanIsLeft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, order.EarnedBySeller).sold(t, 0).until(t, order.Delivered)
		other := s.sold(t, 0)
		ticket := s.complains(t, complaint.Damaged, s.honey)
		for _, in := range []aftersale.Terms{s.gives(50_001), s.gives(-1), other.gives(1), {Shipping: s.gives(delivery + 1).Lines[s.honey]}} {
			_, err := s.a.Offer(ctx, s.seller, ticket.ID, aftersale.Answer{Terms: in, Text: "x"})
			refused(t, err, "complaint.amount")
			_, err = s.a.Decide(ctx, desk, ticket.ID, aftersale.Decision{Terms: in, Text: "x"})
			if !fault.Has(err, "complaint.amount") && !fault.Has(err, "complaint.nothing") {
				t.Errorf("the desk gives %+v: %v", in, err)
			}
		}
		_, err := s.a.Decide(ctx, desk, ticket.ID, aftersale.Decision{Text: "x", Bearer: "king"})
		refused(t, err, "complaint.bearer")
		refused(t, err, "complaint.nothing")
		s.state(t, ticket.ID, complaint.Open)

		sent := s.sold(t, 0).until(t, order.Shipped)
		broken := sent.complains(t, complaint.Damaged, sent.honey)
		_, err = sent.a.Decide(ctx, desk, broken.ID, aftersale.Decision{Terms: sent.gives(50_000), Bearer: "market", Text: "x"})
		refused(t, err, "complaint.market_too_early")
	})
}
