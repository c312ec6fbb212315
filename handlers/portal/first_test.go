package portal

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

// agrees says yes on the way to a stall to all that is asked, and comes to the last question.
func (b *browser) agrees(kind, name string) {
	b.t.Helper()
	for range account.Purposes {
		at := nameValue(b.page, "at")
		if at == "place" {
			break
		}
		b.post("/portal/open", "at", at, "kind", kind, "name", name, "version", nameValue(b.page, "version"), "answer", "yes").shows(200)
	}
	b.shows(200, `name="ward_code"`, "Phần 6 trong 6")
}

// applies opens a stall as a household does and returns where it stands.
func (b *browser) applies(name string) string {
	b.t.Helper()
	b.post("/portal/open", "at", "name", "kind", "household", "name", name)
	b.agrees("household", name)
	b.post("/portal/open", "kind", "household", "name", name, "ward_code", b.ward()).shows(200, "/papers/identity")
	return strings.TrimSuffix(strings.Split(b.where, "?")[0], "/papers")
}

// A stall that is not open yet has no page to send to friends, and does not sell: its first
// page leads to the papers, and to the first product.
func TestANewStallIsLedOn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := openMarketOn(t, d)
		b := m.opens(m.enrol(""))
		at := b.applies("Nhà Mới")
		shop := strings.TrimPrefix(at, "/portal")
		b.get(at).shows(200, at+"/papers", at+"/products/new", "đầu tiên").hides(`href="`+shop+`"`, "do=placed")
		b.get(at+"/rest").shows(200, "chưa mở bán").hides("Đang bán", at+"/rest/holiday")
	})
}

// The last look at packed food says that the stall lacks its food-safety paper, and leads
// there; it offers no button that is refused, and no page that buyers do not have yet. The
// parts of the way there are as many on each page.
func TestTheLastLookLeadsToThePaperThatIsMissing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := openMarketOn(t, d)
		b := m.opens(m.enrol(""))
		at := b.applies("Nhà Chè")
		b.get(at+"/products/new").shows(200, "Phần 1 trong 4")
		b.post(at+"/products/new/kind", "name_vi", "Chè thử", "kind", "tea").shows(200, "Phần 2 trong 4")
		page := at + "/products/" + regexp.MustCompile(`/products/([0-9a-f-]{36})/`).FindStringSubmatch(b.where)[1]
		b.post(page+"/sell", "unit", "hộp", "price", "120.000", "seen", "0").shows(200, "Phần 2 trong 4")
		b.post(page+"/weigh", "version", version(b), "weight", "200", "of", "g").shows(200, "Phần 2 trong 4")
		b.post(b.where, "seen", "0", "counted", "12").shows(200, "Phần 3 trong 4", "còn 7 câu")
		b.post(b.where, "seen", "", "producer_name", "Hộ thử").shows(200, "Phần 3 trong 4", "còn 6 câu")
		b.get(page+"/look?new=1").shows(200, "Phần 4 trong 4", at+"/papers/food_safety", `href="`+at+`/papers"`).hides(page+"/publish", `href="/p/`)
		b.post(page+"/publish?new=1").shows(422, "Phần 4 trong 4", at+"/papers/food_safety")
	})
}

// Who says too early that they have confirmed is told so.
func TestWhoHasNotConfirmedYetIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := openMarketOn(t, d)
		b := m.opens(m.enrol(""))
		at := b.applies("Nhà Mới") + "/papers/identity"
		b.get(at).shows(200, at+"/start")
		b.post(at+"/start").shows(200, at+"/ask").hides("Chưa thấy bạn xác nhận")
		b.post(at+"/ask").shows(409, "Chưa thấy bạn xác nhận", at+"/ask")
	})
}
