package handlers

import (
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/limiter"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/fault"
)

// limited holds back an address that asks more than most times a minute. Codes, sign-in
// and placing have limits of their own, by account, in the database.
func limited(most int) fiber.Handler {
	if most <= 0 {
		return func(c *fiber.Ctx) error { return c.Next() }
	}
	return limiter.New(limiter.Config{
		Max: most, Expiration: time.Minute,
		KeyGenerator: func(c *fiber.Ctx) string { return account.Network(session.Address(c)) },
		LimitReached: func(c *fiber.Ctx) error {
			c.Set(fiber.HeaderRetryAfter, "60")
			return fault.New(fault.Limited, "kind.limited")
		},
	})
}
