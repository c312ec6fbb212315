package session

import (
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// unsafe reports whether the method may change something.
func unsafe(c *fiber.Ctx) bool {
	switch c.Method() {
	case fiber.MethodGet, fiber.MethodHead, fiber.MethodOptions, fiber.MethodTrace:
		return false
	}
	return true
}

// own reports whether the browser says that the request comes from a page of ours. What
// it says cannot be forged from another site; a browser that says nothing is not trusted.
// Answers must not carry Referrer-Policy no-referrer: it turns our own Origin into null.
func (s *Sessions) own(c *fiber.Ctx) bool {
	if site := c.Get("Sec-Fetch-Site"); site != "" {
		return site == "same-origin"
	}
	if origin := c.Get(fiber.HeaderOrigin); origin != "" {
		return slices.Contains(s.origins, strings.ToLower(origin))
	}
	u, err := url.Parse(c.Get(fiber.HeaderReferer))
	return err == nil && slices.Contains(s.origins, strings.ToLower(u.Scheme+"://"+u.Host))
}
