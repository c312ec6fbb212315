package session

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/fault"
)

// CSRFField is the hidden field of every form, CSRFHeader its like for our own scripts.
const (
	CSRFField  = "csrf"
	CSRFHeader = "X-CSRF-Token"
)

// CSRF is the token for the forms of this answer. It is made of the session's token, for
// a visitor of the visitor's: nobody else can compute it, and it tells neither. It is
// written differently in every answer, for answers are compressed: how long a compressed
// answer is tells who can repeat a guess in it whether the guess stands there too.
func CSRF(c *fiber.Ctx) string {
	st := at(c)
	if st.token != "" {
		return masked(csrfOf(st.token))
	}
	return masked(csrfOf(Visitor(c)))
}

// Forms refuses unsafe requests to pages without the token of their session, with
// fault.Forbidden "session.csrf" (fault.Unauthenticated "session.unknown" where the session
// ended in the middle of the form), and with "input.form" those whose form cannot be read.
// It stands after Load; requests whose session came in a
// header pass, no other site can send those.
func (s *Sessions) Forms() fiber.Handler {
	return func(c *fiber.Ctx) error {
		st := at(c)
		if !unsafe(c) || st.header {
			return c.Next()
		}
		if mediaType(c) == fiber.MIMEMultipartForm {
			if _, err := c.MultipartForm(); err != nil {
				return fault.New(fault.Invalid, "input.form").From(err)
			}
		}
		secret := st.token
		if secret == "" {
			secret = st.visitor
		}
		// A token is compared even when there is no secret: an empty one equals nothing.
		if secret == "" || !hmac.Equal(csrfOf(secret), unmasked(sentCSRF(c))) {
			if st.over {
				return fault.New(fault.Unauthenticated, "session.unknown") // the form was its own, once
			}
			return fault.New(fault.Forbidden, "session.csrf")
		}
		return c.Next()
	}
}

func csrfOf(secret string) []byte {
	m := hmac.New(sha256.New, []byte(secret))
	m.Write([]byte("csrf"))
	return m.Sum(nil)
}

// masked writes a token as a random pad and the token under it.
func masked(token []byte) string {
	both := make([]byte, 2*len(token))
	_, _ = rand.Read(both[:len(token)]) // it never fails
	subtle.XORBytes(both[len(token):], both[:len(token)], token)
	return base64.RawURLEncoding.EncodeToString(both)
}

// unmasked reads what masked wrote; nil for anything else.
func unmasked(s string) []byte {
	both, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(both) != 2*sha256.Size {
		return nil
	}
	token := make([]byte, sha256.Size)
	subtle.XORBytes(token, both[:sha256.Size], both[sha256.Size:])
	return token
}

// sentCSRF looks into header and body only; what stands in an address ends up in logs.
func sentCSRF(c *fiber.Ctx) string {
	if h := c.Get(CSRFHeader); h != "" {
		return h
	}
	return inBody(c, CSRFField)
}

// inBody is one field of a submitted form, empty when there is none.
func inBody(c *fiber.Ctx, name string) string {
	switch mediaType(c) {
	case fiber.MIMEApplicationForm:
		return string(c.Request().PostArgs().Peek(name))
	case fiber.MIMEMultipartForm:
		form, err := c.MultipartForm()
		if err == nil && len(form.Value[name]) > 0 {
			return strings.Clone(form.Value[name][0])
		}
	}
	return ""
}

// Typed is what was typed into a field of the form that is being answered, to be shown
// again beside its fault.
func Typed(c *fiber.Ctx, field string) string { return inBody(c, field) }

// mediaType is the type of the body without its parameters, in lower case.
func mediaType(c *fiber.Ctx) string {
	kind, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
	return strings.ToLower(strings.TrimSpace(kind))
}
