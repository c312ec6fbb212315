package handlers

import (
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
	"github.com/google/uuid"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/fault"
)

// packed compresses pages, which are read over weak lines. Programs get their answers as
// they are; files of ours are compressed once, photos by their nature.
func packed() fiber.Handler {
	return compress.New(compress.Config{Next: func(c *fiber.Ctx) bool {
		return slices.ContainsFunc([]string{"/api/", "/static/", "/media/", "/webhooks/"}, func(p string) bool { return strings.HasPrefix(c.Path(), p) })
	}})
}

// answered names the request, answers whatever went wrong in it exactly once, and then
// writes its figures and its line: no address, no query, nothing that a person typed.
func answered(p parts.Parts, log *slog.Logger) fiber.Handler {
	return func(c *fiber.Ctx) error {
		begun, id := time.Now(), named(c)
		err := rescued(c, log, id)
		refuse(p, c, err)
		written(c, log, id, c.Route().Path, begun, err)
		return nil
	}
}

// unheard answers what the server refuses before any route has seen it, such as a body
// that is longer than every other or a header that is none: named, armed and written down
// like everything else.
func unheard(p parts.Parts, log *slog.Logger) fiber.ErrorHandler {
	arm := arms(p)
	return func(c *fiber.Ctx, err error) error {
		begun, id := time.Now(), named(c)
		arm(c)
		refuse(p, c, err)
		written(c, log, id, "unheard", begun, err)
		return nil
	}
}

// named gives the request the number by which people and the log speak of it.
func named(c *fiber.Ctx) string {
	id := uuid.Must(uuid.NewV7()).String()
	c.Locals("request", id)
	c.Set(fiber.HeaderXRequestID, id)
	return id
}

func refuse(p parts.Parts, c *fiber.Ctx, err error) {
	if err == nil {
		return
	}
	if failed := fail(p, c, err); failed != nil {
		_ = c.SendStatus(fiber.StatusInternalServerError)
	}
}

func written(c *fiber.Ctx, log *slog.Logger, id, route string, begun time.Time, err error) {
	took, status, method := time.Since(begun), c.Response().StatusCode(), c.Method()
	if !slices.Contains(fiber.DefaultMethods, method) {
		method = "other" // a method, too, can be anything
	}
	requests(method, route, status).Inc()
	lasted(route, took)
	level := slog.LevelDebug
	switch {
	case status >= 500:
		level = slog.LevelError
	case status == 401, status == 403, status == 429, route == "unheard":
		level = slog.LevelInfo // denied and limited are worth a row
	}
	if !log.Enabled(c.UserContext(), level) {
		return
	}
	attrs := []any{"request", id, "method", method, "route", route, "status", status, "ms", took.Milliseconds()}
	if err != nil && status >= 500 {
		attrs = append(attrs, "error", err.Error())
	}
	log.Log(c.UserContext(), level, "request", attrs...)
}

// rescued turns a panic into a fault: one request ends, the market goes on.
func rescued(c *fiber.Ctx, log *slog.Logger, id string) (err error) {
	defer func() {
		if r := recover(); r != nil {
			log.ErrorContext(c.UserContext(), "panic", "request", id, "what", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = fault.New(fault.Internal, "kind.internal")
		}
	}()
	return c.Next()
}

// armed sets the headers that keep a browser on our side. form-action names the gateways:
// a form of ours that is redirected to one is blocked otherwise.
func armed(p parts.Parts) fiber.Handler {
	arm := arms(p)
	return func(c *fiber.Ctx) error {
		arm(c)
		return c.Next()
	}
}

func arms(p parts.Parts) func(*fiber.Ctx) {
	forms := strings.Join(append([]string{"'self'"}, p.Gateways.FormActions()...), " ")
	policy := strings.Join([]string{
		"default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
		"manifest-src 'self'", "worker-src 'self'", "form-action " + forms, "base-uri 'none'", "frame-ancestors 'none'",
	}, "; ")
	https := strings.HasPrefix(p.Market.BaseURL, "https://")
	return func(c *fiber.Ctx) {
		c.Set(fiber.HeaderContentSecurityPolicy, policy)
		c.Set(fiber.HeaderXContentTypeOptions, "nosniff")
		c.Set(fiber.HeaderXFrameOptions, "DENY")
		c.Set(fiber.HeaderReferrerPolicy, "same-origin")
		c.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(), payment=()")
		c.Set("Cross-Origin-Opener-Policy", "same-origin")
		if https {
			c.Set(fiber.HeaderStrictTransportSecurity, "max-age=63072000; includeSubDomains")
		}
	}
}

// smallMost is the largest request that brings no file.
const smallMost = 256 << 10

// smallBodies refuses large bodies where no file is expected. It looks at the bytes as
// they came: Body would unpack them.
func smallBodies(c *fiber.Ctx) error {
	if len(c.Request().Body()) > smallMost && !strings.HasPrefix(c.Get(fiber.HeaderContentType), fiber.MIMEMultipartForm) {
		return fault.New(fault.TooLarge, "input.too_large")
	}
	return c.Next()
}
