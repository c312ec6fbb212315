package handlers

import (
	"io"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/static"
)

// forever is the caching of addresses that carry a hash of what they name.
const forever = "public, max-age=31536000, immutable"

// assets serves the program's own files and the pictures of products.
func assets(app *fiber.App, p parts.Parts) {
	app.Get("/static/*", func(c *fiber.Ctx) error {
		a, ok := static.Lookup(c.Path())
		if !ok {
			return fault.New(fault.NotFound, "kind.not_found")
		}
		c.Set(fiber.HeaderCacheControl, forever)
		c.Set(fiber.HeaderContentType, a.Type)
		c.Set(fiber.HeaderVary, fiber.HeaderAcceptEncoding)
		if a.Gzip != nil && strings.Contains(c.Get(fiber.HeaderAcceptEncoding), "gzip") {
			c.Set(fiber.HeaderContentEncoding, "gzip")
			return c.Send(a.Gzip)
		}
		return c.Send(a.Body)
	})
	app.Get("/media/:name", func(c *fiber.Ctx) error {
		blob, err := p.Album.Open(c.UserContext(), c.Params("name"))
		if err != nil {
			return err
		}
		defer blob.Body.Close()
		body, err := io.ReadAll(blob.Body)
		if err != nil {
			return err
		}
		c.Set(fiber.HeaderCacheControl, forever)
		c.Set(fiber.HeaderContentType, blob.ContentType)
		return c.Send(body)
	})
}
