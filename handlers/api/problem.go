package api

import (
	"encoding/json"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/locale"
)

const problemType = "application/problem+json; charset=utf-8"

// problem is RFC 9457. It holds sentences and keys, never what was sent.
type problem struct {
	Type     string   `json:"type" format:"uri" doc:"the kind of problem, explained at that address"`
	Title    string   `json:"title"`
	Status   int      `json:"status"`
	Detail   string   `json:"detail" doc:"what is wrong, in the reader's language"`
	Instance string   `json:"instance,omitempty" doc:"names this request in the market's log"`
	Key      string   `json:"key" doc:"what is wrong, for programs: the same in every language"`
	Errors   []reason `json:"errors,omitempty" doc:"everything that is wrong, each beside its field"`
}

// reason is one fault of the input.
type reason struct {
	Field  string         `json:"field,omitempty" doc:"the name of the field, such as lines.0.quantity"`
	Key    string         `json:"key"`
	Detail string         `json:"detail"`
	Args   map[string]any `json:"args,omitempty" doc:"what the sentence is filled with: limits and amounts of the market"`
}

// kinds in the order in which the document explains them.
var kinds = []fault.Kind{
	fault.Invalid, fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.Conflict, fault.TooLarge, fault.Unsupported, fault.Limited,
	fault.Unavailable, fault.Internal,
}

// Fail answers err as a problem, in the reader's language. What is none of our faults, nor
// one of the server's own, is our failure and tells nothing.
func Fail(p parts.Parts, c *fiber.Ctx, err error) error {
	faults, status := fault.All(err), parts.Status(err)
	if len(faults) == 0 {
		faults = []*fault.Fault{foreign(status)}
	}
	first := faults[0]
	lang := session.Language(c)
	out := problem{
		Type: p.Market.BaseURL + "/docs#" + string(first.Kind), Title: locale.Raw(lang, "api.title."+string(first.Kind)), Status: status,
		Detail: locale.Fault(lang, first), Key: first.Key,
	}
	if id, ok := c.Locals("request").(string); ok {
		out.Instance = "urn:uuid:" + id
	}
	for _, f := range faults {
		if f.Field != "" || len(faults) > 1 || len(f.Args) > 0 {
			out.Errors = append(out.Errors, reason{Field: f.Field, Key: f.Key, Detail: locale.Fault(lang, f), Args: f.Args})
		}
	}
	switch first.Kind {
	case fault.Unauthenticated:
		c.Set(fiber.HeaderWWWAuthenticate, "Bearer")
	case fault.Limited:
		if len(c.Response().Header.Peek(fiber.HeaderRetryAfter)) > 0 {
			break
		}
		c.Set(fiber.HeaderRetryAfter, strconv.FormatInt(wait(first.Args), 10))
	}
	body, err := json.Marshal(out)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, problemType)
	c.Set(fiber.HeaderContentLanguage, string(lang))
	c.Set(fiber.HeaderCacheControl, "no-store")
	c.Response().Header.Del(fiber.HeaderETag)
	return c.Status(status).Send(body)
}

// foreign gives the server's own refusals our shape.
func foreign(status int) *fault.Fault {
	switch {
	case status == fiber.StatusNotFound:
		return fault.New(fault.NotFound, "api.route")
	case status == fiber.StatusMethodNotAllowed:
		return fault.New(fault.Invalid, "api.method")
	case status == fiber.StatusRequestEntityTooLarge:
		return fault.New(fault.TooLarge, "input.too_large")
	case status >= 400 && status < 500:
		return fault.New(fault.Invalid, "api.request")
	}
	return fault.New(fault.Internal, "kind.internal")
}

// wait is how many seconds to wait, from the words of the fault.
func wait(args map[string]any) int64 {
	for unit, seconds := range map[string]int64{"seconds": 1, "minutes": 60, "hours": 3600} {
		switch n := args[unit].(type) {
		case int:
			return int64(n) * seconds
		case int64:
			return n * seconds
		}
	}
	return 60
}
