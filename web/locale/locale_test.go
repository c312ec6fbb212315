package locale

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

var place = regexp.MustCompile(`\{[a-z_]+\}`)

func TestBothLanguagesSayTheSame(t *testing.T) {
	vi, en := sentences[Vi], sentences[En]
	for key := range en {
		if _, ok := vi[key]; !ok {
			t.Errorf("%s is in en.json only", key)
		}
	}
	for key, first := range vi {
		second, ok := en[key]
		if !ok {
			t.Errorf("%s is in vi.json only", key)
			continue
		}
		if strings.TrimSpace(first) == "" || strings.TrimSpace(second) == "" {
			t.Errorf("%s is empty", key)
		}
		a, b := places(first), places(second)
		if !slices.Equal(a, b) {
			t.Errorf("%s has places %v in vi and %v in en", key, a, b)
		}
		if rest := place.ReplaceAllString(first+second, ""); strings.ContainsAny(rest, "{}<>") {
			t.Errorf("%s holds a broken place or markup", key)
		}
	}
}

func places(s string) []string {
	found := place.FindAllString(s, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// Every key that the program names as a literal must have a sentence: those of faults
// under "fault.", those of pages as they are.
func TestEveryKeyInTheProgramHasASentence(t *testing.T) {
	root := filepath.Join("..", "..")
	for _, dir := range []string{"models", "handlers", "payments", "search", "cmd", "web"} {
		base := filepath.Join(root, dir)
		if _, err := os.Stat(base); err != nil {
			continue
		}
		err := filepath.WalkDir(base, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return nil // the compiler says so better
			}
			for _, key := range keysOf(file) {
				if !Has(key) {
					t.Errorf("%s uses %q, which has no sentence", strings.TrimPrefix(path, root), key)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// keysOf collects the literal keys of fault.New(kind, key), f.T(key), f.N(key, n) and
// Key: "…" of a fault literal.
func keysOf(file *ast.File) []string {
	var keys []string
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			sel, ok := n.Fun.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			on, _ := sel.X.(*ast.Ident)
			switch {
			case sel.Sel.Name == "New" && on != nil && on.Name == "fault" && len(n.Args) == 2:
				keys = append(keys, prefixed("fault.", literal(n.Args[1]))...)
			case (sel.Sel.Name == "T" || sel.Sel.Name == "N") && len(n.Args) > 0 && on != nil && slices.Contains([]string{"f", "frame", "s", "sh"}, on.Name):
				keys = append(keys, prefixed("", literal(n.Args[0]))...)
			}
		case *ast.CompositeLit:
			if sel, ok := n.Type.(*ast.SelectorExpr); ok && sel.Sel.Name == "Fault" {
				for _, e := range n.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok {
						if id, ok := kv.Key.(*ast.Ident); ok && id.Name == "Key" {
							keys = append(keys, prefixed("fault.", literal(kv.Value))...)
						}
					}
				}
			}
		}
		return true
	})
	return keys
}

func literal(e ast.Expr) string {
	if lit, ok := e.(*ast.BasicLit); ok && lit.Kind == token.STRING {
		s, _ := strconv.Unquote(lit.Value)
		return s
	}
	return ""
}

func prefixed(prefix, key string) []string {
	if key == "" {
		return nil
	}
	return []string{prefix + key}
}

func TestSentencesAreFilledAsReadersWrite(t *testing.T) {
	for want, deeds := range map[string][]measure.Count{
		"Done: 2 products, 1 order.":                {{Of: "products", N: 2}, {Of: "orders", N: 1}},
		"Done: no goods, prices or orders changed.": nil,
	} {
		if got := Sentence(En, "notify.assist.ended", map[string]any{"deeds": deeds}); !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
	args := map[string]any{"price": money.Of(1_250_000)}
	if got := Sentence(Vi, "price.per_kg", args); got != "1.250.000\u00a0đ/kg" {
		t.Errorf("%q", got)
	}
	if got := Sentence(En, "price.per_kg", args); got != "1,250,000\u00a0đ/kg" {
		t.Errorf("%q", got)
	}
	if got := Quantity(En, measure.Gram, 1250, ""); got != "1.25\u00a0kg" {
		t.Errorf("%q", got)
	}
	if got := Quantity(Vi, measure.Piece, 3, "hộp"); got != "3\u00a0hộp" {
		t.Errorf("%q", got)
	}
	for n, want := range map[int64]string{1: "1\u00a0box", 2: "2\u00a0boxes", 0: "0\u00a0boxes"} {
		if got := Quantity(En, measure.Piece, n, "box"); got != want {
			t.Errorf("%q", got)
		}
	}
	if got := Quantity(En, measure.Piece, 14, "packet"); got != "14\u00a0packets" {
		t.Errorf("%q", got)
	}
	if got := Sentence(Vi, "seller.since", map[string]any{"date": clock.Date("2026-12-28")}); !strings.Contains(got, "28/12/2026") {
		t.Errorf("%q", got)
	}
	if got := Count(Vi, "form.problems", 1); strings.Contains(got, "{") || got == Count(Vi, "form.problems", 2) {
		t.Errorf("%q", got)
	}
}

func TestAnUnknownFaultStillHasWords(t *testing.T) {
	for _, lang := range All {
		got := Fault(lang, fault.New(fault.Conflict, "never.heard.of."+"it"))
		if got == "" || strings.Contains(got, "never") {
			t.Errorf("%s: %q", lang, got)
		}
	}
	for _, k := range []fault.Kind{fault.Invalid, fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.Conflict,
		fault.TooLarge, fault.Unsupported, fault.Limited, fault.Unavailable, fault.Internal} {
		if !Has("fault.kind." + string(k)) {
			t.Errorf("kind %s has no sentence", k)
		}
	}
}

func TestLanguageTags(t *testing.T) {
	for tag, want := range map[string]Lang{"en": En, "en-US": En, "EN": En, "vi": Vi, "": Vi, "fr": Vi, "enormous": Vi} {
		if got := Parse(tag); got != want {
			t.Errorf("%q is read as %s", tag, got)
		}
	}
}
