// Package api keeps everything that the pages do within reach of programs.
package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/locale"
)

// Routes adds the routes of the API.
func Routes(_ *fiber.App, _ parts.Parts) {}

// Fail answers an error as an RFC 9457 problem.
func Fail(_ parts.Parts, c *fiber.Ctx, err error) error {
	status := parts.Status(err)
	problem := fiber.Map{"type": "about:blank", "status": status, "title": locale.Raw(locale.Vi, "error."+"500"+".title")}
	if all := fault.All(err); len(all) > 0 {
		problem["code"], problem["title"] = all[0].Key, locale.Fault(locale.Vi, all[0])
	}
	return c.Status(status).JSON(problem, "application/problem+json")
}
