package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"regexp"
	"strings"
	"testing"
)

func TestEveryFileIsFoundUnderItsAddress(t *testing.T) {
	if len(Names()) == 0 {
		t.Fatal("no files")
	}
	for _, name := range Names() {
		a, ok := Lookup(URL(name))
		if !ok || a.Name != name || len(a.Body) == 0 || a.Type == "" || a.ETag == "" {
			t.Errorf("%s: %+v", name, a.Name)
		}
		if a.Gzip != nil {
			r, err := gzip.NewReader(bytes.NewReader(a.Gzip))
			if err != nil {
				t.Fatal(err)
			}
			if body, err := io.ReadAll(r); err != nil || !bytes.Equal(body, a.Body) {
				t.Errorf("%s does not unpack to itself: %v", name, err)
			}
		}
	}
	if _, ok := Lookup(Prefix + "css/market.css"); ok {
		t.Error("a file is served without its content in the address")
	}
}

func TestStyleSheetsNameOnlyFilesThatExist(t *testing.T) {
	refs := regexp.MustCompile(`url\(([^)]*)\)`)
	for _, name := range Names() {
		if !strings.HasSuffix(name, ".css") {
			continue
		}
		a, _ := Lookup(URL(name))
		for _, m := range refs.FindAllSubmatch(a.Body, -1) {
			if _, ok := Lookup(string(m[1])); !ok {
				t.Errorf("%s names %s", name, m[1])
			}
		}
	}
}

// Modules name each other by the address that their content gives them.
func TestModulesNameOnlyFilesThatExist(t *testing.T) {
	refs := regexp.MustCompile(`(?:from |import |import\()"([^"]+)"`)
	for _, name := range Names() {
		if !strings.HasSuffix(name, ".js") {
			continue
		}
		a, _ := Lookup(URL(name))
		for _, m := range refs.FindAllSubmatch(a.Body, -1) {
			if _, ok := Lookup(string(m[1])); !ok {
				t.Errorf("%s names %s", name, m[1])
			}
		}
	}
}

// A picture of ours must not run anything and must not ask for inline styles.
func TestDrawingsAreOnlyDrawings(t *testing.T) {
	bad := regexp.MustCompile(`(?i)<script|\son[a-z]+=|style=|<style|javascript:|<image|<foreignObject`)
	for _, name := range Names() {
		a, _ := Lookup(URL(name))
		if !strings.HasSuffix(name, ".svg") {
			continue
		}
		if m := bad.Find(a.Body); m != nil {
			t.Errorf("%s holds %s", name, m)
		}
		if strings.HasPrefix(name, "draw/") && len(a.Body) > 3<<10 {
			t.Errorf("%s has %d bytes", name, len(a.Body))
		}
	}
}
