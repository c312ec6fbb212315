package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"path"
	"strings"
)

// Prefix is where the files are served.
const Prefix = "/static/"

// CacheControl is for every asset: the address changes when the content does.
const CacheControl = "public, max-age=31536000, immutable"

//go:embed css js img draw
var files embed.FS

// Asset is one file as it is served.
type Asset struct {
	Name string // "css/market.css"
	Type string // value of Content-Type
	Body []byte
	Gzip []byte // Body compressed; nil when that saves nothing
	ETag string
}

var (
	byName = map[string]string{} // name -> address
	byURL  = map[string]Asset{}  // address -> asset
)

var types = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".webmanifest": "application/manifest+json",
}

// Pictures come first because style sheets name them.
func init() {
	for _, dir := range []string{"img", "draw", "js", "css"} {
		err := fs.WalkDir(files, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return add(name)
		})
		if err != nil {
			panic(err)
		}
	}
}

// add files one file under the address that its content gives it; what it names comes first.
func add(name string) error {
	ext := path.Ext(name)
	if types[ext] == "" || Has(name) {
		return nil
	}
	body, err := files.ReadFile(name)
	if err != nil {
		return err
	}
	switch ext {
	case ".css":
		body = withAddresses(body)
	case ".js":
		if body, err = withModules(name, body); err != nil {
			return err
		}
	}
	sum := sha256.Sum256(body)
	tag := hex.EncodeToString(sum[:6])
	url := Prefix + strings.TrimSuffix(name, ext) + "." + tag + ext
	byName[name] = url
	byURL[url] = Asset{Name: name, Type: types[ext], Body: body, Gzip: squeeze(body), ETag: `"` + tag + `"`}
	return nil
}

// withAddresses turns url(../img/x.svg) of a style sheet into the hashed address.
func withAddresses(css []byte) []byte {
	for name, url := range byName {
		css = bytes.ReplaceAll(css, []byte("url(../"+name+")"), []byte("url("+url+")"))
	}
	return css
}

func squeeze(body []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	_, _ = w.Write(body) // a bytes.Buffer does not fail
	_ = w.Close()
	if b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

// URL is the address of the file called name ("css/market.css"). A name that is not
// there panics: a page that asks for it is wrong in every language.
func URL(name string) string {
	url, ok := byName[name]
	if !ok {
		panic("static: no file " + name)
	}
	return url
}

// Has reports whether a file called name exists.
func Has(name string) bool { _, ok := byName[name]; return ok }

// Lookup finds the asset served at address.
func Lookup(address string) (Asset, bool) {
	a, ok := byURL[address]
	return a, ok
}

// Names is every file's name, in no order.
func Names() []string {
	names := make([]string, 0, len(byName))
	for n := range byName {
		names = append(names, n)
	}
	return names
}
