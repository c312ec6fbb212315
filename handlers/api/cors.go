package api

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
)

const (
	mayMethods = "GET, POST, PUT, PATCH, DELETE"
	maySend    = "Authorization, Content-Type, Accept-Language, If-None-Match, Prefer, " + session.KeyHeader + ", " + session.PersonHeader + ", " + session.CartTokenHeader
	mayRead    = "ETag, Location, Retry-After, X-Request-Id, " + session.CartTokenHeader
)

// cross lets pages of the origins on the list call the API with a token of their own. It
// never allows cookies: those are for our own pages.
func cross(origins []string) fiber.Handler {
	allowed := make([]string, len(origins))
	for i, o := range origins {
		allowed[i] = strings.ToLower(strings.TrimSuffix(o, "/"))
	}
	return func(c *fiber.Ctx) error {
		if len(allowed) > 0 {
			c.Vary(fiber.HeaderOrigin)
		}
		origin := c.Get(fiber.HeaderOrigin)
		known := origin != "" && slices.Contains(allowed, strings.ToLower(origin))
		if known {
			c.Set(fiber.HeaderAccessControlAllowOrigin, origin)
			c.Set(fiber.HeaderAccessControlExposeHeaders, mayRead)
		}
		if c.Method() != fiber.MethodOptions || c.Get(fiber.HeaderAccessControlRequestMethod) == "" {
			return c.Next()
		}
		if known {
			c.Set(fiber.HeaderAccessControlAllowMethods, mayMethods)
			c.Set(fiber.HeaderAccessControlAllowHeaders, maySend)
			c.Set(fiber.HeaderAccessControlMaxAge, "600")
		}
		return c.SendStatus(fiber.StatusNoContent)
	}
}
