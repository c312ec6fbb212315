package main

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// watching notes when what a page is for stands painted (its style sheets are there, so
// that its first large thing to press is as high as a finger), and how long the first tap
// took until the next painting.
const watching = `(() => {
	const large = () => [...document.querySelectorAll('main .button, main .tiles a, main .link-list a, main .row-title a, main .kinds a')].find(el => el.getBoundingClientRect().height >= 24 && document.styleSheets.length > 1)
	const look = () => large() ? requestAnimationFrame(() => setTimeout(() => { window.painted = performance.now() })) : requestAnimationFrame(look)
	requestAnimationFrame(look)
	new PerformanceObserver(l => { for (const e of l.getEntries()) if (e.name === 'pointerdown' || e.name === 'click') window.answered = Math.max(window.answered || 0, e.duration) }).observe({type: 'event', durationThreshold: 16})
	window.middle = () => { const el = large(); el.scrollIntoView({block: 'center'}); const r = el.getBoundingClientRect(); el.addEventListener('click', e => e.preventDefault()); return [r.x + r.width / 2, r.y + r.height / 2] }
})()`

// A cheap phone on a weak line: 400 kbit/s with 400 ms to each answer, and a processor six
// times slower than this machine's. Measured from the press that leads to a page until it
// can be read and pressed, with nothing kept by the browser and with what it kept. Aimed
// at: 5 s and 2 s, and 200 ms from a tap to its answer. A phone is slower or faster than
// that, so nothing is asserted:
//
//	go test ./cmd/chophien -run '^$' -bench Phone -benchtime 3x
func BenchmarkPhone(b *testing.B) {
	chromium(b)
	m := openMarket(b, nil, "demo", "--data", b.TempDir())
	br := openBrowser(b, m, 360, 740)
	br.signIn("0900000006", "Chủ Nhiệm Mẫu")
	stall := "/portal/s/" + oneStall
	br.visit(stall + "/products")
	br.press(`main a[href^="` + stall + `/products/"]:not([href*="new"])`)
	br.do(chromedp.WaitVisible(chromedp.CSS(`main a[href$="/price"]`)))
	price, err := chromedp.Run(br.ctx, chromedp.Evaluate[string](`new URL(document.querySelector('main a[href$="/price"]').href).pathname`))
	if err != nil {
		br.fail(err)
	}
	br.do(call(page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: watching}),
		call(network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{MatchedNetworkConditions: []*network.Conditions{{Latency: 400, DownloadThroughput: 400_000 / 8, UploadThroughput: 400_000 / 8}}}),
		call(emulation.SetCPUThrottlingRate, emulation.SetCPUThrottlingRateParams{Rate: 6}))
	for _, at := range []struct{ name, path string }{{"today", stall}, {"orders", stall + "/orders"}, {"wizard", stall + "/products/new"}, {"price", price}} {
		for _, visit := range []string{"first", "again"} {
			b.Run(at.name+"/"+visit, func(b *testing.B) {
				painted, answered := 0.0, 0.0
				for range b.N {
					if visit == "first" {
						br.do(call(network.ClearBrowserCache, cdp.Empty{}))
					}
					br.do(chromedp.Navigate(m.base + at.path))
					painted += br.number(`window.painted`)
					middle, err := chromedp.Run(br.ctx, chromedp.Evaluate[[]float64](`middle()`))
					if err != nil {
						br.fail(err)
					}
					br.do(chromedp.MouseClickXY(middle[0], middle[1]))
					answered += br.number(`window.answered`)
				}
				b.ReportMetric(painted/float64(b.N), "ms-painted")
				b.ReportMetric(answered/float64(b.N), "ms-tap")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// number waits for a figure that a script notes.
func (b *browser) number(name string) float64 {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	n, err := chromedp.Run(ctx, chromedp.Poll[float64](name))
	if err != nil {
		b.fail(err)
	}
	return n
}

// call is one command to the browser as a step.
func call[P, R any](command cdp.Command[P, R], params P) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, command, params)
		return err
	})
}
