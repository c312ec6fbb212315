package session

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
)

// Crew is the person who is signed in, in the widest of the market's roles that they hold:
// the desk, an officer, a helper. It refuses as Officer does.
func Crew(c *fiber.Ctx) (actor.Actor, error) {
	switch {
	case Has(c, account.Admin):
		return Admin(c)
	case Has(c, account.Officer):
		return Officer(c)
	}
	return Helper(c)
}
