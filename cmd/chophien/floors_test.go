package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/chophien/chophien/"

// room is where a package stands. It may import what stands on a lower floor, and of its
// own floor only what it names.
type room struct {
	floor int
	also  []string
}

// floors is the house. A new package gets its line here before it is built.
var floors = map[string]room{
	// 0: the standard library only.
	"models/fault":   {0, nil},
	"models/money":   {0, nil},
	"models/measure": {0, nil},
	"models/vntext":  {0, nil},
	"models/clock":   {0, nil},
	"models/code":    {0, nil},
	"models/actor":   {0, []string{"models/clock"}},
	"models/proof":   {0, nil},

	// 1: connections, promises after commit, and the ports.
	"models/db":              {1, nil},
	"models/outbox":          {1, []string{"models/db"}},
	"models/outbox/schedule": {1, []string{"models/db"}},
	"models/once":            {1, []string{"models/db"}},
	"models/audit":           {1, []string{"models/db"}},
	"models/crypt":           {1, nil},
	"models/notify":          {1, nil},
	"models/table":           {1, nil}, // reads what people send as CSV or Excel
	"payments":               {1, nil},
	"search":                 {1, nil},

	// 2: aggregates; they hold each other's ids.
	"models/account":  {2, nil},
	"models/division": {2, nil},
	"models/seller":   {2, nil},
	"models/catalog":  {2, nil},
	"models/stock":    {2, nil},
	"models/ledger":   {2, nil},
	"models/media":    {2, nil},
	"models/charge":   {2, nil},
	"models/tax":      {2, nil},
	"models/lexicon":  {2, nil}, // the words by which questions are read
	"models/insight":  {2, nil}, // what is searched for, in sums

	"models/requirement": {2, nil}, // what is asked of a kind of seller
	"models/identity":    {2, nil}, // who a person is, by whose word

	// 3: aggregates that need others.
	"models/cart":         {3, []string{"models/stock", "models/catalog"}},
	"models/order":        {3, []string{"models/cart"}},
	"models/earning":      {3, nil},
	"models/invoice":      {3, []string{"models/order"}}, // what is invoiced of what was paid
	"models/payment":      {3, []string{"models/order", "models/earning", "models/invoice"}},
	"models/shipping":     {3, []string{"models/order"}},
	"models/collection":   {3, []string{"models/order"}}, // cash that somebody took at a door
	"models/review":       {3, []string{"models/order"}},
	"models/complaint":    {3, []string{"models/order"}},
	"models/trader":       {3, nil},                      // what traders offer households, as these note it
	"models/conversation": {3, []string{"models/order"}}, // what buyer and seller say to each other

	// 4: use cases that cross aggregates.
	"models/checkout":    {4, nil},
	"models/fulfillment": {4, nil},
	"models/remittance":  {4, []string{"models/checkout"}}, // what carriers hand over of it, one bank transfer at a time
	"models/aftersale":   {4, nil},
	"models/moderation":  {4, nil},
	"models/settlement":  {4, nil},
	"models/declaration": {4, nil}, // withheld tax, month by month
	"models/onboarding":  {4, nil},
	"models/admission":   {4, nil},                                                                                     // who may sell
	"models/season":      {4, nil},                                                                                     // lets stalls and goods sleep out of their months
	"models/harvest":     {4, nil},                                                                                     // sells what is still to be harvested
	"models/report":      {4, []string{"models/settlement", "models/checkout", "models/privacy", "models/remittance"}}, // asks every room for its proof
	"models/feed":        {4, nil},
	"models/privacy":     {4, []string{"models/checkout", "models/moderation", "models/settlement", "models/harvest"}}, // asks every room what it keeps of a person
	// tells people what happened, after commit: in the words and by the clocks of these rooms
	"models/news": {4, []string{"models/fulfillment", "models/aftersale", "models/moderation", "models/settlement", "models/harvest"}},

	// The edges. The API and the pages know nothing of each other. The play bank of a demo
	// is itself, so its edge names it.
	"handlers/session":    {5, nil},
	"handlers/parts":      {6, onlyDemo},
	"handlers/api":        {7, nil},
	"handlers/storefront": {7, nil},
	"handlers/portal":     {7, nil},
	"handlers/webhooks":   {6, nil}, // a return page reads a provider's request as a webhook does
	"handlers/sandbox":    {7, onlyDemo},
	"handlers":            {8, nil},
	"cmd/chophien/demo":   {8, nil}, // sample goods and people, and how they come in
	"cmd/chophien/bench":  {8, onlyDemo},
	"cmd/chophien":        {9, nil},
}

// onlyDemo is what only a demo has, and no port covers.
var onlyDemo = []string{"payments/sandbox", "payments/vietqr/demobank", "models/notify/journal", "models/identity/eauth/stage"}

// families are ports: each package below is a driver, or a part of one, and imports its
// port and floor 0 only. Carriers reckon with places and terms, so those of shipping
// import what shipping may.
var families = []string{"payments", "search", "models/notify", "models/media", "models/shipping", "models/identity"}

// homes says who alone may import a library.
var homes = []struct {
	library string
	where   []string
}{
	{"gorm.io/driver/", []string{"models/db"}}, // the first line that fits decides
	{"gorm.io/", []string{"models/", "cmd/"}},
	{"github.com/gofiber/", []string{"handlers", "cmd/"}},
	{"github.com/danielgtaylor/huma/", []string{"handlers", "cmd/"}},
	{"github.com/a-h/templ", []string{"web/", "handlers"}},
	{"github.com/glebarez/", []string{"models/db"}},
	{"github.com/jackc/pgx/", []string{"models/db"}},
	{"github.com/pressly/goose/", []string{"models/db"}},
	{"github.com/blevesearch/", []string{"search/bleve"}},
	{"go.etcd.io/", []string{"search/bleve"}},
	{"github.com/meilisearch/", []string{"search/meilisearch"}},
	{"github.com/stripe/", []string{"payments/stripe"}},
	{"github.com/aws/", []string{"models/media/s3"}},
	{"github.com/alecthomas/kong", []string{"cmd/"}},
	{"codeberg.org/go-pdf/", []string{"web/pdf"}},
	{"github.com/go-fonts/", []string{"web/pdf", "web/share", "cmd/chophien/demo"}},
	{"testing", nil}, // what is linked into the program
	{"pgregory.net/rapid", nil},
	{"github.com/chromedp/", nil},
}

type listed struct {
	ImportPath string
	Imports    []string
}

func TestNoArrowRunsUp(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if forTests(name) {
			continue
		}
		for _, imp := range p.Imports {
			ours, inside := strings.CutPrefix(imp, module)
			switch {
			case inside && forTests(ours):
				t.Errorf("%s imports %s, which is for tests", name, ours)
			case inside:
				if why := refused(name, ours); why != "" {
					t.Errorf("%s imports %s: %s", name, ours, why)
				}
			default:
				if why := strange(name, imp); why != "" {
					t.Errorf("%s imports %s: %s", name, imp, why)
				}
			}
		}
		if _, ok := floors[name]; !ok && family(name) == "" && !strings.HasPrefix(name, "web/") {
			t.Errorf("%s has no floor: give it a line in floors, and say in the README why it is there", name)
		}
	}
}

// forTests reports a package that only tests may import: its name says so.
func forTests(name string) bool {
	base := name[strings.LastIndex(name, "/")+1:]
	return base == "contract" || strings.HasSuffix(base, "test")
}

// family is the port that the package is a driver of, or empty.
func family(name string) string {
	for _, f := range families {
		if strings.HasPrefix(name, f+"/") {
			return f
		}
	}
	return ""
}

// refused says why one of our packages may not import another, or nothing.
func refused(from, to string) string {
	if r, ok := floors[to]; ok && r.floor == 0 {
		if mine, ok := floors[from]; ok && mine.floor == 0 && !slices.Contains(mine.also, to) {
			return "on floor 0 nobody imports a neighbour that is not named"
		}
		return ""
	}
	if f := family(from); f != "" {
		if to == f || strings.HasPrefix(from, to+"/") {
			return ""
		}
		if f != "models/shipping" {
			return "a driver imports its port and floor 0 only"
		}
		from = f
	}
	if strings.HasPrefix(from, "web/") {
		if strings.HasPrefix(to, "web/") {
			return ""
		}
		return "pages get everything from the handlers: web imports floor 0 and web only"
	}
	edge := strings.HasPrefix(from, "handlers") || strings.HasPrefix(from, "cmd/")
	if strings.HasPrefix(to, "web/") {
		if edge {
			return ""
		}
		return "web is for the edges"
	}
	if family(to) != "" {
		if strings.HasPrefix(from, "cmd/") || slices.Contains(floors[from].also, to) {
			return ""
		}
		return "only cmd names a driver"
	}
	a, b := floors[from], floors[to]
	switch {
	case b.floor < a.floor, b.floor == a.floor && slices.Contains(a.also, to):
		return ""
	case b.floor == a.floor:
		return "it is on the same floor and not named"
	}
	return "it stands higher"
}

// strange says why a package of ours may not import a foreign one, or nothing.
func strange(from, imp string) string {
	if r, ok := floors[from]; ok && r.floor == 0 && strings.Contains(strings.Split(imp, "/")[0], ".") {
		return "floor 0 imports the standard library only"
	}
	for _, h := range homes {
		if imp != h.library && !strings.HasPrefix(imp, strings.TrimSuffix(h.library, "/")+"/") {
			continue
		}
		for _, w := range h.where {
			if from == w || strings.HasPrefix(from, strings.TrimSuffix(w, "/")+"/") {
				return ""
			}
		}
		if len(h.where) == 0 {
			return "it is for tests"
		}
		return "its home is " + strings.Join(h.where, " and ")
	}
	return ""
}

// packages asks the go command for the import graph of the whole module.
func packages(t *testing.T) []listed {
	t.Helper()
	c := exec.Command("go", "list", "-e", "-json=ImportPath,Imports", "./...")
	c.Dir = "../.."
	out, err := c.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []listed
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 20 {
		t.Fatalf("go list found %d packages only", len(all))
	}
	return all
}

// The rules themselves, on arrows that must not be.
func TestTheFloorsRefuse(t *testing.T) {
	for _, c := range []struct{ from, to string }{
		{"models/catalog", "models/stock"},      // aggregates hold ids
		{"models/stock", "models/cart"},         // up
		{"models/order", "models/payment"},      // the wrong way on one floor
		{"models/checkout", "models/aftersale"}, // neighbours
		{"models/checkout", "payments/sandbox"}, // a driver
		{"models/checkout", "handlers/api"},
		{"models/checkout", "web/locale"},
		{"payments/vietqr", "models/db"},
		{"payments/vietqr", "search"},
		{"payments/vietqr", "payments/sandbox"},
		{"search", "models/db"},
		{"web/view", "models/order"},
		{"handlers/api", "handlers/storefront"},
		{"handlers/portal", "handlers/api"},
		{"handlers/api", "payments/vietqr"},
		{"handlers/api", "payments/sandbox"},
		{"models/shipping/flat", "models/payment"},
		{"models/shipping/flat", "models/shipping/counter"},
		{"models/media/s3", "models/db"},
		{"models/money", "models/clock"},
		{"models/db", "models/outbox"},
	} {
		if refused(c.from, c.to) == "" {
			t.Errorf("%s may import %s", c.from, c.to)
		}
	}
	for _, c := range []struct{ from, imp string }{
		{"handlers/api", "gorm.io/gorm"},
		{"models/order", "github.com/gofiber/fiber/v2"},
		{"search", "github.com/blevesearch/bleve/v2"},
		{"models/order", "github.com/jackc/pgx/v5"},
		{"models/money", "github.com/google/uuid"},
		{"models/db", "testing"},
	} {
		if strange(c.from, c.imp) == "" {
			t.Errorf("%s may import %s", c.from, c.imp)
		}
	}
}
