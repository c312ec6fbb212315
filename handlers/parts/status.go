package parts

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/fault"
)

// statuses are what the edges answer to a kind of fault.
var statuses = map[fault.Kind]int{
	fault.Invalid: fiber.StatusUnprocessableEntity, fault.Unauthenticated: fiber.StatusUnauthorized, fault.Forbidden: fiber.StatusForbidden,
	fault.NotFound: fiber.StatusNotFound, fault.Conflict: fiber.StatusConflict, fault.TooLarge: fiber.StatusRequestEntityTooLarge,
	fault.Unsupported: fiber.StatusUnsupportedMediaType, fault.Limited: fiber.StatusTooManyRequests,
	fault.Unavailable: fiber.StatusServiceUnavailable, fault.Internal: fiber.StatusInternalServerError,
}

// Status is the HTTP status of an error: that of its first fault, that of the router's
// own, and 500 for whatever is not ours to tell.
func Status(err error) int {
	if all := fault.All(err); len(all) > 0 {
		return statuses[all[0].Kind]
	}
	var routed *fiber.Error
	if errors.As(err, &routed) {
		return routed.Code
	}
	return fiber.StatusInternalServerError
}
