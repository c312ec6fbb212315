package portal

import (
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/shipping"
)

// Somebody asks for a stall; an officer meets them and opens it.
func TestAStallOpensAfterAnOfficerHasChecked(t *testing.T) {
	m := openMarket(t)
	b, officer := m.opens(m.enrol("")), m.opens(m.enrol(account.Officer))
	b.get("/portal").shows(200, "/portal/open")
	ward := m.ward()
	b.get("/portal/open").shows(200, `name="kind"`, "Phần 1 trong 6").hides(`name="name"`, `name="ward_code"`)
	b.post("/portal/open", "at", "kind", "kind", "nobody").shows(422, `id="f-kind-wrong"`)
	b.post("/portal/open", "at", "kind", "kind", "household").shows(200, `name="name"`, "Phần 2 trong 6").hides(`name="ward_code"`, `name="business_no"`)
	b.post("/portal/open", "at", "name", "kind", "household", "name", strings.Repeat("Nhà ", 2500)).shows(422, `id="f-name-wrong"`)
	b.post("/portal/open", "at", "name", "kind", "household", "name", " Nhà <b>Thử</b> 🍵 ").shows(200, `value="yes"`, `value="no"`, "Phần 3 trong 6", "Ai vào chợ cũng thấy", "&lt;b&gt;").hides("<b>Thử", "checked", `name="ward_code"`)
	b.agrees("household", "Nhà Thử")
	b.post("/portal/open", "at", "place", "kind", "household", "name", "Nhà Thử", "ward_code", "").shows(422, `id="f-ward_code-wrong"`, `value="Nhà Thử"`)
	b.get("/portal/open?kind=cooperative").shows(200, `name="business_no"`)
	b.post("/portal/open", "kind", "household", "name", "", "ward_code", ward).shows(422)
	b.post("/portal/open", "kind", "household", "name", "Nhà <i>Thử</i>", "ward_code", ward, "sample", "1").shows(422)
	b.post("/portal/open", "kind", "household", "name", "Nhà Thử", "ward_code", ward).shows(200, "/papers/identity")
	slug := strings.TrimSuffix(strings.TrimPrefix(strings.Split(b.where, "?")[0], "/portal/s/"), "/papers")
	b.get("/portal/s/"+slug).shows(200, "chờ xác minh")

	at := "/portal/officer/stalls/" + slug
	officer.get("/portal/officer/stalls").shows(200, at)
	officer.get(at).shows(200, at+"/check").hides(at + "/activate")
	officer.post(at + "/activate").shows(409)
	officer.post(at+"/check", "method", "in_person", "reference", "").shows(422)
	officer.post(at+"/check", "method", "in_person", "reference", "001200000000").shows(409, "Tổ công nghệ số cần xem giấy tờ trước")
	helper := m.opens(m.enrol(account.Helper))
	seen := "/portal/helper/stalls/" + slug
	helper.get("/portal/helper").shows(200, seen)
	helper.get(seen).shows(200)
	helper.post(seen, "last4", "0000").shows(422, "ngồi cạnh")
	helper.post(seen, "last4", "0000", "present", "1").shows(200, "cán bộ xã")
	helper.post(seen, "last4", "0000", "present", "1").shows(409)
	officer.post(at+"/check", "method", "in_person", "reference", "001200001111").shows(409, "khác số")
	officer.post(at+"/check", "method", "in_person", "reference", "001200000000").shows(200, "Đang bán").hides("001200000000", at+"/activate")
	b.get("/portal/s/" + slug).shows(200).hides("chờ xác minh")
	officer.post(at+"/suspend", "reason", "").shows(422)
	officer.post(at+"/suspend", "reason", "Thử tạm dừng").shows(200)
	for _, page := range []string{"", "/stall", "/products", "/money", "/papers"} {
		b.get("/portal/s/"+slug+page).shows(200, "tạm dừng", "Thử tạm dừng", "/appeal")
	}
}

func TestMembersAndTheirRights(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b, at := m.with(owner, actor.EditMembers, actor.SeeOrders), m.stallPathOf(sellerID)
	who := m.enrol("")
	phone, err := m.parts.Accounts.PhoneNumber(t.Context(), m.DB.Read(t.Context()), who.PhoneID)
	if err != nil {
		t.Fatal(err)
	}
	phone = account.LocalPhone(phone)
	b.get(at+"/members/new").shows(200, `name="phone"`).hides(`type="text" name="name"`, `type="checkbox"`)
	b.post(at+"/members/new", "at", "phone", "phone", "12").shows(422, "f-phone-wrong")
	b.post(at+"/members/new", "at", "phone", "phone", phone).shows(200, `name="phone" value="`+phone+`"`, `id="f-name"`).hides(`type="checkbox"`)
	b.post(at+"/members/new", "at", "name", "phone", phone).shows(422, "f-name-wrong")
	b.post(at+"/members/new", "at", "name", "phone", phone, "name", "Ai Khác").shows(200, `type="checkbox"`, "Ai Khác",
		"disabled") // what one does not hold one cannot give
	b.post(at+"/members/new", "at", "rights", "phone", phone, "name", "Ai Khác", "rights", "see_orders").shows(422, "f-name-wrong", `type="hidden" name="rights" value="see_orders"`)
	b.post(at+"/members/new", "phone", phone, "name", "Ai Khác", "rights", "see_orders").shows(422, "Ai Khác")
	b.post(at+"/members/new", "phone", phone, "name", who.Name, "rights", "see_money").shows(403)
	b.post(at+"/members/new", "phone", phone, "name", who.Name, "rights", "see_orders").shows(200, who.Name)
	b.post(at+"/members/new", "phone", phone, "name", who.Name, "rights", "see_orders").shows(409)
	member, err := seller.Member(t.Context(), m.DB.Read(t.Context()), sellerID, who.ID)
	if err != nil || member.Rights != actor.NewRights(actor.SeeOrders) {
		t.Fatal(member, err)
	}
	theirs := m.opens(who)
	theirs.get(at + "/orders").shows(200)
	b.post(at + "/members/" + who.ID + "/remove").shows(200).hides(who.Name)
	theirs.get(at + "/orders").shows(404)
}

func TestDeliveryAndPickup(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b, at := m.with(owner, actor.EditProducts), m.stallPathOf(sellerID)
	b.get(at + "/delivery").shows(200)
	b.post(at+"/delivery/packing", "days", "40").shows(422, `value="40"`)
	b.post(at+"/delivery/packing", "days", "3").shows(200, `value="3"`)
	b.post(at+"/delivery/flat", "active", "1", "free_from", "năm trăm").shows(422)
	b.post(at+"/delivery/flat", "active", "1", "free_from", "500.000", "farthest", "province").shows(200, "500.000")
	b.post(at+"/delivery/pickup", "active", "1").shows(422)
	ward := m.ward()
	b.get(at+"/pickup/new").shows(200, `id="f-name"`).hides("f-ward_code", `type="checkbox"`)
	b.post(at+"/pickup/new", "at", "name", "name", "", "ward_code", ward).shows(422, "f-name-wrong")
	b.post(at+"/pickup/new", "at", "name", "name", "Nhà văn hóa", "ward_code", ward).shows(200, `type="hidden" name="name" value="Nhà văn hóa"`, `id="f-street"`).hides(`type="checkbox"`)
	b.post(at+"/pickup/new", "at", "place", "name", "Nhà văn hóa", "ward_code", ward, "street", "").shows(422, "f-street-wrong")
	b.post(at+"/pickup/new", "at", "place", "name", "Nhà văn hóa", "ward_code", ward, "street", "Bản Thử").shows(200, `type="checkbox"`).hides("Mấy giờ")
	b.post(at+"/pickup/new", "at", "days", "name", "Nhà văn hóa", "ward_code", ward, "street", "Bản Thử", "days", "6").shows(200, "Mấy giờ", `type="hidden" name="days" value="6"`)
	b.post(at+"/pickup/new", "name", "Nhà văn hóa", "ward_code", ward, "street", "Bản Thử", "hours", "7–11").shows(422, "Nhà văn hóa", "f-days-wrong")
	b.post(at+"/pickup/new", "name", "Nhà văn hóa", "ward_code", ward, "street", "Bản Thử", "hours", "7–11", "days", "0", "days", "5").shows(200, "Thứ hai, Thứ bảy")
	b.post(at+"/pickup/new", "name", "Cổng chợ", "ward_code", ward, "street", "Bản Thử", "days", "3").shows(422, "Xin ghi giờ đến lấy hàng")
	points, err := shipping.Points(t.Context(), m.DB.Read(t.Context()), sellerID)
	if err != nil || len(points) != 1 || points[0].Days != 1|1<<5 {
		t.Fatal(points, err)
	}
	b.post(at + "/pickup/" + points[0].ID + "/close").shows(200).hides("Nhà văn hóa")
}

// Where money goes is changed by PIN and by a code together; what was typed is kept.
func TestWhereMoneyGoesAsksForPINAndCode(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b, at := m.with(owner, actor.HandleMoney), m.stallPathOf(sellerID)
	b.get(at+"/money/bank").shows(200, "kind=own", "kind=post", "kind=relative", "kind=cooperative")
	b.payee(at, "own", "111222", bankFields...).shows(422, "PIN", "0123456789").hides("111222")
	b.post(at+"/money/bank", append(bankFields, "kind", "own", "pin", testPIN)...).shows(422) // no code was asked for
	b.payee(at, "own", testPIN, "bank_bin", "123456", "number", "0123456789", "holder", "NGUOI THU").shows(422)
	b.payee(at, "own", testPIN, bankFields...).shows(200, "6789", "48 giờ").hides("0123456789")
	payee, err := seller.PayeeOf(t.Context(), m.DB.Read(t.Context()), sellerID)
	if err != nil || payee.Last4 != "6789" || payee.Usable(m.Now()) {
		t.Fatal(payee, err)
	}
	m.Pass(24 * time.Hour) // a number is sent so many codes a day
	b.payee(at, "relative", testPIN, append(bankFields, "relation", "con trai")...).shows(422, "con trai", "đồng ý")
	b.payee(at, "relative", testPIN, append(bankFields, "relation", "con trai", "consent", seller.PayeeConsent, "assisted_by", "Lò Thị Giúp")...).shows(200, "Tài khoản người nhà")
	if payee, err = seller.PayeeOf(t.Context(), m.DB.Read(t.Context()), sellerID); err != nil || payee.Consent != seller.PayeeConsent || payee.Channel != "page" || payee.AssistedBy != "Lò Thị Giúp" {
		t.Fatal(payee, err)
	}
	b.payee(at, "post", testPIN, "holder", "", "post_point", "Bưu điện xã").shows(422, "Bưu điện xã")
	b.payee(at, "post", testPIN, "holder", "Giàng A Cúc", "post_point", "Bưu điện xã").shows(200, "Bưu điện xã, Giàng A Cúc")
}

// A cooperative is asked, says yes, and may say no later; others cannot answer for it.
func TestACooperativeAnswersItsGrowers(t *testing.T) {
	m := openMarket(t)
	coopID, keeper := m.Seller(t)
	sellerID, owner := m.Seller(t)
	if err := m.DB.Tx(t.Context(), func(tx *gorm.DB) error {
		return tx.Exec("UPDATE sellers SET kind = 'cooperative', tax_entity = 'company' WHERE id = ?", coopID).Error
	}); err != nil {
		t.Fatal(err)
	}
	coop, err := seller.Find(t.Context(), m.DB.Read(t.Context()), coopID)
	if err != nil {
		t.Fatal(err)
	}
	b, at, there := m.with(owner, actor.HandleMoney), m.stallPathOf(sellerID), m.stallPathOf(coopID)
	b.payee(at, "cooperative", testPIN, "cooperative", "nothing", "consent", seller.PayeeConsent).shows(422)
	b.payee(at, "cooperative", testPIN, "cooperative", coop.Slug, "consent", seller.PayeeConsent).shows(200, coop.Name, "chưa nhận lời")
	k := m.with(keeper, actor.SeeMoney, actor.HandleMoney)
	k.get(there+"/money").shows(200, "/money/growers")
	k.get(there+"/money/growers").shows(200, "/accept")
	payee, err := seller.PayeeOf(t.Context(), m.DB.Read(t.Context()), sellerID)
	if err != nil {
		t.Fatal(err)
	}
	b.post(at + "/money/growers/" + payee.ID + "/accept").shows(404)
	for range 2 {
		k.post(there+"/money/growers/"+payee.ID+"/accept").shows(200, "/refuse").hides("/accept\"")
	}
	b.get(at + "/money/bank").shows(200).hides("chưa nhận lời")
	k.post(there+"/money/growers/"+payee.ID+"/refuse").shows(200, "Chưa có ai nhờ")
	k.post(there + "/money/growers/" + payee.ID + "/refuse").shows(404)
	b.get(at + "/money/bank").shows(200).hides(coop.Name)
}

// The stall's own words, its picture and where a carrier collects; saving again changes
// nothing that was not typed.
func TestAStallSpeaksForItself(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	b, at := m.with(owner, actor.EditProducts), m.stallPathOf(sellerID)
	b.get(at + "/profile").shows(200)
	b.upload(at+"/profile", "photos", "gian.jpg", picture(t), "about_vi", "Nhà tôi làm chè ba đời.", "pickup.contact", "Chị Thử", "pickup.street", "Bản Thử").shows(200, "ba đời", "Bản Thử", "/media/")
	b.post(at+"/profile", "about_vi", "Nhà tôi trồng chè.", "pickup.street", "Bản Thử").shows(200, "trồng chè", "/media/")
	b.post(at+"/profile", "about_vi", strings.Repeat("dài ", 2000), "pickup.street", "Bản Mới").shows(422, "Bản Mới")
	m.with(owner, actor.SeeOrders).get(at + "/stall").shows(200).hides(at + "/profile")
}
