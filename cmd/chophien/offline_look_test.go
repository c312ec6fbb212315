package main

import (
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

// The screens of a new product are made by scripts, so no golden page shows them to axe. AXE
// names its axe.min.js, as in web/view/viewtest.
func TestTheScreensOfANewProductPleaseEverybody(t *testing.T) {
	chromium(t)
	at := os.Getenv("AXE")
	if at == "" {
		if os.Getenv("CI") == "true" {
			t.Fatal("AXE names no axe-core, and CI tries every screen in a browser")
		}
		t.Skip("NO AXE: the screens without a network are not tried")
	}
	axe, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	looks, err := os.ReadFile("../../web/view/viewtest/testdata/look.js")
	if err != nil {
		t.Fatal(err)
	}
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	b := openBrowser(t, m, 360, 740)
	l := lineTo(t, m)
	m.base = l.base()
	b.signIn("0900000006", "Chủ Nhiệm Mẫu")
	stall := "/portal/s/" + oneStall
	b.ready(stall)
	l.turn(false)
	seen := 0
	fine := func(name string) {
		t.Helper()
		seen++
		b.do(chromedp.Evaluate[chromedp.Void](string(axe)+"\n;undefined"), chromedp.Evaluate[chromedp.Void]("{ "+string(looks)+"\n;window.look = look } undefined"))
		for _, wide := range []int64{360, 320, 180} {
			b.do(chromedp.EmulateViewport(wide, 740))
			for _, w := range run[[]string](b, `return look.wide()`) {
				t.Errorf("%s: %s", name, w)
			}
		}
		b.do(chromedp.EmulateViewport(360, 740))
		for _, w := range run[[]string](b, `const r = await axe.run(document, { preload: false, resultTypes: ["violations"], rules: { "color-contrast-enhanced": { enabled: true }, "target-size": { enabled: true } } });
			return [...look.small(), ...r.violations.flatMap((v) => v.nodes.map((n) => v.id + ": " + n.target.join(" ") + " " + n.failureSummary))]`) {
			t.Errorf("%s: %s", name, w)
		}
	}
	next := `#screen form button.main`
	goesOn := func() { // until the answered screen has made way
		t.Helper()
		run[bool](b, `document.querySelector('#screen form').dataset.left = "1"; return true`)
		b.tap(next)
		b.is(`!document.querySelector('#screen [data-left]')`)
	}

	b.visit(stall + "/products/new")
	b.is(`document.querySelector('#screen [data-is="begin"]')`)
	fine("begin")
	b.tap(`#screen [data-is="begin"]`)
	b.is(`location.hash.endsWith("/photo") && document.querySelector('#screen input[type="file"]')`)
	fine("photo")
	b.takes("ong.jpg")
	fine("photo taken")
	goesOn()
	for !run[bool](b, `return location.hash === "#/queue"`) && seen < 20 {
		before := run[string](b, `return location.hash`)
		b.is(`document.querySelector('#screen form [name="value"]:not([type="file"])')`)
		fine(before)
		b.tap(next)
		b.is(`document.querySelector('#screen .problem')`)
		fine(before + " without an answer")
		run[bool](b, `const box = document.querySelector('#screen [type="radio"]:not([value="kg"])');
			if (box) box.checked = true;
			else document.querySelector('#screen [name="value"]').value = location.hash.endsWith("/name") ? "Mật ong thử" : "20000";
			if (location.hash.endsWith("/weight")) document.querySelector('#screen [name="value"]').value = "0,5";
			return true`)
		goesOn()
	}
	b.sees("Mật ong thử")
	fine("queue")
	b.visit(stall + "/products/new")
	b.is(`document.querySelector('#screen [data-is="begin"]')`)
	run[bool](b, `IDBObjectStore.prototype.add = () => { throw new DOMException("", "QuotaExceededError"); }; return true`)
	b.tap(`#screen [data-is="begin"]`)
	b.sees(b.word("offline.word.full"))
	fine("full")
	l.turn(false)
}
