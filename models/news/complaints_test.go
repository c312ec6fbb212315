package news_test

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

func (s *sale) gives(dong int64) aftersale.Terms {
	return aftersale.Terms{Lines: map[string]money.VND{s.box: money.Of(dong)}}
}

// complained is a delivered order of which the seller has heard the complaint.
func (m *town) complained(t *testing.T) (*sale, string) {
	t.Helper()
	s := m.sold(t).to(t, order.Delivered)
	ticket, err := m.a.Complain(ctx, s.buyer(), s.id, aftersale.Complaint{Reason: complaint.Damaged, Lines: []string{s.box}, Text: "Hộp bị móp."}, db.NewID())
	m.after(t, err, "seller complaint.open")
	return s, ticket.Code
}

func TestAComplaintIsToldToWhoseTurnItIs(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		m.holds(t, "desk", account.Admin, "")
		s, c := m.complained(t)
		say := func(text string) error {
			_, err := m.a.Say(ctx, s.buyer(), c, aftersale.Reply{Text: text}, db.NewID())
			return err
		}
		m.after(t, say("Thêm một ảnh nữa.")) // the seller has just been told
		m.Pass(2 * time.Hour)
		m.after(t, say("Bạn xem chưa?"), "seller complaint.message.seller")
		m.after(t, say("Tôi chờ."))
		_, err := m.a.Offer(ctx, s.stall, c, aftersale.Answer{Terms: s.gives(10_000), Text: "Xin gửi lại một phần."})
		m.after(t, err, "buyer complaint.answered")
		_, err = m.a.Offer(ctx, s.stall, c, aftersale.Answer{Terms: s.gives(20_000), Text: "Thêm chút nữa."})
		m.after(t, err, "buyer complaint.answered")
		m.Pass(2 * time.Hour)
		_, err = m.a.Say(ctx, s.stall, c, aftersale.Reply{Text: "Bạn thấy sao?"}, db.NewID())
		m.after(t, err, "buyer complaint.message.buyer")
		_, err = m.a.Insist(ctx, s.buyer(), c)
		m.after(t, err, "desk complaint.escalated.desk", "seller complaint.escalated.seller")
		_, err = m.a.Say(ctx, chief, c, aftersale.Reply{Text: "Chúng tôi đang xem."}, db.NewID())
		m.after(t, err, "buyer complaint.message.buyer", "seller complaint.message.seller")
		_, err = m.a.Decide(ctx, chief, c, aftersale.Decision{Terms: s.gives(50_000), Text: "Hộp móp thật."})
		m.after(t, err, "buyer complaint.agreed.back", "seller complaint.agreed.seller.back")
		m.after(t, m.Till.SendRefunds(ctx), "buyer refund.done")
		m.Pass(complaint.KeepOpen)
		m.after(t, m.a.DueTickets(ctx)) // that it closes was told with the end
	})
}

func TestHowAComplaintEndsIsToldToTheOtherSide(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		s, c := m.complained(t)
		_, err := m.a.LetBe(ctx, s.buyer(), c)
		m.after(t, err, "seller complaint.closed")

		s, c = m.complained(t)
		_, err = m.a.Offer(ctx, s.stall, c, aftersale.Answer{Text: "Hàng tốt khi gửi."})
		m.after(t, err, "buyer complaint.answered.no")
		_, err = m.a.Accept(ctx, s.buyer(), c)
		m.after(t, err, "seller complaint.rejected.seller")

		s, c = m.complained(t)
		_, err = m.a.Offer(ctx, s.stall, c, aftersale.Answer{Again: true, Text: "Gửi lại hộp khác."})
		m.after(t, err, "buyer complaint.answered.again")
		m.Pass(aftersale.AcceptWithin)
		m.after(t, m.a.DueTickets(ctx), "buyer complaint.agreed", "seller complaint.agreed.seller")

		s, c = m.complained(t)
		_, err = m.a.Offer(ctx, s.stall, c, aftersale.Answer{Terms: s.gives(200_000), Text: "Xin trả hết."})
		m.after(t, err, "buyer complaint.agreed.back") // the offer and its end are one

		m.Bank.Manual = true
		s, c = m.complained(t)
		_, err = m.a.Offer(ctx, s.stall, c, aftersale.Answer{Terms: s.gives(10_000), Text: "Một phần."})
		m.after(t, err, "buyer complaint.answered")
		_, err = m.a.Accept(ctx, s.buyer(), c)
		m.after(t, err, "buyer complaint.agreed.account", "seller complaint.agreed.seller.back")
	})
}

func TestSilenceOnAComplaintIsTold(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		m.holds(t, "desk", account.Admin, "")
		m.complained(t)
		m.Pass(7 * 24 * time.Hour)
		m.after(t, m.a.DueTickets(ctx), "buyer complaint.escalated.buyer", "desk complaint.escalated.desk", "seller complaint.escalated.seller")
		m.Pass(9 * 24 * time.Hour)
		m.after(t, m.a.DueTickets(ctx), "buyer complaint.agreed.back", "seller complaint.agreed.seller.back")

		s, c := m.complained(t)
		_, err := m.a.Decide(ctx, chief, c, aftersale.Decision{Reject: true, Text: "Ảnh chụp hộp lành."})
		m.after(t, err, "buyer complaint.rejected", "seller complaint.rejected.seller")
		_ = s
	})
}

func TestAComplaintThatEndsWithItsOrderIsToldWithIt(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		s := m.sold(t).to(t, order.Shipped)
		_, err := m.a.Complain(ctx, s.buyer(), s.id, aftersale.Complaint{Reason: complaint.Damaged, Text: "Hộp bị móp."}, db.NewID())
		m.after(t, err, "seller complaint.open")
		_, err = m.f.ReturnToSender(ctx, s.stall, s.id, fulfillment.Return{Reason: "return.lost"})
		m.after(t, err, "buyer order.returned.back")
	})
}
