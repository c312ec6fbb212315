package api

import (
	"encoding/json"
	"io"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/web/view/viewtest"
)

func fetch(t *testing.T, ct *counterTop, path string) (int, string, []byte) {
	t.Helper()
	res, err := ct.app.Test(httptest.NewRequest("GET", path, nil), -1)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Header.Get("Content-Type"), b
}

// What the app answers and what the document says are the same list.
func TestTheDocumentNamesEveryRouteAndNoOther(t *testing.T) {
	ct := openCounter(t, dbtest.Open(t, db.SQLite))
	_, kind, raw := fetch(t, ct, "/openapi.json")
	if kind != "application/json; charset=utf-8" {
		t.Errorf("content type %q", kind)
	}
	var doc struct {
		OpenAPI string                               `json:"openapi"`
		Paths   map[string]map[string]map[string]any `json:"paths"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("openapi %q", doc.OpenAPI)
	}
	var said, mounted []string
	for path, methods := range doc.Paths {
		for method := range methods {
			said = append(said, strings.ToUpper(method)+" "+prefix+colons(path))
		}
	}
	for _, r := range ct.app.GetRoutes(true) {
		if strings.HasPrefix(r.Path, "/api") && r.Method != "HEAD" {
			mounted = append(mounted, r.Method+" "+r.Path)
		}
	}
	slices.Sort(said)
	slices.Sort(mounted)
	for _, r := range mounted {
		if !slices.Contains(said, r) {
			t.Errorf("%s is not in the document", r)
		}
	}
	for _, s := range said {
		if !slices.Contains(mounted, s) {
			t.Errorf("%s is in the document only", s)
		}
	}
	if len(said) < 120 || len(said) != len(slices.Compact(slices.Clone(mounted))) {
		t.Errorf("%d said, %d mounted", len(said), len(mounted))
	}
}

func TestTheDocumentIsValid(t *testing.T) {
	ct := openCounter(t, dbtest.Open(t, db.SQLite))
	_, _, raw := fetch(t, ct, "/openapi.json")
	loader := openapi3.NewLoader()
	doc, err := loader.LoadFromData(raw)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context(), openapi3.DisableExamplesValidation()); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			at := method + " " + path
			if op.OperationID == "" || ids[op.OperationID] {
				t.Errorf("%s: operationId %q is missing or used twice", at, op.OperationID)
			}
			ids[op.OperationID] = true
			if op.Summary == "" || strings.HasSuffix(op.Summary, ".") {
				t.Errorf("%s: summary %q", at, op.Summary)
			}
			if op.Responses.Default() == nil {
				t.Errorf("%s: no problem", at)
			}
			inPath := map[string]bool{}
			for _, p := range op.Parameters {
				if p.Value.In == "path" {
					inPath[p.Value.Name] = true
				}
			}
			for _, part := range strings.Split(path, "/") {
				if name, ok := strings.CutPrefix(part, "{"); ok && !inPath[strings.TrimSuffix(name, "}")] {
					t.Errorf("%s: %s is not a parameter", at, part)
				}
			}
		}
	}
	for name, s := range doc.Components.Schemas {
		if strings.HasSuffix(name, "Input") && (s.Value.AdditionalProperties.Has == nil || *s.Value.AdditionalProperties.Has) {
			t.Errorf("%s takes unknown fields, so the document says", name)
		}
		for field := range s.Value.Properties {
			if field == "" || strings.ToLower(field) != field {
				t.Errorf("%s has a field %q", name, field)
			}
		}
	}
}

// Money and quantities are whole numbers everywhere, and no row of the database is shown.
func TestTheDocumentHasNoFloatsAndNoRows(t *testing.T) {
	ct := openCounter(t, dbtest.Open(t, db.SQLite))
	_, _, raw := fetch(t, ct, "/openapi.json")
	if strings.Contains(string(raw), `"type": "number"`) {
		t.Error("a schema holds a float")
	}
	for _, secret := range []string{"_sealed", "pin_hash", "token_hash", "\"blind\""} {
		if strings.Contains(string(raw), secret) {
			t.Errorf("the document names %s", secret)
		}
	}
}

func TestTheDocsAreAPageWithoutScripts(t *testing.T) {
	ct := openCounter(t, dbtest.Open(t, db.SQLite))
	status, kind, page := fetch(t, ct, "/docs")
	if status != 200 || kind != "text/html; charset=utf-8" {
		t.Fatalf("%d %s", status, kind)
	}
	for _, wrong := range viewtest.Check(page) {
		if !strings.HasSuffix(wrong, "has an unfilled place") { // paths are shown with their braces
			t.Error(wrong)
		}
	}
	for _, outside := range []string{"<script", "http://cdn", "https://cdn", "style=", "onclick"} {
		if strings.Contains(string(page), outside) {
			t.Errorf("the page holds %q", outside)
		}
	}
	for _, r := range (&api{Parts: ct.parts, hot: newCache(ct.Now)}).routes() {
		if !strings.Contains(string(page), `id="`+r.name+`"`) {
			t.Errorf("the page says nothing of %s", r.name)
		}
	}
}
