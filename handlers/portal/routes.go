// Package portal keeps what a seller does on a phone one tap away.
package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
)

// Routes adds the pages of sellers, helpers and officers.
func Routes(_ *fiber.App, _ parts.Parts) {}
