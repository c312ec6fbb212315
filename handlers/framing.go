package handlers

import (
	"bytes"
	"slices"

	"github.com/gofiber/fiber/v2"
	"github.com/valyala/fasthttp"
)

// known lets only the methods in that have routes. What else calls itself a method is
// answered as one that no route has; fiber by itself would answer it past everything here.
func known(app *fiber.App) {
	server := app.Server()
	next := server.Handler
	server.Handler = func(c *fasthttp.RequestCtx) {
		if !slices.Contains(fiber.DefaultMethods, string(c.Method())) {
			server.ErrorHandler(c, fasthttp.ErrGetOnly)
			return
		}
		next(c)
	}
}

// framed refuses a request whose end two readers could see in two places: with both a
// length and chunks, or with a blank in a header's name, so that one takes it for the
// header and another does not. A proxy before us may be the other reader, and what it
// takes for the rest of this request would be read here as a stranger's next. The
// connection ends with the answer.
func framed(c *fiber.Ctx) error {
	length, chunks := false, false
	for line := range bytes.Lines(c.Request().Header.RawHeaders()) {
		name, _, _ := bytes.Cut(line, []byte(":"))
		length = length || bytes.EqualFold(name, []byte(fiber.HeaderContentLength))
		chunks = chunks || bytes.EqualFold(name, []byte(fiber.HeaderTransferEncoding))
		if length && chunks || bytes.ContainsAny(name, " \t") {
			c.Context().SetConnectionClose()
			return fiber.ErrBadRequest
		}
	}
	return c.Next()
}
