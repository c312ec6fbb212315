package storefront_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/web/view"
)

const wishes = view.PathMyData + "/consents/" + account.Notices

func TestAPersonSeesTakesAndErasesTheirData(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		b, other := m.browser(), m.browser()
		b.signIn("0900000077", "Lò Thị Lan")
		b.get(view.PathAccount).says(200, "Điều chợ ghi về tôi")
		page := b.get(view.PathMyData).says(200, "Lò Thị Lan", "Chợ dùng dữ liệu để chạy tài khoản", "Không có điều này thì không có tài khoản")

		// The name is corrected; a name that is none is refused beside the field.
		page.form(view.PathMyData+"/name", "name", " ").send().says(422)
		b.get(view.PathMyData).form(view.PathMyData+"/name", "name", "Lò Thị Lân").send().says(200, "Lò Thị Lân")

		// A copy is a file of its own.
		file := b.get(view.PathMyData).form(view.PathMyData + "/copy").send()
		var all struct {
			Person struct{ Name, Phone string }
		}
		if err := json.Unmarshal([]byte(file.body), &all); err != nil || all.Person.Name != "Lò Thị Lân" || all.Person.Phone != "+84900000077" {
			t.Fatalf("%d %v %s", file.status, err, file.body)
		}
		if !strings.Contains(file.header.Get("Content-Disposition"), ".json") || file.header.Get("Cache-Control") != "no-store" {
			t.Errorf("%v", file.header)
		}

		// What was agreed to elsewhere is taken back here, and given again.
		var id string
		if err := d.Read(t.Context()).Raw("SELECT id FROM people WHERE name = 'Lò Thị Lân'").Scan(&id).Error; err != nil {
			t.Fatal(err)
		}
		if err := m.p.Privacy.Answer(t.Context(), actor.Buyer{PersonID: id, Channel: actor.API}, account.Consent{Purpose: account.Notices, Version: "2026-11-01", Answer: account.Yes}); err != nil {
			t.Fatal(err)
		}
		back := b.get(wishes).says(200, "Rút lại thì sao?", "Chợ chỉ còn nhắn về đơn hàng").form(wishes, "answer", "withdraw")
		back.send().says(200, "Đã rút lúc")
		back.send().says(404)
		ask := b.get(wishes).says(200, "Tôi đồng ý cho chợ nhắn tin")
		if n := ask.Find(`main :checked`).Length(); n != 0 {
			t.Errorf("%d answers are given before they are asked", n)
		}
		ask.form(wishes, "answer", "no").send().says(200, "Đã rút lúc", "Đã ghi là bạn không đồng ý", "Không đồng ý lúc")
		ask.form(wishes, "answer", "yes", "version", "2020-01-01").send().says(422, "Nội dung đồng ý vừa đổi")
		ask.form(wishes, "answer", "perhaps").send().says(422)
		ask.form(wishes, "answer", "yes").send().says(200, "Chợ gửi tin ngoài đơn hàng", "Không đồng ý lúc")
		ask.form(wishes, "answer", "no").send().says(409, "Muốn thôi, hãy rút lại") // the page of before
		b.get(wishes).form(wishes, "answer", "keep").send().says(200, "Đang đồng ý")
		csrf := b.get(view.PathMyData).form(view.PathMyData + "/copy").Values
		b.get(view.PathMyData + "/consents/privacy").says(404)
		csrf.Set("answer", "withdraw")
		b.post(view.PathMyData+"/consents/privacy", csrf).says(404)
		csrf.Del("answer")
		b.get(view.PathMyData + "/consents/anything").says(404)
		for _, purpose := range append([]string{account.Privacy}, account.Purposes...) {
			for _, lang := range []string{"vi", "en"} {
				b.get(view.ConsentTextPath(purpose, account.ConsentTexts[purpose])+"?lang="+lang).says(200, account.ConsentTexts[purpose])
			}
		}
		b.get(view.PathHome + "?lang=vi")

		// Nobody else reaches any of it.
		for _, path := range []string{view.PathMyData, view.PathErase} {
			if got := other.get(path); !strings.HasPrefix(got.path, view.PathSignIn) {
				t.Errorf("%s is shown to nobody: %s", path, got.path)
			}
		}

		// Without a PIN, a code that is sent for this ends the account.
		m.Pass(2 * 60_000_000_000)
		b.get(view.PathErase).says(200, "Mất ngay", "Số điện thoại của bạn", "Luật kế toán và thuế")
		b.post(view.PathErase, csrf).says(422)
		sent := b.get(view.PathErase).form(view.PathErase+"/code").send().says(200, "Mã đã gửi đến")
		sent.form(view.PathErase, "code", "000000").send().says(422)
		stale := b.get(view.PathErase).form(view.PathErase, "code", m.code("0900000077"))
		end := stale.send()
		if end.status != 200 || end.path != view.PathHome || !strings.Contains(end.body, "Tài khoản đã được xóa") {
			t.Fatalf("%d %s %s", end.status, end.path, end.text())
		}
		if got := b.get(view.PathAccount); !strings.HasPrefix(got.path, view.PathSignIn) {
			t.Errorf("still signed in: %s", got.path)
		}
		if again := stale.send(); again.status == 200 && again.path != view.PathHome && !strings.HasPrefix(again.path, view.PathSignIn) {
			t.Errorf("sent again: %d %s", again.status, again.path)
		}
	})
}

func TestAPersonWithAPINGivesItToBeErased(t *testing.T) {
	m := open(t, dbtest.SQLite(t))
	b := m.browser()
	b.signIn("0900000077", "Lan")
	b.get(view.PathPIN).form(view.PathPIN, "pin", "739152", "again", "739152").send().says(200)
	m.Pass(2 * 60_000_000_000)
	page := b.get(view.PathErase).says(200, "Nhập mã PIN của Lan")
	b.post(view.PathErase+"/code", page.form(view.PathErase).Values).says(422)
	page.form(view.PathErase, "pin", "111223").send().says(422, "PIN")
	if end := b.get(view.PathErase).form(view.PathErase, "pin", "739152").send(); end.path != view.PathHome {
		t.Fatalf("%d %s", end.status, end.text())
	}
}
