package main

import (
	"fmt"
	"testing"
)

// What goes wrong on phones: a price that another phone changed meanwhile, a clock that is a
// day off, work that is too old, a phone that is full, a worker that is renewed under an open
// page.
func TestPhonesThatAreOff(t *testing.T) {
	chromium(t)
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	b := openBrowser(t, m, 360, 740)
	l := lineTo(t, m)
	direct := m.base
	m.base = l.base()
	b.signIn("0900000006", "Chủ Nhiệm Mẫu")
	stall := "/portal/s/" + oneStall
	b.ready(stall)
	work := asks[along](b, "/me/work").Stalls[0]
	form := func(i int) (string, int64) { return work.Products[i].Forms[0].ID, work.Products[i].Forms[0].Price }
	price := func(i int) int64 { return asks[along](b, "/me/work").Stalls[0].Products[i].Forms[0].Price }

	t.Run("a price that moved asks", func(t *testing.T) {
		b.t, m.t = t, t
		id, seen := form(0)
		b.keeps("Giá cũ", work.ID, id, seen+1000, seen+5000)
		b.sends()
		b.visit("/portal/offline#/queue")
		b.sees(b.word("offline.word.stale"))
		if price(0) != seen {
			t.Errorf("the price was written over: %d", price(0))
		}
		b.tap(`#screen [data-is="use_mine"]`)
		b.is(`!document.querySelector('#screen [data-is="use_mine"]')`)
		b.sends()
		if price(0) != seen+5000 {
			t.Errorf("the price is %d", price(0))
		}
	})
	t.Run("a clock that is a day off does no harm", func(t *testing.T) {
		b.t, m.t = t, t
		id, seen := form(1)
		run[bool](b, `globalThis.rightNow = Date.now; Date.now = () => rightNow() - 24 * 3600 * 1000; return true`)
		b.keeps("Đồng hồ chậm", work.ID, id, seen, seen+1000)
		run[bool](b, `Date.now = () => rightNow() + 24 * 3600 * 1000; return true`)
		b.sends()
		if price(1) != seen+1000 {
			t.Errorf("the price is %d; the phone says %s", price(1), b.queue())
		}
	})
	t.Run("what is older than a key asks first", func(t *testing.T) {
		b.t, m.t = t, t
		id, seen := form(2)
		b.visit(stall)
		run[bool](b, fmt.Sprintf(`await queue.add(await vault.holder(), { kind: "price", seller: %q, subject: %q, title: "Việc cũ", seen: %d, at: Date.now() - 7 * 24 * 3600 * 1000, input: { price: %d } }); return true`, work.ID, id, seen, seen+1000))
		b.sends()
		if price(2) != seen {
			t.Error("it was sent unasked")
		}
		b.visit("/portal/offline#/queue")
		b.sees(b.word("offline.word.old"))
		b.tap(`#screen [data-is="again"]`)
		b.is(`!document.querySelector('#screen [data-is="again"]')`)
		b.sends()
		if price(2) != seen+1000 {
			t.Errorf("the price is %d", price(2))
		}
	})
	t.Run("a full phone sends the form as it is", func(t *testing.T) {
		b.t, m.t = t, t
		b.visit(stall + "/products/" + work.Products[3].ID)
		b.press(`a[href$="/price"]`)
		run[bool](b, `IDBObjectStore.prototype.add = () => { throw new DOMException("", "QuotaExceededError"); }; return true`)
		_, seen := form(3)
		b.fill("price", fmt.Sprint(seen+2000))
		b.press(`main form button.main`)
		b.sees(b.word("portal.done.priced"))
	})
	t.Run("a full phone says so", func(t *testing.T) {
		b.t, m.t = t, t
		l.turn(false)
		b.visit(stall + "/products")
		run[bool](b, `IDBObjectStore.prototype.add = () => { throw new DOMException("", "QuotaExceededError"); }; return true`)
		b.tap(`#screen [data-is="price"]`)
		b.types("55.000")
		b.tap(`#screen form button.main`)
		b.sees(b.word("offline.word.full"))
		l.turn(true)
	})
	t.Run("a full phone loses nothing of a new product", func(t *testing.T) {
		b.t, m.t = t, t
		l.turn(false)
		b.visit(stall + "/products/new")
		full := func(method string) {
			run[bool](b, fmt.Sprintf(`globalThis.had = IDBObjectStore.prototype.%[1]s; IDBObjectStore.prototype.%[1]s = () => { throw new DOMException("", "QuotaExceededError"); }; return true`, method))
		}
		room := func(method string) {
			run[bool](b, fmt.Sprintf(`IDBObjectStore.prototype.%s = had; return true`, method))
		}
		full("add")
		b.tap(`#screen [data-is="begin"]`)
		b.sees(b.word("offline.word.full"))
		b.is(`document.querySelector('#screen .problem') && !document.querySelector('#screen button .problem')`)
		room("add")
		b.tap(`#screen [data-is="begin"]`)
		b.takes("honey.jpg")
		b.tap(`#screen form button.main`)
		b.sees(b.word("fault.product.name"))
		b.types("Mật ong đầy máy")
		full("put")
		b.tap(`#screen form button.main`)
		b.sees(b.word("offline.word.full"))
		b.is(`document.querySelector('#screen .preview canvas') && document.querySelector('#screen [name="name"]').value === "Mật ong đầy máy"`)
		room("put")
		b.tap(`#screen form button.main`)
		b.is(`location.hash.endsWith("/kind")`)
		b.visit(stall + "/products/new") // a reload: the draft comes from the phone
		b.sees("Mật ong đầy máy")
		if n := run[int](b, `return (await queue.list(await vault.holder())).find((e) => e.state === "draft").photos`); n != 1 {
			t.Errorf("%d photos are kept", n)
		}
		l.turn(true)
	})
	t.Run("a new version waits for the old pages", func(t *testing.T) {
		b.t, m.t = t, t
		b.visit(stall)
		old := run[string](b, `return (await caches.keys()).filter((k) => k.startsWith("portal-")).join()`)
		l.turn(false)
		m.base = direct
		m.stop()
		m.start([]string{"MARKET_NAME=Chợ Mới"}, "demo", "--data", m.data)
		m.base = l.base()
		l.turn(true)
		run[bool](b, `const r = await navigator.serviceWorker.getRegistration("/portal/"); await r.update(); return true`)
		b.is(`(globalThis.seen ??= navigator.serviceWorker.getRegistration("/portal/").then((r) => { globalThis.waits = !!r.waiting; globalThis.seen = undefined; })) && globalThis.waits`)
		l.turn(false)
		if ok := run[bool](b, `const own = document.querySelector("script[src*=draft]").src; return (await fetch(own)).ok`); !ok {
			t.Error("a page that was open does not get its own files any more")
		}
		l.turn(true)
		if both := run[string](b, `return (await caches.keys()).join()`); both == old {
			t.Errorf("the new version keeps nothing beside: %s", both)
		}
		b.visit("/") // the last page of the portal is left
		b.is(`(globalThis.asked ??= navigator.serviceWorker.getRegistration("/portal/").then((r) => { globalThis.fresh = !r.waiting; globalThis.asked = undefined; })) && globalThis.fresh`)
		b.ready(stall)
		if now := run[string](b, `return (await caches.keys()).join()`); now == old {
			t.Errorf("the old version is still there: %s", now)
		}
	})
	l.turn(false)
}

// takes puts a photo into the box of a screen, as a camera does.
func (b *browser) takes(name string) {
	b.t.Helper()
	b.is(`document.querySelector('#screen input[type="file"]')`)
	run[bool](b, fmt.Sprintf(`const sheet = new OffscreenCanvas(640, 480), pen = sheet.getContext("2d");
		pen.fillStyle = "#a60"; pen.fillRect(0, 0, 640, 480);
		const taken = new DataTransfer(), box = document.querySelector('#screen input[type="file"]');
		taken.items.add(new File([await sheet.convertToBlob({ type: "image/jpeg" })], %q, { type: "image/jpeg" }));
		box.files = taken.files;
		box.dispatchEvent(new Event("change"));
		return true`, name))
	b.is(`document.querySelector('#screen .preview canvas')`)
}
