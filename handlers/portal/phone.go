package portal

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/static"
	"github.com/chophien/chophien/web/view"
)

// onPhones adds what makes the portal an app of the phone: a manifest, a worker that reaches
// no further than the portal, and the page that stands in where the network does not answer.
// The three are the same for everybody; nobody's session is looked at.
func (w *portal) onPhones(app *fiber.App) {
	anyone := w.Sessions.Anyone(actor.Page)
	shells := map[locale.Lang][]byte{}
	for _, lang := range locale.All {
		shells[lang] = w.offline(lang)
	}
	worker, manifest := workerOf(shells), w.manifest()
	app.Get(pages.PathOffline, anyone, func(c *fiber.Ctx) error {
		c.Vary(fiber.HeaderCookie, fiber.HeaderAcceptLanguage)
		return fixed(c, fiber.MIMETextHTMLCharsetUTF8, shells[session.Language(c)])
	})
	app.Get(pages.PathManifest, anyone, func(c *fiber.Ctx) error { return fixed(c, "application/manifest+json", manifest) })
	app.Get(pages.PathWorker, anyone, func(c *fiber.Ctx) error { return fixed(c, "text/javascript; charset=utf-8", worker) })
}

// fixed answers with what changes with the program alone; a browser asks every time whether
// it did.
func fixed(c *fiber.Ctx, kind string, body []byte) error {
	c.Set(fiber.HeaderCacheControl, "no-cache")
	c.Set(fiber.HeaderContentType, kind)
	return c.Send(body)
}

// offline is the page without a network, which holds nothing of anybody.
func (w *portal) offline(lang locale.Lang) []byte {
	f := &view.Frame{Lang: lang, Origin: w.Market.BaseURL, Path: pages.PathOffline, NoIndex: true, Market: w.Market.Name, Place: w.Market.Place, Desk: w.Market.Desk, Sells: true}
	f.Title = f.T("offline.title")
	var b bytes.Buffer
	if err := pages.Offline(&pages.Shell{Frame: f}).Render(context.Background(), &b); err != nil {
		panic(err) // nothing of it depends on anything
	}
	return b.Bytes()
}

// shell is the address of the page in a language.
func shell(lang locale.Lang) string { return pages.PathOffline + "?lang=" + string(lang) }

// workerOf is the script at the fixed address: it hands the worker its version, which is all
// that it keeps. Whatever of that changes, the script does, and the browser fetches it anew.
func workerOf(shells map[locale.Lang][]byte) []byte {
	var all strings.Builder
	addresses := map[locale.Lang]string{}
	for _, lang := range locale.All {
		all.Write(shells[lang])
		addresses[lang] = shell(lang)
	}
	worker := static.URL("js/offline/worker.js")
	sum := sha256.Sum256([]byte(all.String() + worker))
	text, err := json.Marshal(map[string]any{"version": hex.EncodeToString(sum[:8]), "files": static.Needs(all.String()), "shells": addresses})
	if err != nil {
		panic(err) // strings are encodable
	}
	return fmt.Appendf(nil, "import { serve } from %q;\nserve(%s);\n", worker, text)
}

// manifest is how a phone shows the portal among its apps.
func (w *portal) manifest() []byte {
	icon := func(name, size, purpose string) map[string]string {
		return map[string]string{"src": static.URL("img/" + name), "sizes": size, "type": "image/png", "purpose": purpose}
	}
	text, err := json.Marshal(map[string]any{
		"id": view.PathPortal, "name": locale.Raw(locale.Vi, "nav.portal") + " – " + w.Market.Name, "short_name": w.Market.Name,
		"lang": "vi", "start_url": view.PathPortal + "/", "scope": view.PathPortal + "/", "display": "standalone",
		"theme_color": "#1d2353", "background_color": "#fbf6ec",
		"icons": []any{icon("app-192.png", "192x192", "any"), icon("app-512.png", "512x512", "any"), icon("app-512.png", "512x512", "maskable")},
	})
	if err != nil {
		panic(err) // strings are encodable
	}
	return text
}
