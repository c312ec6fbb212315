package api

import (
	"bytes"
	_ "embed"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/static"
)

//go:embed docs.html
var docsPage string

// The page is the document in the words of people: it is written once, and needs no script.
type (
	docs struct {
		Title, About, Base, Icon string
		Sheets                   []string
		Chapters                 []docsChapter
		Problems                 []docsProblem
		Schemas                  []docsFields
	}
	docsChapter struct {
		Name, Anchor string
		Routes       []docsRoute
	}
	docsRoute struct {
		ID, Method, Path, Summary, Text, Status string
		Params, Body                            docsFields
		Out                                     *docsType
	}
	docsFields struct {
		Type   string
		Fields []docsField
	}
	docsField struct {
		Name, Text string
		Required   bool
		Type       docsType
		Words      []string
	}
	docsType struct{ Before, Ref string }

	docsProblem struct {
		Kind, Title string
		Status      int
	}
)

// explain is the document as a page for people.
func (d *openAPI) explain() fiber.Handler {
	var page bytes.Buffer
	if err := template.Must(template.New("docs").Parse(docsPage)).Execute(&page, d.docs()); err != nil {
		panic(err) // made of our own words
	}
	body, etag := page.Bytes(), tag(page.Bytes())
	return func(c *fiber.Ctx) error {
		c.Set(fiber.HeaderCacheControl, "no-cache")
		c.Set(fiber.HeaderETag, etag)
		if c.Get(fiber.HeaderIfNoneMatch) == etag {
			return c.SendStatus(fiber.StatusNotModified)
		}
		c.Set(fiber.HeaderContentType, fiber.MIMETextHTMLCharsetUTF8)
		return c.Send(body)
	}
}

func (d *openAPI) docs() docs {
	out := docs{
		Title: d.Info["title"].(string), About: d.Info["description"].(string), Base: d.Servers[0]["url"], Icon: static.URL("img/mark.svg"),
		Sheets: []string{static.URL("css/market.css"), static.URL("css/docs.css")},
	}
	for _, r := range d.routes {
		if n := len(out.Chapters); n == 0 || out.Chapters[n-1].Name != r.chapter {
			out.Chapters = append(out.Chapters, docsChapter{Name: r.chapter, Anchor: "chapter-" + strconv.Itoa(len(out.Chapters)+1)})
		}
		last := &out.Chapters[len(out.Chapters)-1]
		last.Routes = append(last.Routes, d.docsRoute(r))
	}
	for _, k := range kinds {
		out.Problems = append(out.Problems, docsProblem{string(k), locale.Raw(locale.En, "api.title."+string(k)), parts.Status(fault.New(k, ""))})
	}
	for _, name := range slices.Sorted(maps.Keys(d.schemas.all)) {
		out.Schemas = append(out.Schemas, fieldsOf(name, d.schemas.all[name]))
	}
	return out
}

func (d *openAPI) docsRoute(r *route) docsRoute {
	op := d.Paths[r.path][strings.ToLower(r.method)]
	out := docsRoute{ID: r.name, Method: r.method, Path: r.path, Summary: r.about, Text: op.Description, Status: strconv.Itoa(r.status)}
	for _, p := range op.Parameters {
		text := p.Description
		if p.In != "query" {
			text = strings.TrimSpace("In the " + p.In + ". " + text)
		}
		out.Params.Fields = append(out.Params.Fields, docsField{p.Name, text, p.Required, typeOf(p.Schema), wordsOf(p.Schema)})
	}
	if op.Body != nil {
		for kind, c := range op.Body.Content {
			shape := c.Schema
			if name := strings.TrimPrefix(shape.Ref, componentPath); name != "" && shape.Ref != "" {
				shape = d.schemas.all[name]
			}
			out.Body = fieldsOf(kind, shape)
		}
	}
	for _, c := range op.Responses[out.Status].Content {
		t := typeOf(c.Schema)
		out.Out = &t
	}
	return out
}

const componentPath = "#/components/schemas/"

func fieldsOf(name string, s *schema) docsFields {
	out := docsFields{Type: name}
	for _, f := range s.order {
		p := s.Properties[f]
		out.Fields = append(out.Fields, docsField{f, p.Description, slices.Contains(s.Required, f), typeOf(p), wordsOf(p)})
	}
	return out
}

// wordsOf are the values of a closed set, of a list of them too.
func wordsOf(s *schema) []string {
	if s.Items != nil {
		return s.Items.Enum
	}
	return s.Enum
}

func typeOf(s *schema) docsType {
	switch {
	case s.Ref != "":
		return docsType{Ref: strings.TrimPrefix(s.Ref, componentPath)}
	case s.Items != nil:
		t := typeOf(s.Items)
		return docsType{"list of " + t.Before, t.Ref}
	}
	if of, ok := s.Additional.(*schema); ok {
		t := typeOf(of)
		return docsType{"map of " + t.Before, t.Ref}
	}
	switch t := s.Type.(type) {
	case string:
		return docsType{Before: t}
	case []string:
		return docsType{Before: strings.Join(t, " or ")}
	}
	return docsType{Before: "any"}
}
