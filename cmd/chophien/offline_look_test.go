package main

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

// eye looks at what a browser shows as every golden page is looked at (web/view/viewtest): the
// screens without a network are made by scripts, so no golden page shows them. AXE names its
// axe.min.js, as there.
type eye struct {
	*browser
	axe, looks string
}

func (b *browser) eye() eye {
	b.t.Helper()
	at := os.Getenv("AXE")
	if at == "" {
		if os.Getenv("CI") == "true" {
			b.t.Fatal("AXE names no axe-core, and CI tries every screen in a browser")
		}
		b.t.Skip("NO AXE: the screens without a network are not tried")
	}
	axe, err := os.ReadFile(at)
	if err != nil {
		b.t.Fatal(err)
	}
	looks, err := os.ReadFile("../../web/view/viewtest/testdata/look.js")
	if err != nil {
		b.t.Fatal(err)
	}
	return eye{b, string(axe), string(looks)}
}

// fine tells what is wrong with what is shown: the rules of axe, targets, the keyboard, and
// widths, also at twice the size.
func (e eye) fine(name string) {
	e.t.Helper()
	e.do(chromedp.Evaluate[chromedp.Void](e.axe+"\n;undefined"), chromedp.Evaluate[chromedp.Void]("{ "+e.looks+"\n;window.look = look } undefined"))
	wrong := run[[]string](e.browser, `const r = await axe.run(document, { preload: false, resultTypes: ["violations"], rules: { "color-contrast-enhanced": { enabled: true }, "target-size": { enabled: true } } });
		return [...look.small(), ...r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.target.join(" ") + " " + n.failureSummary))]`)
	wrong = append(wrong, e.tab()...)
	for _, wide := range []int64{320, 180, 360} {
		e.do(chromedp.EmulateViewport(wide, 740))
		wrong = append(wrong, run[[]string](e.browser, `return look.wide()`)...)
	}
	for _, w := range wrong {
		e.t.Errorf("%s: %s", name, w)
	}
}

// tab goes once around by keyboard.
func (e eye) tab() (wrong []string) {
	e.t.Helper()
	run[bool](e.browser, `look.begin(); return true`)
	for range 400 {
		e.do(chromedp.KeyEvent("\t"))
		at := run[struct {
			Wrong []string
			Done  bool
		}](e.browser, `return look.at()`)
		wrong = append(wrong, at.Wrong...)
		if at.Done {
			break
		}
	}
	return append(wrong, run[[]string](e.browser, `return look.missed()`)...)
}

// together refuses a screen on which the typed number, what it comes to, the keys and the
// button are not seen at once on a phone of 360 × 740; what lies folded is not meant.
func (e eye) together(name string) {
	e.t.Helper()
	for _, w := range run[[]string](e.browser, `scrollTo(0, 0);
		const form = document.querySelector("main form:has(.pad)"), bar = document.querySelector(".tabs");
		const end = bar && getComputedStyle(bar).position === "fixed" ? bar.getBoundingClientRect().top : innerHeight;
		return [...form.querySelectorAll("input:not([type=hidden]), .pad, .in-words, button[type=submit]")]
			.filter((el) => !el.closest("details:not([open])") && (el.getBoundingClientRect().bottom > end || el.getBoundingClientRect().top < 0)).map((el) => look.name(el) + " ends at " + el.getBoundingClientRect().bottom + " of " + end)`) {
		e.t.Errorf("%s: %s is out of sight", name, w)
	}
}

const next = `#screen form button.main`

// goesOn waits until the answered screen has made way.
func (b *browser) goesOn() {
	b.t.Helper()
	run[bool](b, `document.querySelector('#screen form').dataset.left = "1"; return true`)
	b.tap(next)
	b.is(`!document.querySelector('#screen [data-left]')`)
}

// presses types a number by the large keys.
func (b *browser) presses(keys string) {
	b.t.Helper()
	b.is(`document.querySelector('main .pad')`)
	for _, k := range keys {
		run[bool](b, fmt.Sprintf(`[...document.querySelectorAll("main .pad button")].find((b) => b.textContent === %q).click(); return true`, string(k)))
	}
}

// full lets the phone keep nothing more until its page is loaded anew.
func (b *browser) full() {
	b.t.Helper()
	run[bool](b, `window.room = IDBObjectStore.prototype.add; IDBObjectStore.prototype.add = () => { throw new DOMException("", "QuotaExceededError"); }; return true`)
}

// roomy takes back what full did, in the same document.
func (b *browser) roomy() {
	b.t.Helper()
	run[bool](b, `IDBObjectStore.prototype.add = window.room; return true`)
}

func TestTheScreensOfANewProductPleaseEverybody(t *testing.T) {
	chromium(t)
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	b := openBrowser(t, m, 360, 740).eye()
	l := lineTo(t, m)
	m.base = l.base()
	b.signIn("0900000006", "Chủ Nhiệm Mẫu")
	stall := "/portal/s/" + oneStall
	b.ready(stall)
	l.turn(false)

	b.visit(stall + "/products/new")
	b.is(`document.querySelector('#screen [data-is="begin"]')`)
	b.fine("begin")
	if got := run[string](b.browser, `return document.title`); got != b.word("offline.add")+" · Chợ Phiên" {
		t.Errorf("the window is called %q", got)
	}
	b.tap(`#screen [data-is="begin"]`)
	b.is(`location.hash.endsWith("/photo") && document.querySelector('#screen input[type="file"]')`)
	b.fine("photo")
	b.takes("ong.jpg")
	b.takes("wrong.jpg")
	b.is(`document.querySelectorAll('#screen .preview canvas').length === 2`)
	b.fine("photos taken")
	b.tap(`#screen .preview li:last-child button`)
	b.is(`document.querySelectorAll('#screen .preview canvas').length === 1`)
	for range 6 {
		b.takes("more.jpg")
	}
	b.sees(b.word("offline.word.many")[:12])
	b.fine("too many photos")
	b.types("Mật ong thử")
	b.goesOn()
	for seen := 0; !run[bool](b.browser, `return location.hash === "#/queue"`) && seen < 20; seen++ {
		before := run[string](b.browser, `return location.hash`)
		b.is(`document.querySelector('#screen form [name]:not([type="file"]), #screen .stack button')`)
		b.fine(before)
		if !run[bool](b.browser, `return !!document.querySelector('#screen form')`) {
			run[bool](b.browser, `document.querySelector('#screen .stack').dataset.left = "1"; return true`)
			b.tap(`#screen .stack button:nth-child(2)`)
			b.is(`!document.querySelector('#screen [data-left]')`)
			continue
		}
		b.tap(next)
		b.is(`document.querySelector('#screen .problem')`)
		b.fine(before + " without an answer")
		if run[bool](b.browser, `return !!document.querySelector('#screen .pad')`) {
			b.presses("5")
			b.together(before)
		}
		b.goesOn()
	}
	b.sees("Mật ong thử")
	b.fine("queue")
	run[bool](b.browser, `document.querySelector("#screen .back a").focus(); for (let i = 0; i < 3; i++) await line.kick(); await new Promise((ok) => setTimeout(ok, 300)); return true`)
	if !run[bool](b.browser, `return document.activeElement.matches("#screen .back a")`) {
		t.Error("a try to send what waits takes the focus away from who tabs through the queue")
	}
	b.visit(stall + "/products/new")
	b.is(`document.querySelector('#screen [data-is="begin"]')`)
	b.full()
	b.tap(`#screen [data-is="begin"]`)
	b.sees(b.word("offline.word.full"))
	b.fine("full")
	l.turn(false)
}

// formsOf are a form by weight and one by the piece that a stall has on sale.
func (m *running) formsOf(stall string) (gram, piece string) {
	m.t.Helper()
	var page struct {
		Items []struct {
			Class    string
			Variants []struct {
				ID, Basis string
				Free      int64
			}
		}
	}
	if err := json.Unmarshal([]byte(m.get("/api/v1/products?limit=100&seller="+m.sellerID(stall))), &page); err != nil {
		m.t.Fatal(err)
	}
	for _, p := range page.Items {
		for _, v := range p.Variants {
			switch {
			case v.Basis == "gram" && v.Free > 9000:
				gram = v.ID
			case v.Basis == "piece" && v.Free > 9 && p.Class == "packed":
				piece = v.ID
			}
		}
	}
	if gram == "" || piece == "" {
		m.t.Fatalf("nothing to weigh or to count at %s", stall)
	}
	return gram, piece
}

func TestTheScreensWithoutANetworkPleaseEverybody(t *testing.T) {
	chromium(t)
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	b := openBrowser(t, m, 360, 740).eye()
	g := m.shopper("0900000005")
	gram, piece := m.formsOf(oneStall)
	m.buys(g, gram, 3000)
	m.buys(g, piece, 2)
	l := lineTo(t, m)
	m.base = l.base()
	b.signIn("0900000006", "Chủ Nhiệm Mẫu")
	stall := "/portal/s/" + oneStall
	b.ready(stall)
	b.renew()
	work := asks[along](b.browser, "/me/work").Stalls[0]

	t.Run("nobody and nothing yet", func(t *testing.T) {
		b.t, m.t = t, t
		l.turn(false)
		b.visit("/portal/offline#/")
		b.is(`document.querySelector('#screen [data-is="goods"]')`)
		b.fine("home")
		b.screen("queue")
		b.sees(b.word("offline.empty"))
		b.fine("an empty queue")
	})
	t.Run("orders are accepted and packed", func(t *testing.T) {
		b.t, m.t = t, t
		b.screen("pack")
		b.sees(b.word("offline.empty"))
		b.fine("nothing to pack")
		b.screen("confirm")
		for left := 2; left > 0; left-- {
			b.is(fmt.Sprintf(`document.querySelectorAll('#screen [data-is="confirm"]').length === %d`, left))
			b.fine("to confirm")
			b.tap(`#screen [data-is="confirm"]`)
		}
		b.sees(b.word("offline.word.kept"))
		b.fine("all confirmed")
		b.screen("pack")
		b.is(`document.querySelectorAll('#screen [data-is="pack"]').length === 2`)
		b.fine("to pack")
		for left := 2; left > 0; left-- {
			b.is(fmt.Sprintf(`document.querySelectorAll('#screen [data-is="pack"]').length === %d`, left))
			b.tap(`#screen [data-is="pack"]`)
			b.is(`document.querySelector('#screen form [name^="line-"]')`)
			b.fine("a box")
			if !run[bool](b.browser, `return !!document.querySelector('#screen .pad')`) {
				b.goesOn()
				continue
			}
			b.tap(next)
			b.is(`document.querySelector('#screen .problem')`)
			b.fine("a box without its weight")
			b.presses("2,5")
			b.is(`document.querySelector('#screen .in-words p')`)
			b.together("a box")
			b.fine("a box that weighs less")
			b.goesOn()
		}
	})
	t.Run("prices and stock", func(t *testing.T) {
		b.t, m.t = t, t
		b.screen("goods")
		b.is(`document.querySelector('#screen [data-is="price"]')`)
		b.fine("goods")
		for _, at := range []string{"price/" + gram, "price/" + piece, "stock/" + gram, "stock/" + piece} {
			b.screen(at)
			b.is(`document.querySelector('#screen .pad') && location.hash === "#/` + at + `"`)
			b.fine(at)
			b.tap(next)
			b.is(`document.querySelector('#screen .problem')`)
			b.fine(at + " without a number")
			b.presses("19")
			b.together(at)
			b.goesOn()
		}
		b.screen("price/" + gram)
		b.presses("25")
		b.sees("hai mươi lăm đồng một ký")
		b.full()
		b.tap(next)
		b.sees(b.word("offline.word.full"))
		b.fine("a full phone")
		b.roomy()
	})
	t.Run("what became of it", func(t *testing.T) {
		b.t, m.t = t, t
		b.visit("/portal/offline#/queue")
		b.is(`document.querySelectorAll('#screen .badge').length >= 8`)
		b.fine("what waits")
		l.turn(true)
		b.sends()
		form := work.Products[0].Forms[0]
		b.keeps("Giá cũ", work.ID, form.ID, form.Price+1000, form.Price+5000)
		b.keeps("Không còn", work.ID, "01a22d1b-0000-7000-8000-000000000000", 1000, 5000)
		run[bool](b.browser, fmt.Sprintf(`await queue.add(await vault.holder(), { kind: "stock", basis: "gram", seller: %q, subject: %q, title: "Đếm cũ", seen: 1, input: { counted: 2500 } });
			await queue.add(await vault.holder(), { kind: "price", seller: %q, subject: %q, title: "Việc cũ", seen: 1, at: Date.now() - 7 * 24 * 3600 * 1000, input: { price: 2 } }); return true`, work.ID, gram, work.ID, work.Products[1].Forms[0].ID))
		b.sends()
		l.turn(false)
		b.visit("/portal/offline#/queue")
		for _, state := range []string{"stale", "refused", "old", "sent"} {
			b.sees(b.word("offline.word." + state))
		}
		b.sees("2,5 kg")
		b.fine("what asks")
		b.visit("/portal/offline#/")
		b.is(`document.querySelector('#screen [data-is="n-queue"]').textContent`)
		b.fine("home with work")
	})
	t.Run("pages over a line that broke", func(t *testing.T) {
		b.t, m.t = t, t
		l.turn(true)
		for _, at := range []string{"/products/" + work.Products[2].ID + "/forms/" + work.Products[2].Forms[0].ID + "/price", "/products/" + work.Products[2].ID + "/forms/" + work.Products[2].Forms[0].ID + "/stock"} {
			b.visit(stall + at)
			b.presses("33")
			b.fine(at)
			b.together(at)
		}
		l.turn(false)
		run[bool](b.browser, `document.querySelector("main form button[type=submit]").click(); return true`)
		b.sees(b.word("offline.line.kept"))
		b.fine("kept in mid-press")
	})
	t.Run("a phone that keeps nothing, or nobody's", func(t *testing.T) {
		b.t, m.t = t, t
		b.visit("/portal/offline#/goods")
		b.is(`document.querySelector('#screen [data-is="price"]')`)
		run[bool](b.browser, `IDBDatabase.prototype.transaction = () => { throw new DOMException("", "InvalidStateError"); }; location.hash = "#/"; return true`)
		b.sees(b.word("offline.none_text"))
		b.fine("nothing is kept")
		b.visit("/portal/offline?unescaped#/%")
		b.is(`document.querySelector('#screen [data-is="goods"]')`)
		b.visit("/portal/offline?again#/goods")
		b.is(`document.querySelector('#screen [data-is="price"]')`)
		run[bool](b.browser, `await vault.lock(); location.hash = "#/"; return true`)
		b.sees(b.word("offline.nobody_text"))
		b.fine("nobody")
	})
	l.turn(false)
}
