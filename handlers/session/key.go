package session

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/fault"
)

// KeyField is the hidden field that carries a form's idempotency key, KeyHeader the
// header of the API.
const (
	KeyField  = "key"
	KeyHeader = "Idempotency-Key"
)

// mostKey is how many characters of a key are taken, as in models/once.
const mostKey = 200

// Key is the request's idempotency key, empty when it has none. One that is longer than
// 200 characters or not of printable ASCII, and two that differ, are fault.Invalid
// "input.key".
func Key(c *fiber.Ctx) (string, error) {
	header, field := c.Get(KeyHeader), inBody(c, KeyField)
	key := header
	if key == "" {
		key = field
	}
	refused := fault.New(fault.Invalid, "input.key").On("idempotency_key")
	if len(key) > mostKey || header != "" && field != "" && header != field {
		return "", refused
	}
	for i := range len(key) {
		if key[i] <= ' ' || key[i] > '~' {
			return "", refused
		}
	}
	return strings.Clone(key), nil
}

// NewKey is a fresh key for a form.
func NewKey() string { return newToken() }
