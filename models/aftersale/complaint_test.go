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

// Who helps a household may answer for it, and promise the goods once more, but gives none of
// its money away.
func TestAHelperGivesNoMoneyAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d, order.EarnedBySeller).sold(t, 0).until(t, order.Delivered)
		ticket := s.complains(t, complaint.Damaged, s.honey)
		beside := s.seller
		beside.HelperID = "h"
		for _, by := range []actor.Actor{beside, actor.Helper{PersonID: "h", SellerID: s.seller.SellerID}} {
			_, err := s.a.Offer(ctx, by, ticket.Code, aftersale.Answer{Text: "Xin trả lại 50.000 đồng", Terms: s.gives(50_000)})
			refused(t, err, "assist.own")
			_, err = s.a.Offer(ctx, by, ticket.Code, aftersale.Answer{Text: "Xin gửi lại hàng", Again: true})
			fine(t, err)
		}
		if n := s.Count(t, "refunds", ""); n != 0 {
			t.Errorf("%d refunds", n)
		}
		_, err := s.a.Offer(ctx, s.seller, ticket.Code, aftersale.Answer{Text: "Xin trả lại 50.000 đồng", Terms: s.gives(50_000)})
		fine(t, err)
	})
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
