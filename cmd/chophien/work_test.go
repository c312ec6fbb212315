package main

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/feed"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/news"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/settlement"
)

// hollow is a market with nothing inside: enough to ask what it would do.
func hollow() *market {
	return &market{News: &news.News{}, Parts: parts.Parts{
		Checkout: &checkout.Checkout{}, Fulfillment: &fulfillment.Fulfillment{}, Aftersale: &aftersale.Aftersale{}, Cashier: &settlement.Cashier{},
		Feed: &feed.Feed{}, Album: &media.Album{},
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
	for _, room := range []any{m.Checkout, m.Fulfillment, m.Aftersale, m.Cashier} {
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

// A note that no handler wants waits for ever.
func TestEveryNoteIsWantedOrDiscarded(t *testing.T) {
	d := dbtest.SQLite(t)
	m := hollow()
	m.DB, m.Now = d, clock.System
	deliverer := m.deliverer()
	written := noteTypes(t)
	if len(written) < 4 {
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
	left, err := deliverer.Unwanted(t.Context())
	if err != nil || len(left) > 0 {
		t.Errorf("nobody wants %v, %v", left, err)
	}
}

// noteTypes reads from the source which notes the rooms write. Types that end in a state
// are written out with every state of theirs.
func noteTypes(t *testing.T) []string {
	t.Helper()
	seen := map[string]bool{}
	files, err := filepath.Glob("../../models/*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		src, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, src, 0)
		if err != nil {
			continue // the compiler says it better
		}
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			of, ok := lit.Type.(*ast.SelectorExpr)
			if !ok || of.Sel.Name != "Note" {
				return true
			}
			for _, e := range lit.Elts {
				kv, ok := e.(*ast.KeyValueExpr)
				if !ok {
					continue
				}
				if key, ok := kv.Key.(*ast.Ident); !ok || key.Name != "Type" {
					continue
				}
				switch v := kv.Value.(type) {
				case *ast.BasicLit:
					name, _ := strconv.Unquote(v.Value)
					seen[name] = true
				case *ast.BinaryExpr:
					prefix, _ := strconv.Unquote(v.X.(*ast.BasicLit).Value)
					if len(endings[prefix]) == 0 {
						t.Errorf("%s: the endings of %q are not known here", path, prefix)
					}
					for _, end := range endings[prefix] {
						seen[prefix+end] = true
					}
				}
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(seen))
}

// endings are the states that follow a type's first word.
var endings = map[string][]string{
	"order.": {"confirmed", "packed", "shipped", "delivered", "completed", "cancelled", "returned", // moves
		"silent", "late_packing", "late_shipping", "late_arrival"}, // nudges
	"refund.":    {"due", "needs_account", "sending", "processing", "done", "failed"},
	"payout.":    {"due", "sent", "paid", "returned"},
	"complaint.": {"open", "answered", "escalated", "agreed", "rejected", "closed"},
}
