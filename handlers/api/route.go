package api

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// route is one entry of the table.
type route struct {
	method  string
	path    string // "/products/{id}"
	name    string // operationId
	about   string // one sentence in English
	detail  string
	chapter string

	actor reflect.Type
	in    reflect.Type // body, or query of a GET and a DELETE
	out   reflect.Type
	needs []string // fields of in without which it is refused
	right actor.Right

	status int
	keyed  bool   // Idempotency-Key is required
	file   string // content type of an answer that is not JSON
	upload bool   // multipart form with a field "file"
	short  bool   // answers nothing to who prefers that
	cached bool
	run    fiber.Handler
}

// none is the input or output of a route that has none.
type none struct{}

// entry is a route whose types are still known.
type entry[A, I, O any] struct {
	*route
	admit func(*fiber.Ctx) (A, error)
	do    func(*fiber.Ctx, A, I) (O, error)
}

// on makes a route of a function: A says who may call it, I what is read of the body (of
// the query where the method has none), O what is given back.
func on[A, I, O any](a *api, method, path, name, about string, do func(*fiber.Ctx, A, I) (O, error)) *route {
	r := declared(method, path, name, about, reflect.TypeFor[A](), reflect.TypeFor[I](), reflect.TypeFor[O]())
	e := entry[A, I, O]{r, admitted[A](a), do}
	r.run = e.answer
	return r
}

func declared(method, path, name, about string, by, in, out reflect.Type) *route {
	r := &route{method: method, path: path, name: name, about: about, actor: by, in: in, out: out, status: fiber.StatusOK}
	if out == reflect.TypeFor[none]() {
		r.status = fiber.StatusNoContent
	}
	return r
}

// made marks a route that answers 201.
func (r *route) made() *route { r.status = fiber.StatusCreated; return r }

// once marks a route that is not called without an Idempotency-Key.
func (r *route) once() *route { r.keyed = true; return r }

// need names the fields without which the input is refused, for the document: the verb
// decides.
func (r *route) need(fields ...string) *route { r.needs = fields; return r }

// may names the right that a member needs, for the document: the verb decides.
func (r *route) may(right actor.Right) *route { r.right = right; return r }

// says adds what the one sentence leaves open.
func (r *route) says(detail string) *route { r.detail = detail; return r }

// gives names the content type of an answer that is not JSON; the function sends it.
func (r *route) gives(contentType string) *route {
	r.file = contentType
	r.status = fiber.StatusOK
	return r
}

// takesFile marks a multipart form with the picture in "file".
func (r *route) takesFile() *route { r.upload = true; return r }

// orNothing marks a route whose answer can be left out: reading what changed may cost more
// than changing it. See unwanted.
func (r *route) orNothing() *route { r.short = true; return r }

func (r *route) public() bool { return r.actor == reflect.TypeFor[nobody]() }

// hasBody reports whether the input comes in the body.
func (r *route) hasBody() bool {
	return r.method != fiber.MethodGet && r.method != fiber.MethodDelete
}

// answer is one request: who, what, the verb, and its result as JSON. What does not need
// the types stands in methods of route: each route would have a copy of it.
func (e entry[A, I, O]) answer(c *fiber.Ctx) error {
	by, err := e.admit(c)
	if err != nil {
		return err
	}
	if err := e.checkKey(c); err != nil {
		return err
	}
	in, err := read[I](c, e.route)
	if err != nil {
		return err
	}
	out, err := e.do(c, by, in)
	if err != nil {
		return e.unanswered(c, err)
	}
	return e.send(c, out)
}

// checkKey refuses a call without the key that the route needs.
func (r *route) checkKey(c *fiber.Ctx) error {
	if !r.keyed {
		return nil
	}
	key, err := session.Key(c)
	if err == nil && key == "" {
		err = fault.New(fault.Invalid, "once.key").On("idempotency_key")
	}
	return err
}

// unanswered is a call without a result.
func (r *route) unanswered(c *fiber.Ctx, err error) error {
	if !errors.Is(err, errUnwanted) {
		return err
	}
	c.Set("Preference-Applied", preferNothing)
	return c.SendStatus(fiber.StatusNoContent)
}

// send answers with out as JSON; a file is sent already.
func (r *route) send(c *fiber.Ctx, out any) error {
	switch {
	case r.file != "":
		return nil
	case r.status == fiber.StatusNoContent:
		return c.SendStatus(r.status)
	}
	return send(c, r.status, out)
}

// read binds the input: everything that is wrong with its shape is told at once.
func read[I any](c *fiber.Ctx, r *route) (I, error) {
	if r.hasBody() {
		return session.Bind[I](c)
	}
	return session.Query[I](c)
}

func send(c *fiber.Ctx, status int, out any) error {
	body, err := json.Marshal(out)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Status(status).Send(body)
}

// preferNothing is how a program says (RFC 7240) that it does not need the answer's body.
const preferNothing = "return=minimal"

var errUnwanted = errors.New("api: nobody wants the answer")

// unwanted is errUnwanted for a program that does not need what a change led to.
func unwanted(c *fiber.Ctx) error {
	if strings.Contains(c.Get("Prefer"), preferNothing) {
		return errUnwanted
	}
	return nil
}

// key is the request's Idempotency-Key, which answer has looked at.
func key(c *fiber.Ctx) string {
	k, _ := session.Key(c)
	return k
}
