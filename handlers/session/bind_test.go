package session

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

type wantLine struct {
	VariantID string `json:"variant_id" form:"variant_id"`
	Quantity  int64  `json:"quantity" form:"quantity"`
}

type wantPlace struct {
	Street string `json:"street" form:"street"`
}

type wantInput struct {
	wantPlace
	Name     string               `json:"name" form:"name"`
	Count    int                  `json:"count" form:"count"`
	Small    int8                 `json:"small,omitempty" form:"small"`
	Yes      bool                 `json:"yes" form:"yes"`
	Maybe    *int64               `json:"maybe" form:"maybe"`
	Price    money.VND            `json:"price" form:"price"`
	On       clock.Date           `json:"on" form:"on"`
	At       clock.Instant        `json:"at" form:"-"`
	Lines    []wantLine           `json:"lines" form:"lines"`
	Tags     []string             `json:"tags" form:"tags"`
	Choices  map[string]string    `json:"choices" form:"choices"`
	Places   map[string]wantPlace `json:"places" form:"places"`
	Only     string               `json:"-" form:"-"`
	Untagged string
	SellerID string `json:"-" form:"-"`
}

// send passes a body through an app and returns what was bound.
func send[T any](t testing.TB, channel actor.Channel, method, target, contentType, body string) (out T, err error) {
	t.Helper()
	app := fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true})
	app.All("/*", func(c *fiber.Ctx) error {
		c.Locals(stateKey{}, &state{of: &Sessions{}, channel: channel})
		out, err = Bind[T](c)
		return nil
	})
	req := httptest.NewRequest(method, target, strings.NewReader(body))
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	res, failed := app.Test(req, -1)
	if failed != nil {
		t.Fatal(failed)
	}
	_ = res.Body.Close()
	return out, err
}

// faults writes what is wrong as "key field, …", sorted as told.
func faults(err error) string {
	var out []string
	for _, f := range fault.All(err) {
		out = append(out, strings.TrimSpace(f.Key+" "+f.Field))
	}
	return strings.Join(out, ", ")
}

const jsonType, formType = "application/json; charset=utf-8", "application/x-www-form-urlencoded"

func TestJSONAndFormGiveTheSameInput(t *testing.T) {
	seven := int64(7)
	expect := wantInput{
		wantPlace: wantPlace{"Bản Mới"}, Name: "Chè\nShan", Count: -3, Yes: true, Maybe: &seven, Price: money.Of(250_000),
		On: "2026-12-28", Lines: []wantLine{{"a", 1}, {"b", 250}}, Tags: []string{"x", "y"},
		Choices: map[string]string{"s-1": "flat"}, Places: map[string]wantPlace{"s-1": {"Tổ 3"}},
	}
	got, err := send[wantInput](t, actor.API, "POST", "/?name=evil&count=9", jsonType, `{"street":"Bản Mới","name":"Chè\nShan","count":-3,"yes":true,
		"maybe":7,"price":250000,"on":"2026-12-28","lines":[{"variant_id":"a","quantity":1},{"variant_id":"b","quantity":250}],
		"tags":["x","y"],"choices":{"s-1":"flat"},"places":{"s-1":{"street":"Tổ 3"}}}`)
	if err != nil || !reflect.DeepEqual(got, expect) {
		t.Errorf("JSON: %+v %v", got, err)
	}
	fields := [][2]string{
		{"street", "Bản Mới"}, {"name", "Chè\r\nShan"}, {"count", " -3 "}, {"yes", "on"}, {"maybe", "7"}, {"price", "250.000 đ"},
		{"on", "2026-12-28"}, {"lines[10][variant_id]", "b"}, {"lines[10].quantity", "250"}, {"lines.2.variant_id", "a"}, {"lines[2].quantity", "1"},
		{"tags", "x"}, {"tags", "y"}, {"choices.s-1", "flat"}, {"places[s-1][street]", "Tổ 3"},
		{"csrf", "t"}, {"key", "k"}, {"return_to", "/"}, {"small", ""},
	}
	var plain []string
	var many bytes.Buffer
	w := multipart.NewWriter(&many)
	for _, f := range fields {
		plain = append(plain, queryEscape(f[0])+"="+queryEscape(f[1]))
		if err := w.WriteField(f[0], f[1]); err != nil {
			t.Fatal(err)
		}
	}
	_ = w.Close()
	got, err = send[wantInput](t, actor.Page, "POST", "/?count=9&name=evil", formType, strings.Join(plain, "&"))
	if err != nil || !reflect.DeepEqual(got, expect) {
		t.Errorf("form: %+v %v", got, err)
	}
	got, err = send[wantInput](t, actor.Page, "POST", "/", w.FormDataContentType(), many.String())
	if err != nil || !reflect.DeepEqual(got, expect) {
		t.Errorf("multipart: %+v %v", got, err)
	}
}

func queryEscape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

func TestEveryWrongFieldIsToldAtOnce(t *testing.T) {
	for _, c := range []struct{ kind, body, told string }{
		{jsonType, `{"count":1.5,"yes":"true","name":7,"lines":[{"quantity":"1"},{"quantity":1e2,"seller_id":"x"}],"on":"2026-02-30"}`,
			"input.integer count, input.truth yes, input.text name, input.integer lines.0.quantity, input.integer lines.1.quantity, " +
				"input.unknown lines.1.seller_id, input.date on"},
		{jsonType, `{"count":1.0}`, "input.integer count"},
		{jsonType, `{"count":1E0}`, "input.integer count"},
		{jsonType, `{"count":9223372036854775808,"small":128}`, "input.range count, input.range small"},
		{jsonType, `{"count":-9223372036854775809}`, "input.range count"},
		{jsonType, `{"count":null,"maybe":null}`, "input.null count"},
		{jsonType, `{"count":[1],"lines":{},"choices":[],"street":{}}`, "input.integer count, input.list lines, input.object choices, input.text street"},
		{jsonType, `{"count":1,"count":2}`, "input.twice count"},
		{jsonType, `{"lines":[{"quantity":1,"quantity":1}]}`, "input.twice lines.0.quantity"},
		{jsonType, `{"Name":"x","NAME":"y","role":"admin","Only":"x","-":"x","Untagged":"x","SellerID":"x","wantPlace":{}}`,
			"input.unknown Name, input.unknown NAME, input.unknown role, input.unknown Only, input.unknown, input.unknown Untagged, " +
				"input.unknown SellerID, input.unknown wantPlace"},
		{jsonType, `{"csrf":"x"}`, "input.unknown csrf"},
		{jsonType, `{"0900000001":"x"}`, "input.unknown"},
		{jsonType, `{"price":"250000"}`, "input.money price"},
		{jsonType, `{"price":1.5}`, "input.money price"},
		{jsonType, `{"price":{"dong":5}}`, "input.money price"},
		{jsonType, `{"at":"yesterday"}`, "input.value at"},
		{jsonType, `{"name":"a\u0000b"}`, "input.text name"},
		{jsonType, `{"name":"x"} {"name":"y"}`, "input.json"},
		{jsonType, `{"name":"x",}`, "input.json"},
		{jsonType, `{"name":NaN}`, "input.json"},
		{jsonType, `[1]`, "input.json"}, {jsonType, `null`, "input.json"}, {jsonType, ``, "input.json"}, {jsonType, `{`, "input.json"},
		{jsonType, "{\"name\":\"\xff\"}", "input.utf8"},
		{jsonType, `{"tags":` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`, "input.deep"},
		{jsonType, `{"tags":[` + strings.Repeat(`1,`, maxNodes) + `1]}`, "input.many"},
		{jsonType, `{"name":"` + strings.Repeat("x", maxBody) + `"}`, "input.too_large"},
		{formType, "count=1&count=2", "input.twice count"},
		{formType, "lines[0].quantity=1&lines.0.quantity=2", "input.twice lines.0.quantity"},
		{formType, "count=1.000&yes=maybe&maybe=x&price=1,5&on=28/12/2026",
			"input.integer count, input.integer maybe, input.date on, input.money price, input.truth yes"},
		{formType, "role=admin&seller_id=1&at=1", "input.unknown at, input.unknown role, input.unknown seller_id"},
		{formType, "lines[99999999].quantity=1", "input.list lines"},
		{formType, "lines[-1].quantity=1", "input.list lines"},
		{formType, "lines[x].quantity=1", "input.list lines"},
		{formType, "lines[01].quantity=1", "input.list lines"},
		{formType, "lines[0].csrf=1", "input.unknown lines.0.csrf"},
		{formType, "name=a&name.b=c", "input.form"},
		{formType, "name[]=a", "input.form"}, {formType, "=a", "input.form"}, {formType, "a=1;b=2", "input.form"}, {formType, "a=%zz", "input.form"},
		{formType, strings.Repeat("a.", 30) + "b=1", "input.form"},
		{formType, strings.Repeat("a=1&", maxFields), "input.many"},
		{formType, "name=%ff", "input.utf8"},
		{formType, "name=a%00b", "input.text name"},
		{formType, "count=１", "input.integer count"},
		{formType, "count=%2B1", "input.integer count"},
		{formType, "count=--1", "input.integer count"},
		{"text/plain", `{"name":"x"}`, "input.type"}, {"", `{"name":"x"}`, "input.type"}, {"application/xml", "<x/>", "input.type"},
	} {
		_, err := send[wantInput](t, actor.API, "POST", "/", c.kind, c.body)
		if got := faults(err); got != c.told {
			t.Errorf("%.80s\n told %s\n want %s", c.body, got, c.told)
		}
	}
}

func TestATypedFormIsShownAgain(t *testing.T) {
	got, err := send[wantInput](t, actor.Page, "POST", "/", formType, "name=Chè&count=nhiều&lines[0].quantity=x&lines[0].variant_id=a")
	if faults(err) != "input.integer count, input.integer lines.0.quantity" || got.Name != "Chè" || len(got.Lines) != 1 || got.Lines[0].VariantID != "a" {
		t.Errorf("%+v %v", got, err)
	}
}

func TestNothingSentIsAnEmptyInput(t *testing.T) {
	for _, method := range []string{"POST", "DELETE", "PUT"} {
		if got, err := send[wantInput](t, actor.API, method, "/", "", ""); err != nil || !reflect.DeepEqual(got, wantInput{}) {
			t.Errorf("%s: %+v %v", method, got, err)
		}
	}
}

func TestAQueryIsStrictForProgramsAndPatientForPeople(t *testing.T) {
	type list struct {
		Q     string   `query:"q"`
		Stars []int    `query:"stars"`
		Limit int      `json:"limit"`
		Kinds []string `form:"kind"`
	}
	const target = "/?q=ch%C3%A8&stars=3&stars=4&limit=20&kind=tea"
	for _, channel := range []actor.Channel{actor.API, actor.Page} {
		got, err := send[list](t, channel, "GET", target, "", "")
		if err != nil || got.Q != "chè" || !reflect.DeepEqual(got.Stars, []int{3, 4}) || got.Limit != 20 || len(got.Kinds) != 1 {
			t.Errorf("%s: %+v %v", channel, got, err)
		}
		_, err = send[list](t, channel, "GET", "/?limit=20&limit=30", "", "")
		if faults(err) != "input.twice limit" {
			t.Errorf("%s: %v", channel, err)
		}
	}
	const foreign = target + "&fbclid=1&utm[]=2&x=%zz&%ff=1"
	if got, err := send[list](t, actor.Page, "GET", foreign, "", ""); err != nil || got.Q != "chè" {
		t.Errorf("%+v %v", got, err)
	}
	if _, err := send[list](t, actor.API, "GET", target+"&fbclid=1", "", ""); faults(err) != "input.unknown fbclid" {
		t.Errorf("%v", err)
	}
}

func TestACompressedBodyIsNotUnpacked(t *testing.T) {
	app := fiber.New()
	var err error
	app.Post("/", func(c *fiber.Ctx) error { _, err = Bind[wantInput](c); return nil })
	req := httptest.NewRequest("POST", "/", strings.NewReader("whatever"))
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Content-Encoding", "gzip")
	if _, failed := app.Test(req); failed != nil || faults(err) != "input.encoding" {
		t.Errorf("%v %v", failed, err)
	}
}

// Whatever comes in, the answer is an input or faults, and what JSON is taken reads back
// as the standard library reads it.
func FuzzBind(f *testing.F) {
	for _, s := range []string{
		`{"name":"x","count":1,"lines":[{"quantity":2}],"price":5,"choices":{"a":"b"}}`, `{"count":1e9}`, `{"lines":[{}`, `{"a":{"a":{}}}`,
		`{"price":-1,"on":"2026-01-01","at":null,"maybe":3}`, "\x00", `{"name":"\ud800"}`,
	} {
		f.Add(true, []byte(s))
	}
	for _, s := range []string{"name=x&count=1&lines[0].quantity=2", "a=b&a=c", "lines[7][variant_id]=x", "%00=1", "[=1&]=2", "a[b=1", "lines.0=5"} {
		f.Add(false, []byte(s))
	}
	f.Fuzz(func(t *testing.T, asJSON bool, b []byte) {
		var got wantInput
		v := reflect.ValueOf(&got).Elem()
		if !asJSON {
			if root, err := parseForm(string(b), byForm); err == nil {
				err = fill(root, v, byForm)
				allFaults(t, err)
			} else {
				allFaults(t, err)
			}
			return
		}
		root, err := parseJSON(b)
		if err == nil {
			err = fill(root, v, byJSON)
		}
		if err != nil {
			allFaults(t, err)
			return
		}
		var std wantInput
		dec := json.NewDecoder(bytes.NewReader(b))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&std); err != nil {
			t.Fatalf("taken, but the library says %v: %s", err, b)
		}
		if !reflect.DeepEqual(got, std) {
			t.Fatalf("%s\n got %+v\nwant %+v", b, got, std)
		}
	})
}

func allFaults(t *testing.T, err error) {
	if err != nil && len(fault.All(err)) == 0 {
		t.Fatalf("not a fault: %v", err)
	}
}
