package session

import (
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// ReturnField is the field in which a sign-in carries where to go on.
const ReturnField = "return_to"

// ReturnTo is where the request wants to go on, from the form or else the address;
// fallback when that is not a path of ours.
func ReturnTo(c *fiber.Ctx, fallback string) string {
	to := inBody(c, ReturnField)
	if to == "" {
		to = strings.Clone(c.Query(ReturnField))
	}
	return SafePath(to, fallback)
}

// SafePath is to when it is a path of this site, with its query, and fallback otherwise.
// Browsers read more things as another host than one thinks: "//evil", "/\evil", a tab
// between two slashes, and whatever is still encoded when a proxy decodes it.
func SafePath(to, fallback string) string {
	if to == "" || len(to) > 1000 || to[0] != '/' {
		return fallback
	}
	decoded := to
	for range 3 {
		if strings.HasPrefix(decoded, "//") || strings.ContainsAny(decoded, "\\") || hasControl(decoded) {
			return fallback
		}
		path, _, _ := strings.Cut(decoded, "?")
		next, err := url.PathUnescape(path)
		if err != nil {
			return fallback
		}
		if next == path {
			break
		}
		decoded = next
	}
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return fallback
	}
	return to
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f || r == '\u2028' || r == '\u2029' })
}
