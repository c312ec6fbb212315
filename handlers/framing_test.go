package handlers_test

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
)

// wire sends bytes as they are over one connection, and reads every answer until the
// server ends it.
func wire(t *testing.T, app *fiber.App, sent string) (all []*http.Response) {
	t.Helper()
	app.Handler() // prepares the routes
	ours, theirs := net.Pipe()
	served := make(chan error, 1)
	go func() { served <- app.Server().ServeConn(theirs) }()
	go func() { _, _ = io.WriteString(ours, sent) }() // the server may stop reading before the end
	if err := ours.SetReadDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(ours)
	for {
		res, err := http.ReadResponse(r, nil)
		if err != nil {
			break
		}
		if res.StatusCode == http.StatusContinue {
			continue
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		res.Body = io.NopCloser(bytes.NewReader(body))
		all = append(all, res)
		if res.Close {
			break
		}
	}
	_ = ours.Close()
	<-served
	return all
}

// What the server refuses before any route has seen it is answered like everything else:
// armed, named, in the words of its door, and written down.
func TestWhatNoRouteHasSeenIsArmedToo(t *testing.T) {
	var log bytes.Buffer
	app, _ := open(t, &log, nil)
	const host = "Host: cho.example\r\n"
	for name, c := range map[string]struct {
		sent   string
		status int
		kind   string
	}{
		"a body of 50 MB":          {"POST /api/v1/photos HTTP/1.1\r\n" + host + "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 52428800\r\n\r\nx", 413, "application/problem+json"},
		"asked first":              {"POST /api/v1/photos HTTP/1.1\r\n" + host + "Expect: 100-continue\r\nContent-Length: 52428800\r\n\r\n", 413, "application/problem+json"},
		"a length that is none":    {"POST /cart/add HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n", 400, "text/html"},
		"two lengths":              {"POST /cart/add HTTP/1.1\r\n" + host + "Content-Length: 0\r\nContent-Length: 30\r\n\r\n", 400, "text/html"},
		"a header of 40 kB":        {"GET / HTTP/1.1\r\n" + host + "X-Long: " + strings.Repeat("x", 40<<10) + "\r\n\r\n", 431, "text/html"},
		"a method that is none":    {"BREW /cart HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", 405, "text/html"},
		"the same of the API":      {"BREW /api/v1/cart HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n", 405, "application/problem+json"},
		"two hosts":                {"GET / HTTP/1.1\r\n" + host + "Host: evil.example\r\n\r\n", 400, "text/html"},
		"length and chunks":        {"POST /api/v1/cart/lines HTTP/1.1\r\n" + host + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n" + host + "\r\n", 400, "application/problem+json"},
		"a blank before the colon": {"POST /api/v1/cart/lines HTTP/1.1\r\n" + host + "Content-Length: 4\r\nTransfer-Encoding : chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n" + host + "\r\n", 400, "application/problem+json"},
		"a folded header":          {"GET /api/v1/kinds HTTP/1.1\r\n" + host + "X-One: a\r\n b\r\n\r\nGET /healthz HTTP/1.1\r\n" + host + "\r\n", 400, "text/html application/problem+json"},
	} {
		log.Reset()
		all := wire(t, app, c.sent)
		if len(all) != 1 {
			t.Errorf("%s: %d answers", name, len(all))
			continue
		}
		res := all[0]
		body, _ := io.ReadAll(res.Body)
		kind, _, _ := strings.Cut(res.Header.Get("Content-Type"), ";")
		if res.StatusCode != c.status || !strings.Contains(c.kind, kind) {
			t.Errorf("%s: %d %s", name, res.StatusCode, kind)
		}
		for _, header := range []string{"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy", "Strict-Transport-Security", "X-Request-Id"} {
			if res.Header.Get(header) == "" {
				t.Errorf("%s: no %s", name, header)
			}
		}
		if strings.Contains(string(body), "BREW") || strings.Count(log.String(), "msg=request") != 1 {
			t.Errorf("%s: %s\n%s", name, body, log.String())
		}
		if strings.Contains(log.String(), "method=BREW") || strings.Contains(log.String(), "route=/cart") {
			t.Errorf("%s: what was sent became a label: %s", name, log.String())
		}
	}
}

// A body that cannot be read is told so in the words of its door and in its reader's
// language, however it is broken.
func TestUnreadableBodiesAreToldSo(t *testing.T) {
	app, _ := open(t, io.Discard, nil)
	const whole = "--x\r\nContent-Disposition: form-data; name=\"phone\"\r\n\r\n0912345678\r\n"
	for name, body := range map[string]struct{ kind, text string }{
		"JSON that ends too soon":   {"application/json", `{"phone":`},
		"JSON that is no object":    {"application/json", `[1]`},
		"JSON of another encoding":  {"application/json", "{\"phone\":\"\xff\"}"},
		"a form without its end":    {"multipart/form-data; boundary=x", whole},
		"no form at all":            {"multipart/form-data; boundary=x", "hello"},
		"a form without a boundary": {"multipart/form-data", whole + "--x--\r\n"},
		"another boundary":          {"multipart/form-data; boundary=y", whole + "--x--\r\n"},
		"a broken escape":           {"application/x-www-form-urlencoded", "phone=%zz"},
		"an escaped other encoding": {"application/x-www-form-urlencoded", "phone=%ff"},
	} {
		for _, lang := range []string{"vi", "en"} {
			ask := func(path string) (*http.Response, string) {
				all := wire(t, app, "POST "+path+" HTTP/1.1\r\nHost: cho.example\r\nSec-Fetch-Site: same-origin\r\nAccept-Language: "+lang+"\r\nConnection: close\r\nContent-Type: "+
					body.kind+"\r\nContent-Length: "+strconv.Itoa(len(body.text))+"\r\n\r\n"+body.text)
				if len(all) != 1 {
					t.Fatalf("%s: %d answers", name, len(all))
				}
				text, _ := io.ReadAll(all[0].Body)
				return all[0], string(text)
			}
			res, text := ask("/api/v1/auth/codes")
			if res.StatusCode != 422 || res.Header.Get("Content-Type") != "application/problem+json; charset=utf-8" || res.Header.Get("Content-Language") != lang || !strings.Contains(text, `"key":"input.`) {
				t.Errorf("%s, %s: %d %s", name, lang, res.StatusCode, text)
			}
			res, text = ask("/sign-in")
			if want := `<html lang="` + lang + `"`; res.StatusCode < 400 || res.Header.Get("Content-Type") != "text/html; charset=utf-8" || !strings.Contains(text, want) {
				t.Errorf("%s, %s: %d %.300s", name, lang, res.StatusCode, text)
			}
		}
	}
}

// Two requests on one connection are two requests, when both say where they end.
func TestRequestsFollowEachOther(t *testing.T) {
	app, _ := open(t, io.Discard, nil)
	all := wire(t, app, "POST /api/v1/auth/codes HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n2\r\n{}\r\n0\r\n\r\n"+
		"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
	if len(all) != 2 || all[0].StatusCode != 422 || all[1].StatusCode != 200 {
		t.Errorf("%d answers", len(all))
	}
}

// HEAD is GET without the body, for pages and for the API; TRACE echoes nothing.
func TestOtherMethods(t *testing.T) {
	app, _ := open(t, io.Discard, nil)
	for _, path := range []string{"/", "/api/v1/kinds", "/api/v1/cart", "/openapi.json", "/healthz"} {
		get, _ := ask(t, app, "GET", path, "")
		head, body := ask(t, app, "HEAD", path, "")
		if head.StatusCode != get.StatusCode || body != "" || head.Header.Get("Content-Type") != get.Header.Get("Content-Type") {
			t.Errorf("%s: HEAD is %d %q, GET %d", path, head.StatusCode, body, get.StatusCode)
		}
		for _, method := range []string{"TRACE", "OPTIONS", "CONNECT"} {
			if res, body := ask(t, app, method, path, "", "X-Secret", "canary"); res.StatusCode < 400 || strings.Contains(body, "canary") {
				t.Errorf("%s %s: %d %s", method, path, res.StatusCode, body)
			}
		}
	}
}

// The operator's doors, and what stands in the folder of a careless deployment, are not on
// the market's address.
func TestWhatIsNotOnTheMarketsAddress(t *testing.T) {
	app, _ := open(t, io.Discard, func(p *parts.Parts) { p.Market.Production = true })
	for _, path := range []string{
		"/metrics", "/debug/pprof/", "/debug/pprof/heap", "/debug/vars", "/reindex", "/.git/HEAD", "/.git/config", "/.env", "/keys", "/data/keys", "/chophien.db",
		"/swagger", "/bleve", "/sandbox/codes", "/sandbox/pay/x", "/demo/codes", "/static/", "/media/", "/static/..%2f..%2fkeys", "/static/%252e%252e%252fkeys",
		"/media/..%252f..%252fkeys", "/media/..%5c..%5ckeys", "/media/%00", "//evil.example/%2e%2e", "/api/v1/../../metrics", "/portal%2fdesk",
	} {
		if res, body := ask(t, app, "GET", path, ""); res.StatusCode != 404 {
			t.Errorf("%s: %d %.100s", path, res.StatusCode, body)
		}
	}
}
