package main

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/feed"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/news"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
)

// hollow is a market with nothing inside: enough to ask what it would do.
func hollow() *market {
	return &market{News: &news.News{}, Parts: parts.Parts{
		Checkout: &checkout.Checkout{}, Fulfillment: &fulfillment.Fulfillment{}, Aftersale: &aftersale.Aftersale{}, Invoices: &invoice.Book{}, Cashier: &settlement.Cashier{},
		Feed: &feed.Feed{}, Album: &media.Album{}, Onboarding: &onboarding.Onboarding{}, Admission: &admission.Admission{}, Season: &season.Season{}, Harvests: &harvest.Harvests{}, Moderation: &moderation.Moderation{},
	}}
}

// What moves by itself moves only when the calendar calls it: a clock that is left out is
// an order that never ends.
func TestEveryClockIsOnTheCalendar(t *testing.T) {
	m := hollow()
	called := map[string]bool{}
	for _, j := range m.jobs() {
		called[runtime.FuncForPC(reflect.ValueOf(j.Run).Pointer()).Name()] = true
	}
	for _, room := range []any{m.Checkout, m.Fulfillment, m.Aftersale, m.Cashier, m.Onboarding, m.Admission, m.Season, m.Harvests, m.Moderation} {
		v := reflect.ValueOf(room)
		for i := range v.NumMethod() {
			if _, ok := v.Method(i).Interface().(func(context.Context) error); !ok {
				continue
			}
			of := v.Type().Elem()
			name := of.PkgPath() + ".(*" + of.Name() + ")." + v.Type().Method(i).Name + "-fm"
			if !called[name] {
				t.Errorf("nobody calls %s", name)
			}
		}
	}
}

// A note that no handler wants waits for ever; one that two deliverers want is told by
// either of them alone.
func TestEveryNoteIsWantedOrDiscarded(t *testing.T) {
	d := dbtest.SQLite(t)
	m := hollow()
	m.DB, m.Now = d, clock.System
	written := noteTypes(t)
	if len(written) < 40 {
		t.Fatalf("only %v are written", written)
	}
	for _, name := range written {
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			return outbox.Add(t.Context(), tx, outbox.Note{Type: name, Version: 1, Subject: db.NewID()})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	wanted := map[string]int{}
	for _, d := range m.deliverers() {
		left, err := d.Unwanted(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range written {
			if !slices.Contains(left, name) {
				wanted[name]++
			}
		}
	}
	for _, name := range written {
		if wanted[name] != 1 {
			t.Errorf("%d deliverers want %s", wanted[name], name)
		}
	}
}

// noteTypes reads from the source which notes the rooms write. A type is a constant of its
// room, or a constant and a state behind it, and stands for every state that there is.
func noteTypes(t *testing.T) []string {
	t.Helper()
	seen := map[string]bool{}
	rooms, err := filepath.Glob("../../models/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range rooms {
		paths, err := filepath.Glob(filepath.Join(room, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		var files []*ast.File
		for _, path := range paths {
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err == nil && !strings.HasSuffix(path, "_test.go") { // the compiler says it better
				files = append(files, f)
			}
		}
		for _, kind := range writes(t, filepath.Base(room), files) {
			seen[kind] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// writes lists the types of the notes that one package writes.
func writes(t *testing.T, room string, files []*ast.File) (all []string) {
	t.Helper()
	words := map[string]string{} // constants by name
	each := func(fn func(n ast.Node) bool) {
		for _, f := range files {
			ast.Inspect(f, fn)
		}
	}
	each(func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok {
			for i := range min(len(v.Names), len(v.Values)) {
				if lit, ok := v.Values[i].(*ast.BasicLit); ok && lit.Kind == token.STRING {
					words[v.Names[i].Name], _ = strconv.Unquote(lit.Value)
				}
			}
		}
		return true
	})
	word := func(e ast.Expr) (name, value string) {
		id, ok := e.(*ast.Ident)
		if !ok || words[id.Name] == "" {
			t.Errorf("%s writes a note whose type is no constant", room)
			return "", ""
		}
		return room + "." + id.Name, words[id.Name]
	}
	each(func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		of, ok := lit.Type.(*ast.SelectorExpr)
		if !ok || of.Sel.Name != "Note" || fmt.Sprint(of.X) != "outbox" {
			return true
		}
		for _, e := range lit.Elts {
			kv, ok := e.(*ast.KeyValueExpr)
			if !ok || fmt.Sprint(kv.Key) != "Type" {
				continue
			}
			sum, ok := kv.Value.(*ast.BinaryExpr)
			if !ok {
				_, value := word(kv.Value)
				all = append(all, value)
				continue
			}
			name, value := word(sum.X)
			if len(endings[name]) == 0 {
				t.Errorf("which states follow %s is not known here", name)
			}
			for _, end := range endings[name] {
				all = append(all, value+end)
			}
		}
		return true
	})
	return all
}

// endings are the states that follow the constant with which a type begins.
var endings = map[string][]string{
	"order.StatusNotes":        texts(order.Statuses),
	"fulfillment.NudgeNotes":   fulfillment.Nudges,
	"payment.RefundNotes":      of(payment.RefundEdges),
	"settlement.PayoutNotes":   of(settlement.Edges),
	"complaint.StateNotes":     texts(complaint.States),
	"seller.StateNotes":        of(seller.Edges()),
	"seller.AppealNotes":       {"open", "upheld", "lifted"},
	"requirement.StateNotes":   of(requirement.Edges()),
	"catalog.CertificateNotes": texts(catalog.CertificateStates),
}

func texts[S ~string](all []S) (out []string) {
	for _, s := range all {
		out = append(out, string(s))
	}
	return out
}

// of are all states of a machine.
func of[S ~string](edges map[S][]S) (out []string) {
	for from, to := range edges {
		out = append(append(out, string(from)), texts(to)...)
	}
	return out
}
