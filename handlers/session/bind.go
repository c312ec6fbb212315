package session

import (
	"reflect"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// What a body may be. Files in a multipart form are not counted here; the app's body
// limit does that.
const (
	maxBody  = 1 << 20 // bytes of JSON, or of a form without files
	maxDepth = 16      // of objects and lists in each other
	maxNodes = 5000    // values in all
)

// Bind reads the request's input into a T: a JSON body by its json tags, a form by its
// form tags (json where there is none); for GET and HEAD the query, as Query does. The
// address of any other method is not looked at, so one field has one place.
//
// Everything that is wrong is told at once as a fault.List with the names of the fields,
// "lines.0.quantity", and never with what was sent: "input.unknown" for a field that T
// does not have (a form may also carry csrf, key and return_to, and boxes in which nothing
// is: those of files come so when none was chosen), "input.twice" for a
// field that came twice, "input.integer", "input.range", "input.truth", "input.text",
// "input.list", "input.object", "input.null", "input.date", "input.money" or "input.value"
// for another kind of value than T has there. The whole is refused as "input.json",
// "input.form", "input.utf8", "input.deep", "input.many", with
// fault.Unsupported "input.type" for another content type, and with fault.TooLarge
// "input.too_large". Beside a fault, the T holds what could be read, to show a form again.
func Bind[T any](c *fiber.Ctx) (T, error) {
	var out T
	return out, bind(c, reflect.ValueOf(&out).Elem())
}

// bind is Bind without a type: each T would have a copy of it.
func bind(c *fiber.Ctx, out reflect.Value) error {
	if !unsafe(c) {
		return bindQuery(c, out)
	}
	mode, root, err := body(c)
	if err != nil {
		return err
	}
	return fill(root, out, mode)
}

// Query reads the address's query into a T by its query tags (form or json where there
// is none). Fields that T does not have are refused in the API, and left alone on pages:
// links from elsewhere carry all sorts.
func Query[T any](c *fiber.Ctx) (T, error) {
	var out T
	return out, bindQuery(c, reflect.ValueOf(&out).Elem())
}

// bindQuery is Query without a type: each T would have a copy of it.
func bindQuery(c *fiber.Ctx, out reflect.Value) error {
	mode := byQuery
	if Channel(c) == actor.Page {
		mode = byQueryLoosely
	}
	root, err := parseForm(string(c.Request().URI().QueryString()), mode)
	if err != nil {
		return err
	}
	return fill(root, out, mode)
}

// body parses what was sent. It never unpacks: Load has refused compressed bodies, and
// fiber's Body, which would unpack them without a limit, is not used.
func body(c *fiber.Ctx) (mode, *node, error) {
	if c.Get(fiber.HeaderContentEncoding) != "" {
		return 0, nil, fault.New(fault.Unsupported, "input.encoding")
	}
	switch mediaType(c) {
	case fiber.MIMEMultipartForm:
		form, err := c.MultipartForm()
		if err != nil {
			return 0, nil, fault.New(fault.Invalid, "input.form").From(err)
		}
		root, err := formTree(form.Value, byForm)
		return byForm, root, err
	case fiber.MIMEApplicationForm:
		root, err := parseForm(string(c.Request().Body()), byForm)
		return byForm, root, err
	case fiber.MIMEApplicationJSON:
		root, err := parseJSON(c.Request().Body())
		return byJSON, root, err
	}
	if len(c.Request().Body()) == 0 {
		return byJSON, &node{kind: object}, nil
	}
	return 0, nil, fault.New(fault.Unsupported, "input.type")
}
