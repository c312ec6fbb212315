package portal

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/seller"
)

// said are a person's answers, the newest word of each purpose: "yes page", "no page helper".
func (m *market) said(personID string) map[string]string {
	m.t.Helper()
	given, err := account.Consents(m.t.Context(), m.DB.Read(m.t.Context()), actor.Buyer{PersonID: personID})
	if err != nil {
		m.t.Fatal(err)
	}
	out := map[string]string{}
	for _, g := range given {
		if out[g.Purpose] == "" {
			out[g.Purpose] = strings.TrimSpace(string(g.Answer) + " " + string(g.Channel) + " " + g.AssistedBy)
		}
	}
	return out
}

// Each consent is asked while a stall opens, a yes and a no alike, and kept as it is said. A
// stall whose keeper says no waits, says for what, and opens with a later yes.
func TestConsentsAreAskedWhileAStallOpens(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := openMarketOn(t, d)
		me := m.enrol("")
		b, officer := m.opens(me), m.opens(m.enrol(account.Officer))
		name := []string{"kind", "household", "name", "Nhà Thử"}
		answer := func(at, a string) *browser {
			return b.post("/portal/open", append(name, "at", at, "version", nameValue(b.page, "version"), "answer", a)...)
		}
		b.post("/portal/open", append(name, "at", "name")...).shows(200, "Phần 3 trong 6", "Gian chỉ mở khi bạn đồng ý").hides("Bạn từng rút")
		answer("publishing", "").shows(422, "Hãy chọn một trong hai", "Phần 3 trong 6")
		b.post("/portal/open", append(name, "at", "publishing", "version", "2020-01-01", "answer", "yes")...).shows(422, "Nội dung đồng ý vừa đổi", "Phần 3 trong 6")
		if said := m.said(me.ID); said["publishing"] != "" {
			t.Errorf("kept without an answer: %v", said)
		}
		answer("publishing", "no").shows(200, "Phần 4 trong 6", "Không đồng ý vẫn mở gian được")
		answer("helping", "no").shows(200, "Phần 5 trong 6", "Không đồng ý vẫn mở gian được")
		answer("notices", "yes").shows(200, "Phần 6 trong 6", "Chưa có lời đồng ý cho hiện gian", "at=publishing")
		if said := m.said(me.ID); said["publishing"] != "no page" || said["helping"] != "no page" || said["notices"] != "yes page" {
			t.Errorf("said %v", said)
		}
		b.post("/portal/open", append(name, "ward_code", m.ward())...).shows(200, "/papers/identity", "Chủ gian chưa đồng ý", "/portal/s/nha-thu/agree")
		at := "/portal/officer/stalls/nha-thu"
		officer.get(at).shows(200, "Chủ gian chưa đồng ý")
		m.opens(m.enrol(account.Helper)).post("/portal/helper/stalls/nha-thu", "last4", "0000", "present", "1").shows(200)
		officer.post(at+"/check", "method", "in_person", "reference", "001200000000").shows(200, "Đã xác minh", "Chủ gian chưa đồng ý")
		officer.post(at+"/activate").shows(409, "Xin hỏi họ trước")
		b.get("/portal/s/nha-thu").shows(200, "Gian chờ chủ gian đồng ý", "/portal/s/nha-thu/papers")
		b.get("/portal/s/nha-thu/papers").shows(200, "Còn một câu hỏi")
		b.get("/portal/s/nha-thu/agree").shows(200, "Tôi đồng ý", "Tôi không đồng ý").hides("checked")
		version := nameValue(b.page, "version")
		b.post("/portal/s/nha-thu/agree", "version", version).shows(422, "Hãy chọn một trong hai")
		b.post("/portal/s/nha-thu/agree", "version", version, "answer", "no").shows(200, "Còn một câu hỏi", "Đã ghi câu trả lời")
		b.post("/portal/s/nha-thu/agree", "version", version, "answer", "yes").shows(200, "Đã ghi câu trả lời").hides("/portal/s/nha-thu/agree")
		b.post("/portal/s/nha-thu/agree", "version", version, "answer", "no").shows(200) // the page of before: what is agreed to is taken back on the account's page
		if n := m.Count(t, "sellers", "slug = 'nha-thu' AND state = 'active'"); n != 1 || m.said(me.ID)["publishing"] != "yes page" {
			t.Errorf("%d such stalls sell, said %v", n, m.said(me.ID))
		}
		b.get("/portal/s/nha-thu/agree").shows(200).hides("Tôi đồng ý")
		// A second stall asks nothing that was answered.
		b.post("/portal/open", "at", "name", "kind", "household", "name", "Nhà Thử hai").shows(200, `name="ward_code"`, "Cán bộ xã gặp bạn rồi gian mới mở").hides("chưa đồng ý")
		b.get("/portal/open?kind=household&name=X&at=publishing").shows(200, `name="ward_code"`).hides("Tôi đồng ý")
	})
}

// Who took the agreement back, with or without a stall, is asked again and told what follows.
func TestWhoTookItBackIsAskedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := openMarketOn(t, d)
		me := m.enrol("")
		m.Agrees(t, me.ID)
		if err := m.parts.Privacy.Withdraw(t.Context(), actor.Buyer{PersonID: me.ID, Channel: actor.Page}, account.Publishing); err != nil {
			t.Fatal(err)
		}
		b := m.opens(me)
		b.post("/portal/open", "at", "name", "kind", "household", "name", "Nhà Thử").shows(200, "Phần 3 trong 6", "Bạn từng rút lại điều này", "Gian chỉ mở khi bạn đồng ý")
		b.post("/portal/open", "at", "publishing", "kind", "household", "name", "Nhà Thử", "version", nameValue(b.page, "version"), "answer", "no").shows(200)
		b.get("/portal/open?kind=household&name=X&at=place").shows(200, "Chưa có lời đồng ý cho hiện gian")
		b.post("/portal/open", "kind", "household", "name", "Nhà Thử", "ward_code", m.ward()).shows(200, "Chủ gian không muốn hiện gian nữa", "/agree")
	})
}

// Who works for a stall and does not keep it reads that the keeper is asked, and is not asked.
func TestOnlyWhoKeepsTheStallIsAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := openMarketOn(t, d)
		b := m.opens(m.enrol(""))
		b.post("/portal/open", "kind", "household", "name", "Nhà Thử", "ward_code", m.ward()).shows(200, "/agree") // a program that skipped the questions
		var id string
		if err := m.DB.Read(t.Context()).Raw("SELECT id FROM sellers WHERE slug = 'nha-thu'").Scan(&id).Error; err != nil {
			t.Fatal(err)
		}
		members, err := seller.Members(t.Context(), m.DB.Read(t.Context()), id)
		if err != nil {
			t.Fatal(err)
		}
		hand := m.with(actor.Member{PersonID: members[0].PersonID, SellerID: id, Rights: members[0].Rights}, actor.EditProducts)
		hand.get("/portal/s/nha-thu/papers").shows(200, "Chủ gian chưa đồng ý").hides("/agree")
		hand.get("/portal/s/nha-thu/agree").shows(200).hides("Tôi đồng ý")
	})
}

// What a person beside a helper says is theirs; the stall opens by it, and an old page of
// another person's time keeps nothing.
func TestAHelperAsksForWhoSitsBeside(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := openMarketOn(t, d)
		helper := m.enrol(account.Helper)
		b := m.opens(helper)
		b.helps("0900000088", "Giàng Thị Mẫu")
		b.post("/portal/open", "at", "name", "kind", "household", "name", "Nhà Giàng").shows(200, "Phần 3 trong 6", "Đọc cho Giàng Thị Mẫu nghe")
		version := nameValue(b.page, "version")
		b.post("/portal/open", "at", "publishing", "kind", "household", "name", "Nhà Giàng", "version", version, "answer", "no").shows(200, "Phần 5 trong 6", "Chợ gửi tin")
		b.post("/portal/open", "at", "notices", "kind", "household", "name", "Nhà Giàng", "version", nameValue(b.page, "version"), "answer", "no").shows(200, "Phần 6 trong 6")
		b.post("/portal/open", "kind", "household", "name", "Nhà Giàng", "ward_code", m.ward()).shows(200, "/portal/s/nha-giang/agree")
		b.get("/portal/s/nha-giang/agree").shows(200, "Đọc cho Giàng Thị Mẫu nghe")
		b.post("/portal/s/nha-giang/agree", "version", version, "answer", "yes").shows(200, "Đã ghi câu trả lời").hides("/agree")
		var helped string
		if err := m.DB.Read(t.Context()).Raw("SELECT person_id FROM assists").Scan(&helped).Error; err != nil {
			t.Fatal(err)
		}
		said := m.said(helped)
		if said["publishing"] != "yes page "+helper.ID || said["notices"] != "no page "+helper.ID || said["helping"] != "yes page "+helper.ID {
			t.Errorf("the person said %v", said)
		}
		if said := m.said(helper.ID); len(said) != 0 {
			t.Errorf("the helper said %v", said)
		}
		b.post("/portal/helper/end").shows(200)
		b.post("/portal/s/nha-giang/agree", "version", version, "answer", "yes")
		if b.status != 404 {
			t.Errorf("after the help: %d", b.status)
		}
	})
}
