package handlers

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const models = "github.com/chophien/chophien/models/"

// oneDoor says of a verb that only one door calls why the other has no need of it.
var oneDoor = map[string]string{
	"harvest.DueOf": "the list of harvests holds their days for a program",
	// Pages only.
	"account.Accounts.PhoneNumber":    "a page shows the reader their own number; the API hands it out in the copy of their data",
	"account.Accounts.RunningDay":     "a page says at which sign-up day its reader is; a program that sends the day's code knows",
	"cart.Count":                      "the number beside the basket; a program reads the cart",
	"catalog.IDsOf":                   "a page finds a product by its slug; a program holds the id",
	"catalog.PackedFood":              "a page says before the last press that a food paper is missing; the API's publish refuses with the same words",
	"catalog.TakenDown":               "the first page reminds of goods that the market took down; the API tells the moves of each product",
	"catalog.SellableVariants":        "what a page says of a line that cannot be bought; the API tells it in the cart's lines",
	"checkout.Checkout.Return":        "a gateway sends the browser back to a page; a program reads the payment",
	"checkout.Checkout.AddLineOnce":   "a form carries its key in a hidden field; the API's AddLine is the same deed for who sends none",
	"checkout.Checkout.Place":         "leads to the page of the payment by an id; the API's Order is the same deed that gives the order as it was written",
	"checkout.Checkout.Order":         "see Place",
	"shipping.Reaches":                "a page warns before a harvest is announced that nobody could have it sent; a program asks for an offer",
	"invoice.FeeOf":                   "the money page of a month says what the market invoiced for it; the API lists the invoices",
	"order.Find":                      "the page of an invoice leads to its order by the code; the API gives the id",
	"settlement.Cashier.LeftOf":       "a batch's page offers its file while something of it is left to send; the API refuses the file",
	"onboarding.Onboarding.AddPhotos": "a form brings pictures with one key; a program attaches each by its id, which is done once by itself",
	"order.Codes":                     "a page links codes; the API gives ids",
	"order.Groups":                    "a page shows the place of many orders at once; the API shows it with each",
	"outbox.Behind":                   "the number beside a way of the desk; the API lists the notes",
	"payment.Find":                    "the address of a payment page is its code; the API's payments are reached through their order",
	"payment.BelowFloor":              "a page says why a small refund is transferred; a program compares refunds with listRefundFloors",
	"payment.NewestUnmatched":         "a form offers the bank notices that wait; a program reads them among the tasks",
	"payment.Codes":                   "a page names payments by their codes; the API gives ids",
	"payment.TransferTask":            "a page leads from money that came twice to its one transfer; the API lists tasks whole",
	"settlement.Cashier.Batch":        "a batch's page says its code and day; the API's list of batches holds both",
	"conversation.Talks.ReportsOf":    "a page offers to settle a report where the talk is read; the API lists what was reported with its order",
	"payment.FindTask":                "a task has a page of its own; the API lists tasks whole",
	"payment.OfGroups":                "a list of orders says which wait for money; the API lists them with their payments",
	"payment.OfOrder":                 "a page says in a word where the money is; the API shows the payment",
	"settlement.Cashier.ByPost":       "whether a batch's page shows the post's part; the API counts it with each batch",
	"seller.FindPayee":                "a page names the account that a transfer should have reached; a program shows it with the payee",
	"seller.BySlug":                   "the address of a stall's pages is its slug; the API takes ids",
	"seller.Names":                    "lists of pages name sellers; the API gives their ids",
	"seller.CardsOf":                  "cards of many sellers on one page; the API gives a card with its seller",
	"shipping.ShipmentOf":             "one parcel for one page; the API reads those of a list together",
	"media.Album.Open":                "the picture that goes with a shared link is drawn for pages; a program sends the address of the photo",
	"account.Agreed":                  "a page asks about one purpose; the API lists all of a person's consents",
	"account.ToAsk":                   "a page asks one after another what is left; a program lists all of a person's consents",
	"admission.Admission.Helped":      "the page of a sighting names its stall; the API lists those to see",
	"identity.Latest":                 "a page says whether a check is under way; the API's beginIdentity gives the open one again",
	"privacy.Shown":                   "what ends with a consent is said before it is taken back; a program reads its stalls",
	"seller.Ended":                    "a page shows a button where suspending anew would be taken; the API answers the call",
	"requirement.OfSeller":            "the first page reminds of refused papers; the API lists them by admission",
	"seller.Suspension":               "a page says why a stall is suspended; the API gives the seller's whole history",
	// The API only.
	"fulfillment.Fulfillment.Weigh":     "the page of packing reckons each line by ScaleOf, as far as it is typed; a program asks for all at once",
	"trader.Find":                       "a program is given the note that it wrote; the page lists them",
	"account.Accounts.NewToken":         "a token is for a program; the account's page lists tokens and ends them",
	"catalog.FindCertificate":           "a seller's program names a paper by its id; the page shows it with its product",
	"checkout.Checkout.AddLine":         "see AddLineOnce",
	"declaration.Office.YearOf":         "a household asks for its year; the desk's pages show months, programs of the operator any seller's year",
	"onboarding.Onboarding.AttachPhoto": "see AddPhotos",
	"onboarding.Onboarding.Offer":       "a program brings a product whole; pages begin with Begin and ask one thing after another",
	"onboarding.Onboarding.MakeLike":    "a page says what a product is like as it begins; a program may say so of a draft that stands",
	"onboarding.Onboarding.SetPrice":    "a program that keeps prices elsewhere has seen none here; a page always has, and uses Reprice",
	"settlement.Cashier.BalanceOf":      "a figure for programs of the operator; the desk's pages show batches and who waits",
	"settlement.Cashier.StatementOf":    "as BalanceOf",
	"settlement.Cashier.TotalOf":        "as BalanceOf",
	"settlement.Cashier.Payouts":        "transfers to sellers alone, for programs that keep their books; the page shows those to buyers among them",
	"settlement.Cashier.Total":          "what a payout is made of, line by line, for bookkeeping programs",
	"requirement.Find":                  "the API gives a paper as it stands after a deed; a page goes back to the list",
	"seller.Leads":                      "a program's call asks for the right first; the page stands behind it",
	"shipping.ShipmentsOf":              "see ShipmentOf",
}

// verb is one exported function or method that takes a context: what changes or reads
// something of the market.
type verb struct{ room, owner, name string }

func (v verb) String() string {
	if v.owner != "" {
		return v.room + "." + v.owner + "." + v.name
	}
	return v.room + "." + v.name
}

func parse(t *testing.T, dir string) map[string]*ast.File {
	t.Helper()
	out := map[string]*ast.File{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		out[path], err = parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// verbsOf are all verbs below models, by room ("outbox/schedule"), owner and name.
func verbsOf(t *testing.T) map[verb]bool {
	t.Helper()
	root, out := filepath.Join("..", "models"), map[verb]bool{}
	for path, file := range parse(t, root) {
		room, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range file.Decls {
			f, ok := d.(*ast.FuncDecl)
			if !ok || !f.Name.IsExported() || len(f.Type.Params.List) == 0 {
				continue
			}
			if first, ok := f.Type.Params.List[0].Type.(*ast.SelectorExpr); !ok || first.Sel.Name != "Context" {
				continue
			}
			v := verb{room: filepath.ToSlash(room), name: f.Name.Name}
			if f.Recv != nil {
				on := f.Recv.List[0].Type
				if star, ok := on.(*ast.StarExpr); ok {
					on = star.X
				}
				id, ok := on.(*ast.Ident)
				if !ok || !id.IsExported() {
					continue
				}
				v.owner = id.Name
			}
			out[v] = true
		}
	}
	return out
}

// partsOf are the use cases that the edges share: the name of the field, room and type.
func partsOf(t *testing.T) map[string]verb {
	t.Helper()
	out := map[string]verb{}
	for _, file := range parse(t, "parts") {
		rooms := importsOf(file)
		ast.Inspect(file, func(n ast.Node) bool {
			s, ok := n.(*ast.TypeSpec)
			if !ok || s.Name.Name != "Parts" {
				return true
			}
			for _, f := range s.Type.(*ast.StructType).Fields.List {
				star, ok := f.Type.(*ast.StarExpr)
				if !ok {
					continue
				}
				if sel, ok := star.X.(*ast.SelectorExpr); ok {
					if room := rooms[sel.X.(*ast.Ident).Name]; room != "" && len(f.Names) == 1 {
						out[f.Names[0].Name] = verb{room: room, owner: sel.Sel.Name}
					}
				}
			}
			return false
		})
	}
	return out
}

// importsOf are the rooms that a file imports, by the name under which it calls them.
func importsOf(file *ast.File) map[string]string {
	out := map[string]string{}
	for _, i := range file.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		room, ok := strings.CutPrefix(path, models)
		if !ok {
			continue
		}
		name := room[strings.LastIndex(room, "/")+1:]
		if i.Name != nil {
			name = i.Name.Name
		}
		out[name] = room
	}
	return out
}

// calledIn are the verbs that the files of one edge name, called or handed on.
func calledIn(t *testing.T, dir string, all map[verb]bool, parts map[string]verb) map[verb]bool {
	t.Helper()
	out := map[verb]bool{}
	for _, file := range parse(t, dir) {
		rooms := importsOf(file)
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			var v verb
			switch on := sel.X.(type) {
			case *ast.Ident: // package.Verb
				v = verb{room: rooms[on.Name], name: sel.Sel.Name}
			case *ast.SelectorExpr: // something.Field.Verb
				part := parts[on.Sel.Name]
				v = verb{part.room, part.owner, sel.Sel.Name}
			}
			if all[v] {
				out[v] = true
			}
			return true
		})
	}
	return out
}

// One verb, two doors: what a page does, a program can do, and the other way round. Each
// exception has its reason.
func TestWhatOneDoorDoesTheOtherDoesToo(t *testing.T) {
	all, parts := verbsOf(t), partsOf(t)
	if len(all) < 200 || len(parts) < 10 {
		t.Fatalf("%d verbs and %d use cases: are they read rightly?", len(all), len(parts))
	}
	programs, pages := calledIn(t, "api", all, parts), calledIn(t, "portal", all, parts)
	maps.Copy(pages, calledIn(t, "storefront", all, parts))
	seen := map[string]bool{}
	judge := func(have, lack map[verb]bool, say string) {
		for v := range have {
			if lack[v] {
				continue
			}
			seen[v.String()] = true
			if oneDoor[v.String()] == "" {
				t.Errorf("%s is called by %s: give it the other door, or a reason in oneDoor", v, say)
			}
		}
	}
	judge(programs, pages, "the API and by no page")
	judge(pages, programs, "a page and not by the API")
	for _, name := range slices.Sorted(maps.Keys(oneDoor)) {
		if !seen[name] {
			t.Errorf("%s has both doors now, or none: its reason is over", name)
		}
	}
	if len(programs) < 150 || len(pages) < 150 {
		t.Errorf("%d verbs of the API, %d of pages: too few to be true", len(programs), len(pages))
	}
}

// Every verb of a use case is called by somebody: an edge, a command, a clock, another
// room. A right that nobody can use is none.
func TestNoVerbOfAUseCaseIsWithoutADoor(t *testing.T) {
	all := verbsOf(t)
	named := map[string]bool{}
	for _, dir := range []string{".", filepath.Join("..", "cmd"), filepath.Join("..", "models")} {
		for path, file := range parse(t, dir) {
			if strings.Contains(path, "test"+string(os.PathSeparator)) {
				continue
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if sel, ok := n.(*ast.SelectorExpr); ok {
					named[sel.Sel.Name] = true
				}
				return true
			})
		}
	}
	for v := range all {
		switch v.owner {
		case "Accounts", "Onboarding", "Season", "Harvests", "Checkout", "Fulfillment", "Aftersale", "Cashier", "Moderation", "Privacy", "Office", "Desk":
		default:
			continue
		}
		if !named[v.name] {
			t.Errorf("%s is called by nobody", v)
		}
	}
}
