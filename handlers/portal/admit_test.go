package portal

import (
	"regexp"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/identity/eauth/stage"
	"github.com/chophien/chophien/models/markettest"
)

// link is the first address of the last page that matches.
func (b *browser) link(pattern string) string {
	b.t.Helper()
	found := regexp.MustCompile(`href="(` + pattern + `)"`).FindStringSubmatch(b.page)
	if found == nil {
		b.t.Fatalf("%s has no %s: %.900s", b.where, pattern, plain(b.page))
	}
	return found[1]
}

// Who confirms in the provider's app has a stall that sells; who refuses may begin again.
func TestAPhoneSaysWhoAPersonIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := openMarketOn(t, d)
		who := m.enrol("")
		b := m.opens(who)
		stall := b.applies("Nhà Mới")
		at := stall + "/papers/identity"
		transaction := func() string {
			b.get(at).shows(200, at+"/ask")
			url := b.link(`https://eid\.test/tx/\w+`)
			return url[strings.LastIndex(url, "/")+1:]
		}
		b.get(at).shows(200, at+"/start")
		b.post(at + "/start").shows(200)
		if err := m.stage.Act(transaction(), nil); err != nil {
			t.Fatal(err)
		}
		b.post(at+"/ask").shows(200, "từ chối trong ứng dụng", at+"/start")
		m.with(actorOf(t, m, stall), actor.SeeOrders).post(at + "/start").shows(403)
		b.post(at + "/start").shows(200)
		if err := m.stage.Act(transaction(), &stage.Card{Name: who.Name, Number: "015000000001"}); err != nil {
			t.Fatal(err)
		}
		b.post(at+"/ask").shows(200, "Đã xác minh xong").hides("015000000001")
		b.post(at + "/ask").shows(200) // a second press changes nothing
		b.get(stall).shows(200).hides("chờ xác minh")
	})
}

// actorOf is the household that opened a stall.
func actorOf(t *testing.T, m *market, stall string) actor.Member {
	t.Helper()
	var out actor.Member
	err := m.DB.Read(t.Context()).Raw(`SELECT x.person_id, x.seller_id FROM seller_members x JOIN sellers s ON s.id = x.seller_id WHERE s.slug = ?`, stall[strings.LastIndex(stall, "/")+1:]).Row().Scan(&out.PersonID, &out.SellerID)
	if err != nil {
		t.Fatal(err)
	}
	out.Rights, out.Channel = actor.NewRights(actor.AllRights...), actor.Page
	return out
}

// A paper is handed in, sent back with a reason that the seller reads, handed in again and
// accepted. The whole number is shown to who opens it alone, and each look is kept; to look at
// the page again, or to forget a reason, is none.
func TestAPaperIsJudgedOnThePages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := openMarketOn(t, d)
		b, officer, other := m.opens(m.enrol("")), m.opens(m.enrol(account.Officer)), m.opens(m.enrol(""))
		stall := b.applies("Nhà Giấy")
		at := stall + "/papers/food_safety"
		b.get(at+"?way=paper").shows(200, `name="number"`)
		b.post(at+"?way=paper", "number", "", "valid_until", "").shows(422, "Ghi số của giấy")
		b.post(at+"?way=none").shows(422, "Chọn một lý do")
		b.get(at + "?way=paper")
		b.upload(at+"?way=paper", "files", "giay.jpg", []byte("not a picture"), "number", "ATTP-12345678").shows(415, "Chợ chỉ nhận ảnh", `value="ATTP-12345678"`)
		b.get(at + "?way=paper")
		b.upload(at+"?way=paper", "files", "giay.jpg", picture(t), "number", "ATTP-12345678", "valid_until", string(m.Now().Date().AddDays(90))).shows(200, "Cán bộ đang xem")
		other.get(at)
		if other.status != 404 {
			t.Errorf("somebody else's paper answers %d", other.status)
		}
		b.get(at).shows(200, "5678").hides("ATTP-12345678")

		looks := func() int {
			all, err := audit.List(t.Context(), d.Read(t.Context()), audit.Filter{Verb: "requirement.look"}, db.Cursor{}, 50)
			if err != nil {
				t.Fatal(err)
			}
			return len(all)
		}
		officer.get("/portal/officer").shows(200, `<strong class="badge now num">1</strong>`)
		officer.get("/portal/officer/requirements").shows(200, "Nhà Giấy", "Cán bộ đang xem").hides("> · <")
		judge := officer.link(`/portal/officer/requirements/[0-9a-f-]{36}`)
		officer.get(judge).shows(200, judge+"/accept", "•••• 5678", "number=open").hides("ATTP-12345678", "Bạn là", "Cần bạn làm")
		officer.get(judge)
		officer.post(judge+"/reject", "reason", "").shows(422, "Ghi lý do").hides("ATTP-12345678")
		if n := looks(); n != 0 {
			t.Errorf("%d looks are kept of who has opened nothing", n)
		}
		officer.get(judge+"?number=open").shows(200, "ATTP-12345678")
		file := officer.link(judge + `/files/[0-9a-f-]{36}`)
		if officer.get(file); officer.status != 200 {
			t.Errorf("the paper answers %d", officer.status)
		}
		if n := looks(); n != 2 {
			t.Errorf("%d looks are kept of a number and a picture", n)
		}
		officer.get(judge)
		officer.post(judge+"/reject", "reason", "Ảnh mờ, chụp lại").shows(200, "chờ gửi lại").hides(judge + "/accept")
		b.get(at).shows(200, "Ảnh mờ, chụp lại", "Cần gửi lại")
		b.get(at + "?way=none")
		b.post(at+"?way=none", "exemption", "small_maker").shows(200, "Cán bộ đang xem")
		officer.get(judge).shows(200, "Sơ chế nhỏ lẻ")
		officer.post(judge+"/accept").shows(200, "Đã nhận")
		officer.post(judge + "/accept").shows(409)
		b.get(at).shows(200, "Đã nhận")
		officer.post(judge+"/again", "reason", "Đến hạn xem lại").shows(200, "Chờ người bán")
		b.get(at).shows(200, "Cần bạn làm")
	})
}

// Where one card stands behind several stalls, the desk reads all of them and opens each; an
// officer of a commune opens those of the commune, and reads of another where it is.
func TestStallsOfOneCardLeadToThoseOneMayOpen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := openMarketOn(t, d)
		desk := m.opens(m.enrol(account.Admin))
		id, err := m.parts.Accounts.Enrol(t.Context(), actor.System{Job: "test"}, account.Enrol{
			Phone: "0900000099", Name: "Cán Bộ Xã", Locale: "vi", PIN: testPIN, Role: account.Officer, Scheme: division.Current, Code: m.ward(),
		})
		if err != nil {
			t.Fatal(err)
		}
		who, err := account.Person(t.Context(), d.Read(t.Context()), id)
		if err != nil {
			t.Fatal(err)
		}
		officer := m.opens(who)
		var at [3]string
		for i, name := range []string{"Nhà Một", "Nhà Hai", "Nhà Ba"} {
			at[i] = strings.TrimPrefix(m.opens(m.enrol("")).applies(name), "/portal/s")
			page := "/portal/desk/stalls" + at[i]
			desk.get(page).shows(200)
			desk.post(page+"/check", "method", "chip_card", "reference", "015000000077").shows(200)
		}
		err = d.Tx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("UPDATE sellers SET ward_code = ? WHERE slug = ?", markettest.Away, at[2][1:]).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		officer.get("/portal/officer/stalls"+at[0]).shows(200, `href="/portal/officer/stalls`+at[1]+`"`, "Nhà Ba, ").hides(`/portal/officer/stalls` + at[2])
		officer.get("/portal/officer/stalls" + at[2]).shows(404)
		desk.get("/portal/desk/stalls"+at[0]).shows(200, `href="/portal/desk/stalls`+at[1]+`"`, `href="/portal/desk/stalls`+at[2]+`"`)
		identity := desk.link(`/portal/desk/requirements/[0-9a-f-]{36}`)
		desk.get(identity).shows(200, "Xác minh bạn là ai", `href="/portal/desk/stalls`+at[2]+`"`)
	})
}

// A seller appeals once; who suspended does not decide, another officer does, and the stall
// sells again.
func TestAnAppealIsDecidedByAnother(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := openMarketOn(t, d)
		sellerID, owner := m.Seller(t)
		b, at := m.with(owner, actor.AllRights...), m.stallPathOf(sellerID)
		one, two := m.opens(m.enrol(account.Officer)), m.opens(m.enrol(account.Officer))
		officers := "/portal/officer/stalls/" + at[strings.LastIndex(at, "/")+1:]
		one.post(officers+"/suspend", "reason", "Ảnh không phải của nhà").shows(200)
		b.get(at).shows(200, "Ảnh không phải của nhà", at+"/appeal")
		b.get(at+"/appeal").shows(200, `name="words"`)
		b.post(at+"/appeal", "words", "").shows(422, "Viết vài câu")
		b.post(at+"/appeal", "words", strings.Repeat("dài ", 3000)).shows(422, `id="f-words-wrong"`)
		b.get(at + "/appeal")
		b.post(at+"/appeal", "words", "Ảnh chụp ở vườn <b>nhà tôi</b> 🍯").shows(200, "Đang xét", "&lt;b&gt;").hides("<b>nhà")
		m.with(owner, actor.EditProducts).get(at + "/appeal").shows(403)

		two.get("/portal/officer/appeals").shows(200)
		appeal := two.link(`/portal/officer/appeals/[0-9a-f-]{36}`)
		one.get(appeal).shows(200)
		one.post(appeal, "lifted", "1", "reason", "Thôi").shows(403)
		two.get(appeal).shows(200, "vườn", `name="lifted"`)
		two.post(appeal, "reason", "").shows(422)
		two.post(appeal, "lifted", "1", "reason", "Đúng ảnh nhà").shows(200)
		two.post(appeal, "reason", "Lần nữa").shows(409)
		b.get(at).shows(200).hides("tạm dừng")
	})
}
