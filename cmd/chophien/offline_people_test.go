package main

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/cmd/chophien/demo"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/web/view"
)

// everything that the browser keeps at the market's address, as far as it can be read: a key
// that cannot be taken out shows only that it is there.
const everything = `
	const text = (v) => v instanceof ArrayBuffer ? new TextDecoder("latin1").decode(v) : ArrayBuffer.isView(v) ? new TextDecoder("latin1").decode(v)
		: v instanceof CryptoKey ? "a key, to be taken out: " + v.extractable : v && typeof v === "object" ? Object.entries(v).map(([k, w]) => k + "=" + text(w)).join(";") : String(v);
	const out = [JSON.stringify(localStorage)];
	for (const { name } of await indexedDB.databases()) {
		const db = await new Promise((ok, no) => { const r = indexedDB.open(name); r.onsuccess = () => ok(r.result); r.onerror = no; });
		for (const kind of db.objectStoreNames) out.push(name + " " + kind + ": " + (await store.all(db, kind)).map(text).join(" | "));
		db.close();
	}
	for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) {
		out.push(request.url + " " + await (await caches.match(request)).text());
	}
	return out.join("\n");`

// signsOut leaves as people do, by the button of the account's page.
func (b *browser) signsOut() {
	b.t.Helper()
	b.visit(view.PathAccount)
	b.tap(`form[data-sign-out] button`)
	b.is(`location.pathname === "/" && document.querySelector("[data-nobody]")`)
}

// keeps puts a change of a price into the queue, and does not send it.
func (b *browser) keeps(secret, seller, form string, seen, price int64) {
	b.t.Helper()
	run[bool](b, fmt.Sprintf(`await queue.add(await vault.holder(), { kind: "price", seller: %q, subject: %q, title: %q, seen: %d, input: { price: %d } }); return true`, seller, form, secret, seen, price))
}

// later lets a code be asked for again, as a minute later.
func (m *running) later() {
	m.t.Helper()
	d, err := db.Open(m.t.Context(), db.Config{Path: filepath.Join(m.data, "chophien.db")})
	if err != nil {
		m.t.Fatal(err)
	}
	defer d.Close()
	if err := d.Tx(m.t.Context(), func(tx *gorm.DB) error { return tx.Exec("DELETE FROM signin_counters").Error }); err != nil {
		m.t.Fatal(err)
	}
}

type along struct {
	Stalls []struct {
		ID, Slug string
		Products []struct {
			ID    string
			Name  string
			Forms []struct {
				ID    string
				Price int64
			}
		}
	}
}

// joins adds a person to a number, with the PIN of the demo, a stall of their own and one thing
// to sell.
func (m *running) joins(phone, name string) (slug string) {
	m.t.Helper()
	m.later()
	var sent struct {
		RequestID   string `json:"request_id"`
		DeviceToken string `json:"device_token"`
	}
	m.api("", "POST", "/auth/codes", map[string]string{"phone": phone}, &sent)
	var proved, in struct{ Token string }
	m.api("", "POST", "/auth/phone", map[string]string{"request_id": sent.RequestID, "device_token": sent.DeviceToken, "code": m.code(phone)}, &proved)
	m.api(proved.Token, "POST", "/auth/people", map[string]string{"name": name, "consent": account.ConsentText}, &in)
	m.api(in.Token, "PUT", "/me/pin", map[string]string{"pin": demo.PIN}, &in)
	var stall struct{ ID, Slug string }
	m.api(in.Token, "POST", "/stalls", map[string]any{"name": "Gian của " + name, "kind": "household", "scheme": division.Current, "ward_code": "04672"}, &stall)
	var good struct{ ID string }
	m.api(in.Token, "POST", "/stalls/"+stall.ID+"/products", map[string]any{"name_vi": "Hàng của " + name, "class": "raw", "kind": "tea"}, &good)
	m.api(in.Token, "POST", "/stalls/"+stall.ID+"/products/"+good.ID+"/variants", map[string]any{"name_vi": "Gói", "basis": "gram", "unit": "kg", "price": 50_000, "step": 500, "minimum": 500}, nil)
	return stall.Slug
}

// Three people share one number and one phone, one after another, and each leaves work that
// was not sent. Whoever comes next finds nothing of it that can be read, sees no stall but
// their own, and sends none of it.
func TestThreePeopleOnOnePhone(t *testing.T) {
	chromium(t)
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	b := openBrowser(t, m, 360, 740)
	const phone = "0900000071"
	people := []struct{ name, stall, secret string }{{name: "Bà Nội Mẫu"}, {name: "Con Dâu Mẫu"}, {name: "Cháu Trai Mẫu"}}
	for i := range people {
		people[i].stall, people[i].secret = m.joins(phone, people[i].name), "Việc kín của "+people[i].name
	}
	for i, who := range people {
		m.later()
		b.signIn(phone, who.name)
		b.ready("/portal/s/" + who.stall)
		if n := run[int](b, `return (await queue.list(await vault.holder())).length`); n != 0 {
			t.Errorf("%s finds %d entries of others", who.name, n)
		}
		work := asks[along](b, "/me/work")
		if len(work.Stalls) != 1 || work.Stalls[0].Slug != who.stall {
			t.Fatalf("%s works for %+v", who.name, work.Stalls)
		}
		for j, other := range people {
			if status := run[int](b, fmt.Sprintf(`return (await fetch(%q)).status`, "/portal/s/"+other.stall+"/products")); (status == 200) != (i == j) {
				t.Errorf("the stall of %s answers %d to %s", other.name, status, who.name)
			}
		}
		form := work.Stalls[0].Products[0].Forms[0]
		b.keeps(who.secret, work.Stalls[0].ID, form.ID, form.Price, 99_000+int64(i))
		b.signsOut()
		left := run[string](b, everything)
		for _, word := range []string{who.secret, who.name, who.stall, work.Stalls[0].Products[0].Name, form.ID, "a key, to be"} {
			if strings.Contains(left, word) {
				t.Errorf("after %s left, the phone still says %q", who.name, word)
			}
		}
		if n := strings.Count(left, " queue: id="); n != i+1 {
			t.Errorf("%d queues after %d people:\n%s", n, i+1, left[:min(len(left), 2000)])
		}
	}
	// Each comes back, and only their own is sent.
	for i, who := range people {
		m.later()
		b.signIn(phone, who.name)
		b.ready("/portal/s/" + who.stall)
		b.sends()
		work := asks[along](b, "/me/work")
		if got := work.Stalls[0].Products[0].Forms[0].Price; got != 99_000+int64(i) {
			t.Errorf("%s: the price is %d; the phone says %s", who.name, got, b.queue())
		}
		b.signsOut()
		if n := strings.Count(run[string](b, everything), " queue: id="); n != len(people)-1-i {
			t.Errorf("%d queues are left after %s came back", n, who.name)
		}
	}
}
