package api

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
)

// openAPI is the document. It is made once, from the table.
type openAPI struct {
	OpenAPI    string                           `json:"openapi"`
	Info       map[string]any                   `json:"info"`
	Servers    []map[string]string              `json:"servers"`
	Tags       []tagged                         `json:"tags"`
	Paths      map[string]map[string]*operation `json:"paths"`
	Components components                       `json:"components"`

	routes  []*route
	schemas *schemas
	encoded []byte
	etag    string
	market  parts.Market
}

type tagged struct {
	Name string `json:"name"`
}

type components struct {
	Schemas         map[string]*schema        `json:"schemas"`
	Responses       map[string]*response      `json:"responses"`
	SecuritySchemes map[string]map[string]any `json:"securitySchemes"`
}

type operation struct {
	ID          string                `json:"operationId"`
	Tags        []string              `json:"tags"`
	Summary     string                `json:"summary"`
	Description string                `json:"description"`
	Parameters  []parameter           `json:"parameters,omitempty"`
	Body        *body                 `json:"requestBody,omitempty"`
	Responses   map[string]*response  `json:"responses"`
	Security    []map[string][]string `json:"security"`
}

type parameter struct {
	Name        string  `json:"name"`
	In          string  `json:"in"`
	Required    bool    `json:"required,omitempty"`
	Description string  `json:"description,omitempty"`
	Schema      *schema `json:"schema"`
}

type body struct {
	Required bool               `json:"required"`
	Content  map[string]content `json:"content"`
}

type content struct {
	Schema *schema `json:"schema"`
}

type response struct {
	Ref         string             `json:"$ref,omitempty"`
	Description string             `json:"description,omitempty"`
	Content     map[string]content `json:"content,omitempty"`
}

func document(m parts.Market, all []*route) *openAPI {
	d := &openAPI{
		OpenAPI: "3.1.0", market: m, routes: all, schemas: newSchemas(), Paths: map[string]map[string]*operation{},
		Info: map[string]any{
			"title": m.Name + " API", "version": "1", "license": map[string]string{"name": "Apache-2.0", "identifier": "Apache-2.0"},
			"description": "Everything that the pages of the market do. Amounts are whole đồng, quantities whole pieces or grams, instants RFC 3339. " +
				"Unknown fields are refused. Lists are read on with the cursor in next. Every refusal is a problem of RFC 9457.",
		},
		Servers: []map[string]string{{"url": m.BaseURL + prefix}},
	}
	for _, r := range all {
		if d.Paths[r.path] == nil {
			d.Paths[r.path] = map[string]*operation{}
		}
		d.Paths[r.path][strings.ToLower(r.method)] = d.operation(r)
		if !slices.Contains(d.Tags, tagged{r.chapter}) {
			d.Tags = append(d.Tags, tagged{r.chapter})
		}
	}
	d.Components = components{
		Responses: map[string]*response{"Problem": {
			Description: "a refusal, in the reader's language",
			Content:     map[string]content{"application/problem+json": {d.schemas.of(reflect.TypeFor[problem](), false)}},
		}},
		SecuritySchemes: map[string]map[string]any{
			"token":  {"type": "http", "scheme": "bearer", "description": "a token of POST /me/tokens or of signing in"},
			"cookie": {"type": "apiKey", "in": "cookie", "name": "session", "description": "the session of the market's own pages, from the same origin only"},
		},
	}
	d.Components.Schemas = d.schemas.all
	encoded, err := json.MarshalIndent(d, "", " ")
	if err != nil {
		panic(err) // made of our own structs
	}
	d.encoded, d.etag = encoded, tag(encoded)
	return d
}

func (d *openAPI) operation(r *route) *operation {
	op := &operation{
		ID: r.name, Tags: []string{r.chapter}, Summary: r.about, Description: sentence(r),
		Responses: map[string]*response{"default": {Ref: "#/components/responses/Problem"}},
		Security:  []map[string][]string{},
	}
	switch r.actor {
	case reflect.TypeFor[nobody]():
	case reflect.TypeFor[actor.Shopper]():
		op.Security = []map[string][]string{{}, {"token": {}}, {"cookie": {}}}
	default:
		op.Security = []map[string][]string{{"token": {}}, {"cookie": {}}}
	}
	for _, part := range strings.Split(r.path, "/") {
		if strings.HasPrefix(part, "{") {
			op.Parameters = append(op.Parameters, parameter{Name: strings.Trim(part, "{}"), In: "path", Required: true, Schema: &schema{Type: "string"}})
		}
	}
	d.input(r, op)
	if r.keyed {
		op.Parameters = append(op.Parameters, parameter{Name: session.KeyHeader, In: "header", Required: true,
			Description: "1 to 200 printable characters; the same key with the same request has its effect once", Schema: &schema{Type: "string"}})
	}
	if r.actor == reflect.TypeFor[actor.Shopper]() || r.actor == reflect.TypeFor[orderer]() {
		op.Parameters = append(op.Parameters, parameter{Name: session.CartTokenHeader, In: "header",
			Description: "the visitor's cart, as an earlier answer gave it", Schema: &schema{Type: "string"}})
	}
	op.Responses[strconv.Itoa(r.status)] = d.success(r)
	if r.short {
		op.Parameters = append(op.Parameters, parameter{Name: "Prefer", In: "header", Description: preferNothing + " leaves the answer's body out", Schema: &schema{Type: "string"}})
		op.Responses["204"] = &response{Description: "done, for who preferred " + preferNothing}
	}
	if r.cached {
		op.Responses["304"] = &response{Description: "what If-None-Match names still holds"}
	}
	return op
}

func sentence(r *route) string {
	out := "For " + callers[r.actor]
	if r.right != "" {
		out += " with the right " + string(r.right)
	}
	out += "."
	if r.detail != "" {
		out += " " + r.detail
	}
	return out
}

// input is the body, or one parameter for each field of the query.
func (d *openAPI) input(r *route, op *operation) {
	if r.upload {
		form := d.schemas.object(r.in, true)
		form.Properties["file"] = &schema{Type: "string", Format: "binary"}
		form.order = append([]string{"file"}, form.order...)
		form.Required = append([]string{"file"}, r.needs...)
		op.Body = &body{Required: true, Content: map[string]content{fiber.MIMEMultipartForm: {form}}}
		return
	}
	if r.in == reflect.TypeFor[none]() {
		return
	}
	if r.hasBody() {
		shape := d.schemas.of(r.in, true)
		if len(r.needs) > 0 {
			d.require(shape, r.needs)
		}
		op.Body = &body{Required: len(r.needs) > 0, Content: map[string]content{fiber.MIMEApplicationJSON: {shape}}}
		return
	}
	shape := d.schemas.object(r.in, true)
	for _, name := range shape.order {
		p := shape.Properties[name]
		one := parameter{Name: name, In: "query", Description: p.Description, Schema: p, Required: slices.Contains(r.needs, name)}
		p.Description = ""
		op.Parameters = append(op.Parameters, one)
	}
}

// require notes the needed fields on the component; every route that shares it needs the same.
func (d *openAPI) require(shape *schema, needs []string) {
	of := d.schemas.all[strings.TrimPrefix(shape.Ref, componentPath)]
	of.Required = slices.Clone(needs)
	for _, n := range needs {
		if of.Properties[n] == nil {
			panic("api: " + shape.Ref + " has no field " + n)
		}
	}
}

func (d *openAPI) success(r *route) *response {
	switch {
	case r.file != "":
		return &response{Description: "the file", Content: map[string]content{r.file: {&schema{Type: "string", Format: "binary"}}}}
	case r.status == fiber.StatusNoContent:
		return &response{Description: "done"}
	}
	word := "the answer"
	if r.status == fiber.StatusCreated {
		word = "made"
	}
	return &response{Description: word, Content: map[string]content{fiber.MIMEApplicationJSON: {d.schemas.of(r.out, false)}}}
}

// serve answers with the document.
func (d *openAPI) serve(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Set(fiber.HeaderETag, d.etag)
	if c.Get(fiber.HeaderIfNoneMatch) == d.etag {
		return c.SendStatus(fiber.StatusNotModified)
	}
	c.Set(fiber.HeaderContentType, fiber.MIMEApplicationJSONCharsetUTF8)
	return c.Send(d.encoded)
}
