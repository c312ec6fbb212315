package news_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/money"
)

// A seller whom buyers pay hears that one says so, once, and of money to pay back; the buyer
// hears who pays it, and that it was paid.
func TestASellerHearsOfMoneyThatTheyCollect(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		m.OpenDirect(t)
		stall, by := m.keeper(t, "An"), m.buyer(t)
		m.Payee(t, stall, "1111222233")
		m.hear(t) // of the account
		g := m.Direct(t, by, m.goods(t, stall))
		m.tx(t, func(tx *gorm.DB) error {
			return tx.Exec("UPDATE order_groups SET locale = ? WHERE id = ?", m.lang, g.ID).Error
		})
		o := m.Orders(t, g)[0]
		for range 2 {
			_, err := m.Till.SayPaid(ctx, by, g.Code, "")
			if err != nil {
				t.Fatal(err)
			}
		}
		m.after(t, nil, "An payment.claimed")
		m.says(t, "Chợ Phiên: khách báo đã chuyển 290.000 đ cho đơn "+o.Code+". Xin xem tài khoản rồi ghi: http://market.test/portal/s/gian-thu-1/orders/"+o.Code+"/received",
			"Chợ Phiên: the buyer says 290,000 đ was sent for order "+o.Code+". Please look at your account, then note it: http://market.test/portal/s/gian-thu-1/orders/"+o.Code+"/received")
		_, err := m.Till.ConfirmReceived(ctx, stall, o.ID, checkout.ReceivedMoney{Amount: o.Total().Add(money.Of(5_000)), Text: "FT 01"})
		m.after(t, err, "An order.paid", "An refund.seller", "buyer refund.direct")
		all, err := m.Till.Owings(ctx, stall, o.ID)
		if err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}
		_, err = m.Till.PaidBack(ctx, stall, o.ID, all[0].ID, "FT 02")
		m.after(t, err, "buyer refund.done")
	})
}
