package session

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
)

// Anyone is Load for routes whose answer is the same for everybody: whatever the request
// carries, nobody is signed in and nothing is looked up. Only the door is known.
func (s *Sessions) Anyone(channel actor.Channel) fiber.Handler {
	return func(c *fiber.Ctx) error {
		c.Locals(stateKey{}, &state{of: s, channel: channel})
		return c.Next()
	}
}
