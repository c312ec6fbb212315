package viewtest

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/chromedp/chromedp"
)

// The weights of a parcel are asked one after the other: one block of keys is open, the next
// one opens by a key of it or by a touch of its number, and number, keys and what it comes to
// are on one screen of a phone.
func TestKeysTakeTurns(t *testing.T) {
	s := openScreen(t)
	server := httptest.NewServer(http.HandlerFunc(golden))
	defer server.Close()
	s.do(chromedp.Navigate(server.URL + "/portal/pack_many.html"))
	open := `(() => [...document.querySelectorAll("main .pad")].flatMap((p, i) => p.hidden ? [] : [String(i)]))()`
	seen := func(at, want string) {
		t.Helper()
		if got := s.says(open); !slices.Equal(got, []string{want}) {
			t.Errorf("%s: the keys of %v are open", at, got)
		}
	}
	seen("at first", "0")
	on := `(() => { const b = document.querySelector("main .pad:not([hidden]) .on"); b.click(); const c = document.activeElement.closest(".card").getBoundingClientRect(); return [document.activeElement.name, c.top >= -1 && c.bottom <= innerHeight + 1 ? "seen" : c.top + " to " + c.bottom] })()`
	if got := s.says(on); !slices.Equal(got, []string{"quantities.2", "seen"}) {
		t.Errorf("the key leads to %v", got)
	}
	seen("after the key", "1")
	s.says(`(() => { document.querySelector('[name="quantities.3"]').dispatchEvent(new FocusEvent("focus")); return [] })()`)
	seen("after a touch", "2")
	if got := s.says(`(() => [String(document.querySelectorAll("main .pad:not([hidden]) .on").length)])()`); !slices.Equal(got, []string{"0"}) {
		t.Error("the last number leads on to nothing, and says it does")
	}
}
