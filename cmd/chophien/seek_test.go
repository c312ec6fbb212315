package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/chophien/chophien/web/view"
)

const seek = chromedp.CSS("#seek")

// active is the option that the keyboard stands on.
const active = `document.getElementById(document.querySelector('#seek').getAttribute('aria-activedescendant'))`

// remembered are the last searches that the open panel offers.
const remembered = `[...document.querySelectorAll('.seek-recent:not([hidden]) a')].map((a) => a.textContent).join('|')`

// is waits until the page, or the one that it leads to, says that an expression is true.
func (b *browser) is(expression string) {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	for {
		yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("Boolean("+expression+")"))
		if err == nil && yes {
			return
		}
		select {
		case <-ctx.Done():
			b.fail(fmt.Errorf("not so: %s: %w", expression, err))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (b *browser) said(expression string) string {
	b.t.Helper()
	ctx, cancel := b.step()
	defer cancel()
	got, err := chromedp.Run(ctx, chromedp.Evaluate[string](expression))
	if err != nil {
		b.fail(err)
	}
	return got
}

// enter presses Enter as a keyboard does: the letter comes with the key, and not at all
// where the page keeps the key for itself.
func (b *browser) enter() {
	b.t.Helper()
	b.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		key := input.DispatchKeyEventParams{Type: kb.KeyDown, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, Text: "\r"}
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, key); err != nil {
			return err
		}
		key.Type, key.Text = kb.KeyUp, ""
		_, err := cdp.Call(ctx, t, input.DispatchKeyEvent, key)
		return err
	}))
}

// seeks searches for text by the box of the page that is open.
func (b *browser) seeks(text string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(seek, text))
	b.enter()
	b.is(`location.pathname === '/search' && new URLSearchParams(location.search).get('q') === ` + quote(text) + ` && document.readyState === 'complete'`)
}

func quote(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

func TestTheSearchBox(t *testing.T) {
	chromium(t)
	m := openMarket(t, nil, "demo", "--data", t.TempDir())
	for _, screen := range []struct{ wide, high int64 }{{320, 640}, {1280, 800}} {
		t.Run(fmt.Sprintf("by keyboard alone, %d wide", screen.wide), func(t *testing.T) { seekByKeyboard(t, m, screen.wide, screen.high) })
	}
	t.Run("late answers, and a browser that keeps nothing", func(t *testing.T) { seekOnBadDays(t, m) })
	t.Run("what a person searched for goes when they sign out", func(t *testing.T) { seekAndLeave(t, m) })
	t.Run("without scripts", func(t *testing.T) {
		if !strings.Contains(m.get(view.PathHome), `<form class="seek" role="search" action="/search" method="get"`) || !strings.Contains(m.get("/search?q=g%E1%BA%A1o"), "Gạo") {
			t.Error("the form does not search by itself")
		}
	})
}

func seekByKeyboard(t *testing.T, m *running, wide, high int64) {
	b := openBrowser(t, m, wide, high)
	b.visit(view.PathHome)
	b.do(chromedp.SendKeys(seek, "che"))
	b.is(`document.querySelector('#seek').getAttribute('aria-expanded') === 'true' && document.querySelectorAll('[role=option]').length > 2`)
	b.is(`document.querySelector('.seek [role=status]').textContent.includes(document.querySelectorAll('[role=option]').length)`)
	b.is(`[...document.querySelectorAll('#seek-list [role=group]')].every((g) => document.getElementById(g.getAttribute('aria-labelledby')).textContent)`)
	b.is(`[...document.querySelectorAll('#seek-list mark')].some((m) => m.textContent.toLowerCase() === 'chè')`)
	b.is(`[...document.querySelectorAll('[role=option]')].every((o) => o.getBoundingClientRect().height >= 48)`)
	b.look()
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	b.is(active + `.getAttribute('aria-selected') === 'true' && ` + active + `.id === 'seek-0'`)
	b.do(chromedp.KeyEvent(kb.End))
	b.is(active + ` === [...document.querySelectorAll('[role=option]')].at(-1)`)
	b.do(chromedp.KeyEvent(kb.Home))
	b.is(active + `.id === 'seek-0'`)
	// The words that name the group are in sight with its first option.
	b.is(`document.querySelector('.seek-head').getBoundingClientRect().top >= document.querySelector('#seek-list').getBoundingClientRect().top`)
	b.do(chromedp.KeyEvent(kb.Escape))
	b.is(`document.querySelector('#seek').getAttribute('aria-expanded') === 'false' && document.querySelector('#seek').value === 'che'`)
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	b.is(`document.querySelectorAll('#seek-list:not([hidden]) [role=option]').length > 2`)
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	to := b.said(active + `.dataset.url`)
	b.enter()
	b.is(`location.pathname + location.search === ` + quote(to))

	// What was looked for is offered again, on this device alone, and can be forgotten.
	for _, text := range []string{"mật ong", "gạo"} {
		b.visit(view.PathCart)
		b.seeks(text)
	}
	b.visit(view.PathCart)
	b.do(chromedp.Click(seek))
	b.is(remembered + ` === 'gạo|mật ong|che'`)
	b.look()
	b.do(chromedp.Click(chromedp.CSS(".seek-recent li:nth-child(2) button")))
	b.is(remembered + ` === 'gạo|che'`)
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	b.enter()
	b.is(`new URLSearchParams(location.search).get('q') === 'gạo' && document.readyState === 'complete'`)
	b.visit(view.PathCart)
	b.do(chromedp.Click(seek), chromedp.Click(chromedp.CSS(".seek-clear")))
	b.is(`localStorage.getItem('recent-searches') === null && document.querySelector('.seek-recent').hidden`)
}

// An answer that comes late never takes the place of a newer one; where the browser keeps
// nothing, as in some private windows, the box still searches.
func seekOnBadDays(t *testing.T, m *running) {
	b := openBrowser(t, m, 1280, 800)
	b.visit(view.PathHome)
	b.is(`(() => {
		Object.defineProperty(window, 'localStorage', { get() { throw new Error('private') } });
		const ask = window.fetch, held = new Promise((release) => { window.release = release });
		window.fetch = async (address) => {
			const answer = await ask(address);
			if (!address.endsWith('=ch')) return answer;
			window.asked = true;
			await held;
			return { ok: true, json: async () => { const read = await answer.json(); setTimeout(() => { window.late = read.groups.length }); return read } };
		};
		return true;
	})()`)
	b.do(chromedp.SendKeys(seek, "ch"))
	b.is(`window.asked`)
	b.do(chromedp.KeyEvent("ả"))
	b.is(`document.querySelectorAll('[role=option]').length > 0`)
	first := b.said(`document.querySelector('#seek-list').innerText`)
	b.is(`window.release() || true`)
	b.is(`window.late > 0`)
	if got := b.said(`document.querySelector('#seek-list').innerText`); got != first {
		t.Errorf("an older answer took the place of a newer one:\n%s\n%s", first, got)
	}
	b.enter()
	b.is(`location.pathname === '/search' && new URLSearchParams(location.search).get('q') === 'chả'`)
}

func seekAndLeave(t *testing.T, m *running) {
	m.t = t
	b := openBrowser(t, m, 1280, 800)
	b.signIn("0900000005", "Chị Mua Thử")
	b.visit(view.PathCart)
	b.seeks("gạo")
	b.visit(view.PathAccount)
	b.is(`localStorage.getItem('recent-searches') !== null`)
	b.press(`form[action="` + view.PathSignOut + `"] button`)
	b.is(`localStorage.getItem('recent-searches') === null`)
}
