package portal

import (
	"regexp"
	"testing"

	"github.com/chophien/chophien/models/account"
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

var hidden = regexp.MustCompile(`name="(\w+)" value="([^"]*)"`)

func nameValue(page, name string) string {
	for _, found := range hidden.FindAllStringSubmatch(page, -1) {
		if found[1] == name {
			return found[2]
		}
	}
	return ""
}
