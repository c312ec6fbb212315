package portal

import (
	"regexp"
	"testing"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/search"
)

// The desk says which words mean the same, sees how a question is read by them, and takes
// back what it said.
func TestTheDeskSaysWhichWordsMeanTheSame(t *testing.T) {
	m := openMarket(t)
	sellerID, _ := m.Seller(t)
	product := m.productOf(m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 3}))
	desk, list := m.opens(m.enrol(account.Admin)), "/portal/desk/synonyms"
	desk.get(list).shows(200, "Không có nhóm từ nào", list+"/new")
	desk.get(list+"/new?words=heo").shows(200, ">heo</textarea>", `value="same" checked`)
	desk.post(list+"/new", "kind", "same", "words", "heo").shows(422, "ít nhất hai từ", ">heo</textarea>")
	desk.post(list+"/new", "kind", "means", "words", "heo, lợn", "means", "…").shows(422, `id="f-words-wrong"`, `id="f-means-wrong"`)
	desk.post(list+"/new", "kind", "same", "words", "heo\r\nlợn").shows(200, "Đã lưu", "heo = lợn")
	desk.post(list+"/new", "kind", "same", "words", "lợn, heo").shows(409, "đã có")
	m.found.result = search.Result{Hits: []search.Hit{{ID: product}}, Total: 1, Nearest: true}
	desk.get(list+"?try=th%E1%BB%8Bt+heo").shows(200, "thịt heo/lợn", "Gần nhất là", "/p/")
	m.found.err = search.ErrAway
	desk.get(list+"?try=heo").shows(200, "heo/lợn", "đang nghỉ một lát")
	m.found.err = nil

	one := regexp.MustCompile(`href="(` + list + `/[0-9a-f-]{36})"`).FindStringSubmatch(desk.get(list + "?q=lon").page)[1]
	desk.post(one, "kind", "means", "words", "heo", "means", "").shows(422, `id="f-means-wrong"`)
	desk.post(one, "kind", "means", "words", "heo", "means", "lợn bản").shows(200, "heo → lợn bản")
	desk.post(one+"/off").shows(200, "Đang tắt", one+"/on")
	desk.get(list+"?try=heo").shows(200).hides("heo/lợn", "<li>lợn bản</li>")
	desk.get(one).shows(200, "heo = lợn", "heo → lợn bản", "(Đang tắt)")
	desk.post(one + "/on").shows(200).hides("Đang tắt")
	desk.post(list + "/nothing/on").shows(404)
	if n := m.Count(t, "audit_entries", "subject_kind = 'synonym'"); n != 4 {
		t.Errorf("%d changes are written down", n)
	}
	m.opens(m.enrol(account.Officer)).post(list+"/new", "kind", "nothing", "words", "ngon").shows(403)
}
