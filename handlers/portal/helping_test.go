package portal

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
)

// A person without a smartphone reads a code out; the helper opens their stall and lists
// goods, in their name, and no money.
func TestAHelperOpensAStallForWhoSitsBeside(t *testing.T) {
	m := openMarket(t)
	helper := m.enrol(account.Helper)
	b := m.opens(helper)
	m.Pass(2 * 60 * 1e9)
	ward := m.ward()
	b.get("/portal/helper").shows(200, "/portal/helper/start")
	b.get("/portal/helper/start").shows(200)
	b.post("/portal/helper/start", "phone", "12").shows(422)
	b.post("/portal/helper/start", "phone", "0900000088").shows(200, `name="name"`).hides("Mã họ đọc cho bạn")
	request := nameValue(b.page, "request_id")
	known := []string{"request_id", request, "phone", "0900000088"}
	b.post("/portal/helper/person", append(known, "at", "name", "name", "")...).shows(422, `id="f-name-wrong"`).hides(`name="code"`)
	b.post("/portal/helper/person", append(known, "at", "name", "name", "Giàng Thị Mẫu")...).shows(200, `type="checkbox"`, `value="Giàng Thị Mẫu"`).hides("checked", `name="consent"`)
	known = append(known, "name", "Giàng Thị Mẫu")
	b.post("/portal/helper/person", append(known, "at", "helping")...).shows(422, `id="f-helping-wrong"`)
	b.post("/portal/helper/person", append(known, "at", "helping", "helping", account.ConsentTexts[account.Helping])...).shows(200, `name="consent"`).hides("checked", `name="code"`)
	known = append(known, "helping", account.ConsentTexts[account.Helping])
	b.post("/portal/helper/person", append(known, "at", "consent")...).shows(200, "Mã họ đọc cho bạn", account.ConsentTexts[account.Helping])
	code := codeDigits.FindString(m.mail.Recent("", 1)[0].Text)
	say := []string{"request_id", request, "phone", "0900000088", "name", "Giàng Thị Mẫu", "helping", account.ConsentTexts[account.Helping]}
	b.post("/portal/helper/person", append(say, "code", "000000")...).shows(422)
	b.post("/portal/helper/person", append(say, "code", code)...).shows(422, "đồng ý") // somebody new agrees to have an account
	b.post("/portal/helper/person", append(say, "code", code, "consent", account.ConsentText)...).shows(200, "Đang làm giúp Giàng Thị Mẫu")

	b.post("/portal/open", "at", "name", "kind", "household", "name", "Nhà Giàng").shows(200, "Phần 3 trong 6", "Đọc cho Giàng Thị Mẫu nghe")
	b.agrees("household", "Nhà Giàng")
	b.post("/portal/open", "kind", "household", "name", "Nhà Giàng", "ward_code", ward).shows(200, "Đang làm giúp")
	at := "/portal/s/nha-giang"
	b.get(at + "/products").shows(200)
	for _, path := range []string{"/money", "/money/bank", "/members/new"} {
		b.get(at + path)
		if b.status != 403 {
			t.Errorf("%s answers %d to a helper", path, b.status)
		}
	}
	var kind, id, behalf string
	row := m.DB.Read(t.Context()).Raw(`SELECT m.actor_kind, m.actor_id, m.on_behalf_of FROM seller_moves m JOIN sellers s ON s.id = m.seller_id WHERE s.slug = 'nha-giang'`).Row()
	if err := row.Scan(&kind, &id, &behalf); err != nil || kind != "helper" || id != helper.ID || behalf == "" || behalf == helper.ID {
		t.Errorf("%s %s for %s: %v", kind, id, behalf, err)
	}
	b.post("/portal/helper/end").shows(200).hides("Đang làm giúp")
	b.get(at)
	if b.status != 404 {
		t.Errorf("the stall answers %d after the help", b.status)
	}
}

// The text that closes a help tells what was changed in it: by the helper, in the stalls of
// who was helped, and within its time.
func TestAClosingTextTellsWhatWasDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := openMarketOn(t, d)
		sellerID, owner := m.Seller(t)
		v, sold := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10}), m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
		o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{sold: 2}, "flat"))[0]
		b, own := m.opens(m.enrol(account.Helper)), m.with(owner, actor.AllRights...)
		helps := func() { b.helps("0900000088", "Giàng Thị Mẫu") }
		told := func(deeds string) {
			t.Helper()
			for _, letter := range m.mail.Recent("+84900000088", 2) {
				if strings.Contains(letter.Text, "đã làm giúp") {
					if !strings.Contains(letter.Text, "Việc đã làm: "+deeds+". Không nhờ?") {
						t.Errorf("told %q, not of %s", letter.Text, deeds)
					}
					return
				}
			}
			t.Error("nothing was told")
		}
		reprice := func(b *browser, v, price string) {
			t.Helper()
			form := m.stallPathOf(sellerID) + "/products/" + m.productOf(v) + "/forms/" + v
			b.get(form + "/price").shows(200)
			b.post(form+"/price", "seen", nameValue(b.page, "seen"), "price", price).shows(200)
		}

		helps()
		b.post("/portal/open", "at", "name", "kind", "household", "name", "Nhà Giàng")
		b.agrees("household", "Nhà Giàng")
		b.post("/portal/open", "kind", "household", "name", "Nhà Giàng", "ward_code", m.ward()).shows(200, "Chủ gian làm tiếp")
		b.listed("/portal/s/nha-giang", "Chè Shan thử", "tea")
		b.post("/portal/helper/end").shows(200)
		told("1 gian hàng, 1 mặt hàng, 2 lời đồng ý hoặc không")

		var helped string
		if err := m.DB.Read(t.Context()).Raw("SELECT person_id FROM assists").Scan(&helped).Error; err != nil {
			t.Fatal(err)
		}
		if err := m.parts.Onboarding.AddMember(t.Context(), sellerID, helped, actor.NewRights(actor.EditProducts, actor.SeeOrders, actor.HandleOrders), owner); err != nil {
			t.Fatal(err)
		}
		helps()
		reprice(b, v, "61.000")
		reprice(b, v, "62.000")      // the same goods once more
		reprice(own, sold, "70.000") // another's word is none of the helper's
		order := m.stallPathOf(sellerID) + "/orders/" + o.Code
		b.post(order + "/confirm").shows(200)
		b.post(order+"/pack", "quantities.1", "2").shows(200)
		b.post("/portal/helper/end").shows(200)
		told("1 giá hoặc số hàng, 1 đơn")

		helps()
		m.Pass(account.AssistLife)
		helps() // closes what ran out
		told("không đổi hàng, giá hay đơn nào")
	})
}

// helps begins to help somebody new, who sits beside.
func (b *browser) helps(phone, name string) {
	b.t.Helper()
	b.market.Pass(2 * time.Minute)
	b.post("/portal/helper/start", "phone", phone).shows(200)
	request := nameValue(b.page, "request_id")
	b.post("/portal/helper/person", "request_id", request, "phone", phone, "name", name, "helping", account.ConsentTexts[account.Helping],
		"consent", account.ConsentText, "code", codeDigits.FindString(b.market.mail.Recent("+84"+phone[1:], 1)[0].Text)).shows(200, "Đang làm giúp")
}

var hidden = regexp.MustCompile(`name="(\w+)" value="([^"]*)"`)

func nameValue(page, name string) string {
	for _, found := range hidden.FindAllStringSubmatch(page, -1) {
		if found[1] == name {
			return found[2]
		}
	}
	return ""
}
