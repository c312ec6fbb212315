package session

import (
	"crypto/rand"
	"encoding/base64"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/web/locale"
)

const (
	visitorLife = 90 * 24 * time.Hour
	langLife    = 400 * 24 * time.Hour
)

// CartTokenHeader carries a visitor's cart token where there are no cookies: programs
// that shop for somebody who is not signed in send back what they got.
const CartTokenHeader = "Cart-Token"

// set gives the browser a cookie; scripts cannot read it.
func (s *Sessions) set(c *fiber.Ctx, name, value string, life time.Duration) {
	c.Cookie(&fiber.Cookie{
		Name: s.prefix + name, Value: value, Path: "/", MaxAge: int(life / time.Second),
		HTTPOnly: true, Secure: s.secure, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// drop takes a cookie away again.
func (s *Sessions) drop(c *fiber.Ctx, name string) {
	c.Cookie(&fiber.Cookie{
		Name: s.prefix + name, Path: "/", Expires: time.Unix(0, 0).UTC(),
		HTTPOnly: true, Secure: s.secure, SameSite: fiber.CookieSameSiteLaxMode,
	})
}

// Start gives the browser the token of a new session; the one that it held is over in
// this answer too, and forms of it get the new session's token. An answer of the API hands
// the token out in its body instead.
func Start(c *fiber.Ctx, in account.SignedIn) {
	st := at(c)
	st.who, st.token, st.header = in.Identity, in.Token, false
	st.of.set(c, "session", in.Token, in.Identity.ExpiresAt.Sub(in.Identity.CreatedAt))
}

// End takes the session's cookie from the browser. Account has ended the session.
func End(c *fiber.Ctx) {
	st := at(c)
	st.who, st.token = account.Identity{}, ""
	st.of.drop(c, "session")
}

// Device is the token by which account.SendCode and ProveCode know this browser. Pages
// ask for it already where the number is typed: it is a cookie that is made there, so
// that a double click comes from one device. In the API it is empty, programs send
// theirs in the body.
func Device(c *fiber.Ctx) string {
	st := at(c)
	if st.channel == actor.API {
		return ""
	}
	if st.device == "" {
		if st.device = strings.Clone(c.Cookies(st.of.prefix + "device")); !looksLikeToken(st.device) {
			st.device = newToken()
			RememberDevice(c, st.device)
		}
	}
	return st.device
}

// RememberDevice keeps the device token that account.SendCode gave, for as long again.
func RememberDevice(c *fiber.Ctx, token string) {
	at(c).of.set(c, "device", token, account.DeviceLife)
}

// SetLanguage keeps the language that somebody chose.
func SetLanguage(c *fiber.Ctx, lang locale.Lang) {
	at(c).of.set(c, "lang", string(locale.Parse(string(lang))), langLife)
}

// Visitor is the secret by which the cart of somebody who is not signed in is found. It
// is made when it is first asked for: a cookie on pages, the header Cart-Token in the API.
func Visitor(c *fiber.Ctx) string {
	st := at(c)
	if st.channel == actor.API {
		if sent := c.Get(CartTokenHeader); looksLikeToken(sent) {
			return strings.Clone(sent)
		}
	}
	if st.visitor != "" {
		return st.visitor
	}
	st.visitor = newToken()
	if st.channel == actor.API {
		c.Set(CartTokenHeader, st.visitor)
	} else {
		st.of.set(c, "visitor", st.visitor, visitorLife)
	}
	return st.visitor
}

// HasVisitor reports whether the request carries a cart token already. A page that only
// shows a cart need not make one.
func HasVisitor(c *fiber.Ctx) bool {
	st := at(c)
	return st.visitor != "" || st.channel == actor.API && looksLikeToken(c.Get(CartTokenHeader))
}

// ForgetVisitor ends the visitor, after the cart went over to a person.
func ForgetVisitor(c *fiber.Ctx) {
	st := at(c)
	st.visitor = ""
	st.of.drop(c, "visitor")
}

// newToken draws 256 bits.
func newToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // it ends the program rather than fail
	return base64.RawURLEncoding.EncodeToString(b)
}

func looksLikeToken(s string) bool {
	if len(s) != base64.RawURLEncoding.EncodedLen(32) {
		return false
	}
	for i := range len(s) {
		switch b := s[i]; {
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', b == '-', b == '_':
		default:
			return false
		}
	}
	return true
}
