package aftersale_test

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

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
