package news_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

func TestAGoodOrderIsToldStepByStep(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		s := m.placed(t, m.buyer(t), m.keeper(t, "seller"))
		m.after(t, nil) // the buyer has the page before them
		s.pay(t)
		m.after(t, nil, "seller order.paid")
		_, err := m.f.Confirm(ctx, s.stall, s.id)
		m.after(t, err, "buyer order.confirmed")
		_, err = m.f.Pack(ctx, s.stall, s.id, m.AsOrdered(t, s.id))
		m.after(t, err)
		_, err = m.f.Ship(ctx, s.stall, s.id, "VN0000000001")
		m.after(t, err, "buyer order.shipped")
		_, err = m.f.Deliver(ctx, s.stall, s.id)
		m.after(t, err, "buyer order.delivered")
		m.Pass(order.Quiet)
		m.after(t, m.f.CompleteDue(ctx), "buyer order.completed")
		code := s.code(t)
		link := "http://market.test/orders/" + code
		m.says(t, "Chợ Phiên: đơn "+code+" đã xong. Hàng có lỗi, báo được đến hết 22/12/2026: "+link,
			"Chợ Phiên: order "+code+" is complete. Something wrong? Tell us by 22/12/2026: "+link)
	})
}

func TestWhoDidItIsNotTold(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		s := m.sold(t).to(t, order.Shipped)
		_, err := m.f.ConfirmReceived(ctx, fulfillment.Buyer(s.buyer()), s.id)
		m.after(t, err)
		other := m.sold(t)
		_, err = m.f.Refuse(ctx, other.stall, other.id, fulfillment.Refusal{Reason: fulfillment.RefuseReasons[0]})
		m.after(t, err, "buyer order.cancelled.back")
		link := "http://market.test/orders/" + other.group.Code
		m.says(t, "Chợ Phiên: đơn "+other.group.Code+" đã hủy. Bạn sẽ nhận lại 290.000 đ. "+link,
			"Chợ Phiên: order "+other.group.Code+" was cancelled. 290,000 đ comes back to you. "+link)
		m.after(t, m.Till.SendRefunds(ctx), "buyer refund.done")
	})
}

func TestABuyerIsAskedAndToldWhenThereIsLess(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		s := m.sold(t).to(t, order.Confirmed)
		_, err := m.f.Pack(ctx, s.stall, s.id, map[string]int64{s.box: 1, s.loose: 1000})
		m.after(t, err, "buyer order.weight_asked")
		_, err = m.f.Pack(ctx, s.stall, s.id, map[string]int64{s.box: 1, s.loose: 1000})
		m.after(t, err) // asked already
		_, err = m.f.TakeLess(ctx, fulfillment.Buyer(s.buyer()), s.id)
		m.after(t, err) // they know what comes back
		m.after(t, m.Till.SendRefunds(ctx), "buyer refund.done")

		s = m.sold(t).to(t, order.Confirmed)
		_, err = m.f.Pack(ctx, s.stall, s.id, map[string]int64{s.box: 2, s.loose: 990})
		m.after(t, err, "buyer order.packed.back")

		s = m.sold(t).to(t, order.Confirmed)
		_, err = m.f.Pack(ctx, s.stall, s.id, map[string]int64{s.box: 1, s.loose: 1000})
		m.after(t, err, "buyer order.weight_asked")
		m.Pass(fulfillment.AnswerWithin)
		m.after(t, m.f.AskOverdue(ctx), "buyer order.cancelled.back", "seller order.cancelled.seller")
	})
}

func TestMoneyThatNeedsAnAccountIsAskedForWithWhatHappened(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		m.Bank.Manual = true
		m.holds(t, "desk", account.Admin, "")
		s := m.sold(t)
		_, err := m.a.Cancel(ctx, s.buyer(), s.id, "cancel.changed_mind")
		m.after(t, err, "buyer order.cancelled.account", "seller order.cancelled.seller")
		link := "http://market.test/orders/" + s.group.Code
		m.says(t, "Chợ Phiên: đơn "+s.group.Code+" đã hủy. Để nhận lại 290.000 đ, xin cho biết tài khoản: "+link,
			"Chợ Phiên: order "+s.group.Code+" was cancelled. To get 290,000 đ back, please name your bank account: "+link)
		in := checkout.RefundAccount{BankBIN: "970436", Number: "0123456789", Holder: "NGUOI THU"}
		m.after(t, m.Till.NameRefundAccount(ctx, s.by, s.group.Code, in, func(string) bool { return true }))
		r := refundOf(t, s)
		m.after(t, m.Till.MarkTransferred(ctx, chief, r, "FT-0001", db.NewID()), "buyer refund.done")
		m.after(t, m.Till.ReopenTransfer(ctx, chief, r, db.NewID()), "buyer refund.failed", "desk refund.failed.desk")

		s = m.sold(t).to(t, order.Confirmed)
		_, err = m.f.Pack(ctx, s.stall, s.id, map[string]int64{s.box: 2, s.loose: 990})
		m.after(t, err, "buyer order.packed.account")

		s = m.sold(t).to(t, order.Confirmed)
		_, err = m.f.Pack(ctx, s.stall, s.id, map[string]int64{s.box: 1, s.loose: 1000})
		m.after(t, err, "buyer order.weight_asked")
		_, err = m.f.TakeLess(ctx, fulfillment.Buyer(s.buyer()), s.id)
		m.after(t, err, "buyer order.packed.account") // only where to is asked

		s = m.sold(t).to(t, order.Shipped)
		_, err = m.f.ReturnToSender(ctx, s.stall, s.id, fulfillment.Return{Reason: "return.lost"})
		m.after(t, err, "buyer order.returned.account")
	})
}

func refundOf(t *testing.T, s *sale) string {
	t.Helper()
	p, _, err := payment.OfOrder(ctx, s.DB.Read(ctx), s.id)
	fine(t, err)
	all, err := payment.RefundsOf(ctx, s.DB.Read(ctx), p.ID)
	fine(t, err)
	return all[0].ID
}

func TestARefundThatTheGatewayRefusesIsToldToBuyerAndDesk(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		m.holds(t, "desk", account.Admin, "")
		s := m.sold(t)
		_, err := m.f.Refuse(ctx, s.stall, s.id, fulfillment.Refusal{Reason: fulfillment.RefuseReasons[0]})
		m.after(t, err, "buyer order.cancelled.back")
		m.Bank.Refuses = true
		m.after(t, m.Till.SendRefunds(ctx), "buyer refund.failed", "desk refund.failed.desk")
	})
}

func TestWhatEndsTogetherIsToldTogether(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		by, one, two := m.buyer(t), m.keeper(t, "one"), m.keeper(t, "two")
		wanted := m.goods(t, one)
		for variant, n := range m.goods(t, two) {
			wanted[variant] = n
		}
		g := m.Placed(t, by, wanted, "flat")
		m.tx(t, func(tx *gorm.DB) error {
			return tx.Exec("UPDATE order_groups SET locale = ? WHERE id = ?", m.lang, g.ID).Error
		})
		step, err := m.Till.Pay(ctx, by, g.Code, checkout.PayNow{Gateway: m.Bank.Code()}, "203.0.113.9")
		fine(t, err)
		m.Pass(3 * time.Hour)
		m.after(t, m.Till.Expire(ctx), "buyer order.cancelled")
		m.Tell(t, m.Bank.Pay(step.Attempt.Ref, step.Attempt.Amount, m.Now())) // late, and the goods are still there
		m.after(t, nil, "buyer order.placed", "one order.paid", "two order.paid")
	})
}

// A purchase from two sellers is two orders: what is said of one leads to its own page, where the
// buyer complains, and not to that of the payment.
func TestNewsOfOneOrderLeadToIt(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		by, one, two := m.buyer(t), m.keeper(t, "one"), m.keeper(t, "two")
		wanted := m.goods(t, one)
		for variant, n := range m.goods(t, two) {
			wanted[variant] = n
		}
		g := m.Placed(t, by, wanted, "flat")
		m.tx(t, func(tx *gorm.DB) error {
			return tx.Exec("UPDATE order_groups SET locale = ? WHERE id = ?", m.lang, g.ID).Error
		})
		m.Tell(t, m.Begun(t, by, g))
		m.after(t, nil, "one order.paid", "two order.paid")
		o := m.Orders(t, g)[0]
		stall := one
		if o.SellerID == two.SellerID {
			stall = two
		}
		_, err := m.f.Confirm(ctx, stall, o.ID)
		m.after(t, err, "buyer order.confirmed")
		if !slices.ContainsFunc(m.texts, func(text string) bool { return strings.Contains(text, "/orders/"+o.Code) }) {
			t.Errorf("nobody is led to %s: %q", o.Code, m.texts)
		}
	})
}

func TestAReturnIsTold(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		s := m.sold(t).to(t, order.Shipped)
		_, err := m.f.ReturnToSender(ctx, s.stall, s.id, fulfillment.Return{Reason: "return.lost"})
		m.after(t, err, "buyer order.returned.back")
	})
}

func TestSomebodyHearsOfAnOrderThatStandsStill(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		m.holds(t, "desk", account.Admin, "")
		s := m.sold(t)
		m.until(clock.Before(m.Order(t, s.id).ConfirmBy, fulfillment.SilentBefore))
		m.after(t, m.f.NudgeSlow(ctx), "desk order.silent.near", "seller order.silent")
		m.until(m.Order(t, s.id).ConfirmBy)
		m.after(t, m.f.ConfirmOverdue(ctx), "buyer order.cancelled.back", "seller order.cancelled.seller")

		m.holds(t, "officer", account.Officer, markettest.Ward)
		m.holds(t, "officer elsewhere", account.Officer, markettest.Away)
		m.holds(t, "helper", account.Helper, markettest.Ward)
		s = m.sold(t)
		m.until(clock.Before(m.Order(t, s.id).ConfirmBy, fulfillment.SilentBefore))
		m.after(t, m.f.NudgeSlow(ctx), "officer order.silent.near", "seller order.silent")

		s = m.sold(t)
		m.tx(t, func(tx *gorm.DB) error {
			return tx.Table("consents").Create(map[string]any{"id": db.NewID(), "person_id": s.stall.PersonID, "purpose": account.Helping,
				"version": "1", "channel": actor.Page, "created_at": m.Now()}).Error
		})
		more := m.placed(t, s.by, s.stall).pay(t)
		m.after(t, nil, "seller order.paid")
		m.until(clock.Before(m.Order(t, s.id).ConfirmBy, fulfillment.SilentBefore))
		m.after(t, m.f.NudgeSlow(ctx), "helper order.silent.near", "seller order.silent.many")
		for _, id := range []string{s.id, more.id} {
			_, err := m.f.Confirm(ctx, s.stall, id)
			m.after(t, err, "buyer order.confirmed")
		}
		m.until(m.Order(t, s.id).PackBy)
		m.until(m.Now().Morning())
		m.after(t, m.f.NudgeSlow(ctx), "seller order.late_packing.many")
	})
}

func TestLateGoodsAreTold(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		s := m.sold(t).to(t, order.Confirmed)
		m.until(m.Order(t, s.id).PackBy)
		m.until(m.Now().Morning())
		m.after(t, m.f.NudgeSlow(ctx), "seller order.late_packing")
		s = s.to(t, order.Packed)
		m.Pass(fulfillment.LateToShip)
		m.until(m.Now().Morning())
		m.after(t, m.f.NudgeSlow(ctx), "seller order.late_shipping")
		s = s.to(t, order.Shipped)
		m.Pass(m.Order(t, s.id).PromisedTo.AddDays(1).Start().Sub(m.Now()) + 8*time.Hour)
		m.after(t, m.f.NudgeSlow(ctx), "buyer order.late_arrival.buyer", "seller order.late_arrival")
	})
}

// A seller whose parcel was to be paid at the door, and is not, is asked a week after it was
// due; not who was paid meanwhile.
func TestAParcelThatIsNotPaidAtTheDoorIsAskedAbout(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		m.OpenDoor(t, order.SellerTakes, order.EarnedBySeller, true)
		m.f.Gateways, m.f.Carriers = m.Gateways, m.Carriers
		stall := m.keeper(t, "seller")
		sent := func() *sale {
			by := m.buyer(t)
			s := &sale{town: m, by: by, stall: stall, group: m.AtDoor(t, by, m.goods(t, stall))}
			m.tx(t, func(tx *gorm.DB) error {
				return tx.Exec("UPDATE order_groups SET locale = ? WHERE id = ?", m.lang, s.group.ID).Error
			})
			s.id = m.Orders(t, s.group)[0].ID
			return s.to(t, order.Shipped)
		}
		s, paid := sent(), sent()
		m.Pass(m.Order(t, s.id).PromisedTo.AddDays(1).Start().Sub(m.Now()) + 8*time.Hour)
		fine(t, m.f.NudgeSlow(ctx))
		m.hear(t)
		m.Pass(fulfillment.DoorSeller)
		fine(t, m.f.NudgeSlow(ctx)) // both are found, and one is paid before anybody is told
		_, err := m.Till.TakeCash(ctx, stall, paid.id)
		m.after(t, err, "seller order.door_unpaid.many")
		m.Pass(24 * time.Hour)
		m.after(t, m.f.NudgeSlow(ctx))
	})
}

func TestAnOrderThatWasAnsweredIsNotNudged(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		s := m.sold(t)
		m.until(clock.Before(m.Order(t, s.id).ConfirmBy, fulfillment.SilentBefore))
		fine(t, m.f.NudgeSlow(ctx))
		_, err := m.f.Confirm(ctx, s.stall, s.id)
		m.after(t, err, "buyer order.confirmed")
	})
}

func TestAPhoneThatIsAwayKeepsTheOthersFromNothing(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		s := m.placed(t, m.buyer(t), m.keeper(t, "seller"))
		second, third := m.joins(t, s.stall, "second", actor.HandleOrders), m.joins(t, s.stall, "third", actor.SeeMoney)
		_ = third
		m.away[second] = true
		s.pay(t)
		if got := m.hear(t); len(got) != 1 || got[0] != "seller order.paid" {
			t.Fatalf("heard %q", got)
		}
		m.away[second] = false
		m.Pass(2 * time.Second)
		m.after(t, nil, "second order.paid")
	})
}

// joins is one more member of a seller with one right; it returns the number.
func (m *town) joins(t *testing.T, stall actor.Member, name string, right actor.Right) (number string) {
	t.Helper()
	_, personID := m.Phone(t)
	number = m.person(t, name, personID)
	m.tx(t, func(tx *gorm.DB) error {
		return tx.Table("seller_members").Create(map[string]any{"id": db.NewID(), "seller_id": stall.SellerID, "person_id": personID,
			"rights": string(right), "added_by": stall.PersonID, "created_at": m.Now()}).Error
	})
	return number
}
