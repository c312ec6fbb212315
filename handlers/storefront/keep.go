package storefront

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
)

// cookieName carries the prefix by which a browser takes a cookie only over https from
// this very host.
func (s *shop) cookieName(name string) string {
	if s.secure() {
		return "__Host-chophien-" + name
	}
	return "chophien-" + name
}

func (s *shop) secure() bool { return strings.HasPrefix(s.Market.BaseURL, "https://") }

func (s *shop) set(c *fiber.Ctx, name, value string, life time.Duration) {
	cookie := &fiber.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: int(life / time.Second),
		HTTPOnly: true, Secure: s.secure(), SameSite: fiber.CookieSameSiteLaxMode,
	}
	if value == "" {
		cookie.MaxAge, cookie.Expires = 0, time.Unix(0, 0).UTC()
	}
	c.Cookie(cookie)
}

func (s *shop) drop(c *fiber.Ctx, name string) { s.set(c, name, "", 0) }

func (s *shop) cookie(c *fiber.Ctx, name string) string {
	return strings.Clone(c.Cookies(s.cookieName(name)))
}

// keep leaves v with the browser between two steps, sealed: it holds names, numbers and
// addresses, and the server keeps nothing of somebody who has not ordered.
func keep[T any](c *fiber.Ctx, s *shop, name string, v T, life time.Duration) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	s.set(c, name, s.Keys.Seal("page."+name, string(b)), life)
	return nil
}

// kept is what keep left; false when there is none, or not one of ours.
func kept[T any](c *fiber.Ctx, s *shop, name string) (v T, ok bool) {
	sealed := s.cookie(c, name)
	if sealed == "" {
		return v, false
	}
	text, err := s.Keys.Open("page."+name, sealed)
	if err != nil {
		return v, false
	}
	return v, json.Unmarshal([]byte(text), &v) == nil
}

// flashes are what one page may say on the next; the cookie holds the word, never a text.
var flashes = map[string]view.Tone{
	"added": view.Good, "address_saved": view.Good, "address_removed": view.Good, "session_ended": view.Good,
	"pin_set": view.Good, "signed_out": view.Good, "account_named": view.Good, "cancelled": view.Good,
	"received": view.Good, "answered": view.Good, "complained": view.Good, "said": view.Good, "talk_reported": view.Good, "closed": view.Good,
	"erased": view.Good, "withdrawn": view.Good, "agreed": view.Good, "refused": view.Good, "renamed": view.Good, "placed_at_door": view.Good,
	"invoice_asked":  view.Good,
	"payment_failed": view.Care,
}

// flash says word on the next page.
func (s *shop) flash(c *fiber.Ctx, word string) { s.set(c, "flash", word, time.Minute) }

func takeFlash(c *fiber.Ctx, s *shop) *view.Notice {
	word := s.cookie(c, "flash")
	tone, ok := flashes[word]
	if word == "" {
		return nil
	}
	s.drop(c, "flash")
	if !ok {
		return nil
	}
	return &view.Notice{Tone: tone, Text: locale.Raw(session.Language(c), "flash."+word)}
}
