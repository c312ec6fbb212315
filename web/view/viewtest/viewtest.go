// Package viewtest keeps every page honest: it renders a page from canned contents to a
// golden file and refuses what the house does not allow (inline styles and scripts,
// controls without a label, pictures without a text, forms without their hidden fields;
// on a villager's page more words than one reads, and buttons without a sign).
package viewtest

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/a-h/templ"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
)

var update = flag.Bool("update", false, "write the golden pages anew")

// Now is the moment of every canned page: 21 November 2026, 09:30 in Vietnam.
var Now = clock.At(time.Date(2026, 11, 21, 2, 30, 0, 0, time.UTC))

// Frame is a frame with everything in it, for path in lang.
func Frame(lang locale.Lang, path, title string) *view.Frame {
	n := 0
	return &view.Frame{
		Lang: lang, Title: title, Origin: "https://cho.example", Path: path,
		Market: "Chợ Phiên", Place: "Yên Bái, Lào Cai", Demo: true,
		Desk: view.Desk{Phone: "0900 000 001", Email: "ban-tro-giup@cho.example", Hours: "7:00–20:00",
			Address: "Phường Yên Bái, tỉnh Lào Cai"},
		Person: "Lò Thị Mẫu", PhoneHint: "090•••••12", Cart: 3, CSRF: "csrf-token",
		NewKey: func() string { n++; return fmt.Sprintf("key-%d", n) },
		Now:    Now,

		PINDigits: 6,
	}
}

// hashed is the part of an asset's address that changes with its content.
var hashed = regexp.MustCompile(`(/static/[a-z/-]+)\.[0-9a-f]{12}\.`)

// Golden renders page, checks it against the rules and against testdata/name.html. Run
// the tests with -update to write the golden files anew, then look at them.
func Golden(t *testing.T, name string, page templ.Component) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		var b bytes.Buffer
		if err := page.Render(context.Background(), &b); err != nil {
			t.Fatal(err)
		}
		wrong := Check(b.Bytes())
		if Villager(b.Bytes()) {
			wrong = append(wrong, CheckWords(b.Bytes())...)
		}
		for _, w := range wrong {
			t.Error(w)
		}
		got := hashed.ReplaceAll(b.Bytes(), []byte("$1."))
		got = bytes.ReplaceAll(got, []byte("><"), []byte(">\n<"))
		got = append(got, '\n')
		path := filepath.Join("testdata", name+".html")
		if *update {
			if err := os.MkdirAll("testdata", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
			return
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v (run with -update, then look at the page)", err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s is not what was looked at; run with -update and look again.\n%s", path, firstDifference(want, got))
		}
	})
}

func firstDifference(want, got []byte) string {
	w, g := bytes.Split(want, []byte("\n")), bytes.Split(got, []byte("\n"))
	for i := range max(len(w), len(g)) {
		a, b := line(w, i), line(g, i)
		if a != b {
			return fmt.Sprintf("line %d\n want %s\n got  %s", i+1, a, b)
		}
	}
	return ""
}

func line(all [][]byte, i int) string {
	if i < len(all) {
		return string(all[i])
	}
	return "(nothing)"
}
