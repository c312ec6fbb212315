package view

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/static"
)

// Frame is what a page needs beside its own contents. The edge makes one per request.
type Frame struct {
	Lang        locale.Lang
	Title       string // of this page, in the reader's language; empty on the home page
	Description string // for share cards and search engines; empty: the market's own
	Origin      string // "https://cho.example", without a slash at the end
	Path        string // path and query of this page as a GET shows it; starts with "/"
	Canonical   string // path that search engines should keep; empty: Path without its query
	Image       string // path or address of the picture for share cards; empty: the market's own
	NoIndex     bool   // pages of one person, and searches

	Market string // the market's name
	Place  string // "Yên Bái, Lào Cai"
	Desk   Desk
	Demo   bool // shows the demo banner

	Person    string // name of who is signed in; empty for a guest
	PersonID  string // their id; empty for a guest
	Nobody    bool   // it is known that nobody is signed in: what a phone keeps of a person is locked
	PhoneHint string // masked phone of the signed-in person or verified guest: "09•• ••• •12"
	Sells     bool   // shows the way to the portal
	Cart      int    // lines in the cart
	Active    string // "home", "search", "cart", "orders", "account", "portal"
	Query     string // what the search box holds
	Flash     *Notice

	PINDigits int // how many digits a PIN has

	CSRF   string
	NewKey func() string // a fresh idempotency key; every form gets its own
	Now    clock.Instant
}

// Desk is how to reach the people who run the market.
type Desk struct {
	Phone, Email, Hours, Address string
	Registration                 string // number at the ministry's e-commerce portal
	RegistrationURL              string
}

// T is the sentence of key; pairs are name, value, name, value.
func (f *Frame) T(key string, pairs ...any) string {
	if len(pairs) == 0 {
		return locale.Raw(f.Lang, key)
	}
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	return locale.Sentence(f.Lang, key, args)
}

// N is the sentence of key for a count.
func (f *Frame) N(key string, n int) string { return locale.Count(f.Lang, key, int64(n)) }

// Law names the source of a rule.
func (f *Frame) Law(source string) string { return locale.Law(f.Lang, source) }

// Money writes an amount.
func (f *Frame) Money(v money.VND) string { return locale.Money(f.Lang, v) }

// Quantity writes how much of something; unit names a piece.
func (f *Frame) Quantity(b measure.Basis, q int64, unit string) string {
	return locale.Quantity(f.Lang, b, q, unit)
}

// Moment writes an instant on the wall clock of Vietnam.
func (f *Frame) Moment(i clock.Instant) string { return locale.Moment(f.Lang, i) }

// When says a moment as a neighbour does, seen from the page's own: "9 giờ sáng mai".
func (f *Frame) When(i clock.Instant) string { return locale.When(f.Lang, i, f.Now) }

// Key is a fresh idempotency key for one form.
func (f *Frame) Key() string {
	if f.NewKey == nil {
		return ""
	}
	return f.NewKey()
}

// FullTitle is what the browser's tab says.
func (f *Frame) FullTitle() string {
	if f.Title == "" {
		return f.Market + " · " + f.T("site.tagline", "place", f.Place)
	}
	return f.Title + " · " + f.Market
}

// About is the description for share cards.
func (f *Frame) About() string {
	if f.Description != "" {
		return f.Description
	}
	return f.T("site.description", "place", f.Place)
}

// CanonicalURL is the one address of this page, in its first language.
func (f *Frame) CanonicalURL() string {
	path := f.Canonical
	if path == "" {
		path, _, _ = strings.Cut(f.Path, "?")
	}
	return f.Origin + path
}

// In is the address of this same page in another language.
func (f *Frame) In(lang locale.Lang) string {
	path, query, _ := strings.Cut(f.Path, "?")
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") {
		path = "/"
	}
	q, err := url.ParseQuery(query)
	if err != nil {
		q = url.Values{}
	}
	q.Set("lang", string(lang))
	return path + "?" + q.Encode()
}

// ImageURL is the absolute address of the share picture.
func (f *Frame) ImageURL() string {
	switch {
	case f.Image == "":
		return f.Origin + static.URL("img/share.png")
	case strings.HasPrefix(f.Image, "/"):
		return f.Origin + f.Image
	}
	return f.Image
}

// Plain is an amount as a hidden field carries it: digits only.
func (f *Frame) Plain(v money.VND) string { return strconv.FormatInt(v.Dong(), 10) }
