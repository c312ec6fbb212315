package api

import "github.com/gofiber/fiber/v2"

// explain is the document as a page for people.
func (d *openAPI) explain() fiber.Handler {
	return func(c *fiber.Ctx) error { return c.SendString("") }
}
