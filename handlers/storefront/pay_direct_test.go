package storefront_test

import (
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/web/view"
)

// account gives a seller an account that can be used at once.
func (m *door) account(by actor.Member, number string) {
	m.t.Helper()
	before := m.Now().Add(-seller.PayeeWait)
	err := m.DB.Tx(m.t.Context(), func(tx *gorm.DB) error {
		_, err := seller.SetPayee(m.t.Context(), tx, m.p.Keys, seller.NewPayee{Kind: seller.OwnAccount, BankBIN: "970436", Number: number, Holder: "Người bán mẫu"},
			by, actor.ProvedTwice(by.PersonID, before), before)
		return err
	})
	if err != nil {
		m.t.Fatal(err)
	}
}

// A buyer of two sellers pays each into their own account, and is told on every page what the
// market then does not do.
func TestABuyerPaysEachSeller(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	m.p.Checkout.Direct = true
	tea, teaVariant := m.offer("A", "Chè Shan tuyết", 250_000, nil)
	honey, honeyVariant := m.offer("B", "Mật ong", 150_000, nil)
	m.account(m.of[teaVariant], "1111222233")
	b := m.browser()
	b.put(tea)
	b.put(honey)
	b.get(view.PathCart).says(200, "chưa có tài khoản nhận tiền")
	m.account(m.of[honeyVariant], "4444555566")
	bill := b.bill("0900000077").says(200, "2 lần chuyển khoản", "Chợ không giữ tiền")
	if strings.Contains(bill.body, `value="sandbox"`) {
		t.Error("money of sellers is offered a way to the market")
	}
	first := bill.order("vietqr").send().says(200, "Bạn trả thẳng cho người bán", "Còn phải trả cho người bán khác")
	numbers := []string{"1111222233", "4444555566"}
	if strings.Contains(first.body, numbers[0]) == strings.Contains(first.body, numbers[1]) {
		t.Error("the first is paid into one account")
	}
	rest := first.Find(`ul.link-list a[href^="/pay/"]`).AttrOr("href", "")
	second := b.get(rest).says(200, "Trả bằng cách khác").form(rest, "gateway", "vietqr").send().says(200)
	for _, number := range numbers {
		if strings.Contains(first.body, number) == strings.Contains(second.body, number) {
			t.Errorf("both sellers are paid into %s, or neither", number)
		}
	}
	picture := b.get(rest + "/qr.png")
	if picture.status != 200 || !strings.HasPrefix(picture.body, "\x89PNG") {
		t.Errorf("%d", picture.status)
	}
	second.form(rest+"/claim").send().says(200, "Bạn đã báo là đã chuyển")
	stranger := m.browser()
	stranger.signIn("0900000088", "Người lạ")
	stranger.get(rest).says(404)

	link := second.Find(`a[href^="/orders/"]`)
	at := link.First().AttrOr("href", "")
	page := b.get(at).says(200, "Chợ không giữ tiền")
	id := m.one(at)
	var by actor.Member
	for _, one := range m.sellers {
		if _, err := m.p.Checkout.Owings(t.Context(), one, id); err == nil {
			by = one
		}
	}
	pay := page.Find(`a.main[href^="/pay/"]`).AttrOr("href", "")
	if pay == "" {
		t.Fatal("the order's page leads to no payment")
	}
	code := strings.TrimPrefix(pay, "/pay/")
	p := b.get(pay)
	if !strings.Contains(p.body, code) {
		t.Error(p.body)
	}
	_, err := m.p.Checkout.ConfirmReceived(t.Context(), by, id, checkout.ReceivedMoney{Amount: m.missing(id), Text: "GD 0001"})
	if err != nil {
		t.Fatal(err)
	}
	b.get(at).says(200, "Đã trả cho người bán")
}

// missing is what is still to be paid of an order.
func (m *door) missing(orderID string) money.VND {
	m.t.Helper()
	p, _, err := payment.OfOrder(m.t.Context(), m.DB.Read(m.t.Context()), orderID)
	if err != nil {
		m.t.Fatal(err)
	}
	return p.Missing()
}
