package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/chophien/chophien/cmd/chophien/bench"
	"github.com/chophien/chophien/cmd/chophien/demo"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/web/static"
)

// run evaluates the body of an async function on the page, which gets the queue's modules.
func run[T any](b *browser, body string) (out T) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, time.Minute)
	defer cancel()
	script := fmt.Sprintf(`(async () => {
		const [vault, queue, line, snapshot, store] = await Promise.all([%q, %q, %q, %q, %q].map((m) => import(m)));
		%s })()`, static.URL("js/offline/vault.js"), static.URL("js/offline/queue.js"), static.URL("js/offline/line.js"), static.URL("js/offline/snapshot.js"), static.URL("js/offline/store.js"), body)
	out, err := chromedp.Run(ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.fail(fmt.Errorf("%s: %w", body, err))
	}
	return out
}

// ready waits until the phone of who is signed in can do without the network.
func (b *browser) ready(path string) {
	b.t.Helper()
	b.visit(path)
	b.is(`navigator.serviceWorker.controller`)
	for {
		if run[bool](b, `const h = await vault.holder(); return !!h && !!await snapshot.read(h)`) {
			return
		}
	}
}

// renew fetches the list of work anew.
func (b *browser) renew() {
	b.t.Helper()
	if !run[bool](b, `return snapshot.renew(await vault.holder())`) {
		b.fail("the list of work did not come")
	}
}

// tap presses what a screen of the phone shows, as soon as it does.
func (b *browser) tap(css string) {
	b.t.Helper()
	b.is(fmt.Sprintf(`(() => { const place = document.querySelector(%q); place?.click(); return place; })()`, css))
	b.look()
}

// types fills the one box of a screen.
func (b *browser) types(value string) {
	b.t.Helper()
	b.is(fmt.Sprintf(`(() => { const box = document.querySelector('#screen [name="value"]:not([type="file"]), #screen [name="name"]'); if (box) box.value = %q; return box; })()`, value))
}

// screen opens a screen of the page without a network.
func (b *browser) screen(hash string) {
	b.t.Helper()
	run[bool](b, fmt.Sprintf(`location.hash = %q; return true`, "#/"+hash))
}

// sends waits until nothing waits on the phone any more.
func (b *browser) sends() {
	b.t.Helper()
	for range 200 {
		if run[int](b, `await line.kick(); return (await queue.list(await vault.holder())).filter((e) => e.state === "waiting").length`) == 0 {
			return
		}
	}
	b.fail("something still waits")
}

// queue is what the phone keeps, for who reads a failure.
func (b *browser) queue() string {
	b.t.Helper()
	return run[string](b, `return JSON.stringify(await queue.list(await vault.holder()))`)
}

// asks reads an address of the API as who is signed in.
func asks[T any](b *browser, path string) (out T) {
	b.t.Helper()
	text := run[string](b, fmt.Sprintf(`return await (await fetch(%q)).text()`, "/api/v1"+path))
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		b.fail(fmt.Errorf("%s: %w: %s", path, err, text))
	}
	return out
}

type ware struct {
	ID, State string
	NameVI    string `json:"name_vi"`
	Photos    []struct{ ID string }
	Variants  []wareForm
}

type wareForm struct {
	ID, Basis string
	Price     int64
	OnHand    int64 `json:"on_hand"`
	Held      int64
}

type soldOrder struct {
	Code, Status string
	Lines        []struct {
		ID, Basis string
		Quantity  int64
		Packed    *int64 `json:"packed_quantity"`
	}
	History []struct{ From, To string }
}

// moves is how often an order came to a status.
func (o soldOrder) moves(to string) (n int) {
	for _, m := range o.History {
		if m.To == to {
			n++
		}
	}
	return n
}

// shopper is a buyer of the demo with a token.
func (m *running) shopper(phone string) bench.Ground {
	m.t.Helper()
	g := bench.Ground{Scheme: division.Current, Ward: "04672", Tokens: []string{""}}
	var sent struct {
		RequestID   string `json:"request_id"`
		DeviceToken string `json:"device_token"`
	}
	m.ask("", "POST", "/auth/codes", map[string]string{"phone": phone}, &sent)
	var proved struct {
		Token  string
		People []struct{ ID string }
	}
	m.ask("", "POST", "/auth/phone", map[string]string{"request_id": sent.RequestID, "code": m.code(phone), "device_token": sent.DeviceToken}, &proved)
	var signed struct{ Token string }
	m.ask(proved.Token, "POST", "/auth/person", map[string]string{"person_id": proved.People[0].ID, "pin": demo.PIN}, &signed)
	g.Tokens[0] = signed.Token
	return g
}

func (m *running) ask(token, method, path string, in, out any) {
	m.t.Helper()
	body, err := json.Marshal(in)
	if err != nil {
		m.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(m.t.Context(), method, m.base+"/api/v1"+path, strings.NewReader(string(body)))
	if err != nil {
		m.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		m.t.Fatal(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(out); err != nil || res.StatusCode >= 300 {
		m.t.Fatalf("%s: %d %v", path, res.StatusCode, err)
	}
}

// sold makes n paid orders of one stall.
func (m *running) sold(g bench.Ground, stall string, n int) {
	m.t.Helper()
	slug := m.onSale(stall)
	var product struct{ Variants []struct{ ID string } }
	if err := json.Unmarshal([]byte(m.get("/api/v1/products/"+slug)), &product); err != nil {
		m.t.Fatal(err)
	}
	for range n {
		m.buys(g, product.Variants[0].ID, 1)
	}
}

// buys makes one paid order.
func (m *running) buys(g bench.Ground, variant string, quantity int64) {
	m.t.Helper()
	group, bank := m.begin(g, variant, quantity)
	if press, field := m.form(bank); !press(field) {
		m.t.Fatal("the bank does not take the money")
	}
	m.eventually("the order is paid", func() bool { return m.payment(g, group).Status == "paid" })
}

func TestWorkGoesOnWithoutANetwork(t *testing.T) {
	chromium(t)
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	g := m.shopper("0900000005")
	m.sold(g, oneStall, 2)
	b := openBrowser(t, m, 360, 740)
	l := lineTo(t, m)
	direct := m.base
	m.base = l.base() // a phone reaches the market over the line alone
	b.signIn("0900000006", "Chủ Nhiệm Mẫu")
	stall := "/portal/s/" + oneStall
	b.ready(stall)
	b.renew()

	l.turn(false)
	b.visit(stall + "/orders")
	b.sees(b.word("offline.confirm"))
	for left := 2; left > 0; left-- {
		b.is(fmt.Sprintf(`document.querySelectorAll('#screen [data-is="confirm"]').length === %d`, left))
		b.tap(`#screen [data-is="confirm"]`)
	}
	b.sees(b.word("offline.empty"))
	b.screen("pack")
	b.tap(`#screen [data-is="pack"]`)
	b.tap(`#screen form button.main`)
	b.sees(b.word("offline.word.kept"))
	b.visit(stall + "/products") // a reload: everything comes from the phone
	b.sees(b.word("offline.goods"))
	b.tap(`#screen [data-is="price"]`)
	b.types("123.000")
	b.tap(`#screen form button.main`)
	b.sees("123.000")
	b.tap(`#screen [data-is="stock"]`)
	b.types("77")
	b.tap(`#screen form button.main`)
	b.sees("77")

	l.turn(true)
	b.sends()
	b.visit(stall)
	work := asks[struct {
		Items []struct{ Code, Status string }
	}](b, "/stalls/"+m.sellerID(oneStall)+"/orders")
	packed := 0
	for _, o := range work.Items {
		one := asks[soldOrder](b, "/stalls/"+m.sellerID(oneStall)+"/orders/"+o.Code)
		if one.moves("confirmed") != 1 {
			t.Errorf("%s was confirmed %d times: %s", o.Code, one.moves("confirmed"), o.Status)
		}
		packed += one.moves("packed")
	}
	if len(work.Items) != 2 || packed != 1 {
		t.Errorf("%d orders, %d packed; the phone says %s", len(work.Items), packed, b.queue())
	}
	l.turn(false)
	m.base = direct
	m.stop()
	if out := mustRun(t, nil, "verify", "--data", m.data, "--ops-listen", ""); !strings.Contains(out, "all promises hold") {
		t.Error(out)
	}
}

func (m *running) sellerID(slug string) string {
	m.t.Helper()
	var seller struct{ ID string }
	if err := json.Unmarshal([]byte(m.get("/api/v1/sellers/"+slug)), &seller); err != nil {
		m.t.Fatal(err)
	}
	return seller.ID
}
