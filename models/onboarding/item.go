package onboarding

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/table"
)

// item is one product of a file: its first row and, where the file has several forms of
// it, the rows that follow.
type item struct {
	rows   []int // numbers in the file
	cells  [][]string
	entry  catalog.Entry
	form   []int // which of rows each variant of entry came from
	stock  []int64
	faults map[int]fault.List // by row number
	seller string             // as the file names it
	id     string             // of a product, as the file names it
	was    *catalog.Known
	same   bool // the file says what it said before
}

func (it *item) refuse(row int, fs ...*fault.Fault) {
	if len(fs) > 0 {
		it.faults[row] = append(it.faults[row], fs...)
	}
}

func (it *item) refused() bool { return len(it.faults) > 0 }

// items reads the rows of a sheet into products, in the order of the file. Rows of one
// name, producer and seller are forms of one product.
func (o *Onboarding) items(s table.Sheet, l layout) []*item {
	var all []*item
	found, known := map[string]*item{}, map[[2]string]resolved{}
	for i, cells := range s.Rows {
		row := i + 2
		if table.Blank(cells) {
			continue
		}
		r := &reader{layout: l, cells: cells, known: known}
		switch {
		case len(cells) != l.width:
			r.refuse("", "import.cells")
		case s.Formulas[row]:
			r.refuse("", "import.formula")
		}
		it := &item{rows: []int{row}, cells: [][]string{cells}, faults: map[int]fault.List{}}
		if len(r.faults) == 0 {
			o.read(it, r)
		}
		it.refuse(row, r.faults...)
		first, again := found[it.entry.Key]
		switch {
		case it.entry.Key == "" || !again:
			if it.entry.Key != "" {
				found[it.entry.Key] = it
			}
			all = append(all, it)
		default:
			first.join(it, l)
		}
	}
	return all
}

// join takes another row of the same product as one more form of it.
func (it *item) join(more *item, l layout) {
	row := more.rows[0]
	it.rows, it.cells = append(it.rows, row), append(it.cells, more.cells[0])
	it.refuse(row, more.faults[row]...)
	twice := len(more.entry.Variants) == 0
	for _, v := range it.entry.Variants {
		twice = twice || len(more.entry.Variants) > 0 && v.NameVI == more.entry.Variants[0].NameVI
	}
	if twice {
		it.refuse(row, fault.New(fault.Invalid, "import.double_row").With("row", it.rows[0]))
		return
	}
	for column, place := range l.place {
		first, now := it.cells[0][place], more.cells[0][place]
		if !ofForm[column] && strings.TrimSpace(now) != "" && strings.TrimSpace(now) != strings.TrimSpace(first) {
			it.refuse(row, fault.New(fault.Invalid, "import.differs").On(column).With("row", it.rows[0]))
		}
	}
	it.entry.Variants = append(it.entry.Variants, more.entry.Variants...)
	it.stock = append(it.stock, more.stock...)
	it.form = append(it.form, row)
}

// ofForm are the columns that differ between the forms of one product.
var ofForm = map[string]bool{
	"variant": true, "variant_en": true, "basis": true, "unit": true, "price": true, "stock": true, "step": true,
	"minimum": true, "net_grams": true, "net_ml": true, "ship_grams": true, "typical_price_vnd": true,
}

// read turns the cells of a row into a product with at most one form.
func (o *Onboarding) read(it *item, r *reader) {
	e := &it.entry
	e.NameVI, e.NameEN = r.text("name_vi"), r.text("name_en")
	e.DescriptionVI, e.DescriptionEN = r.text("description_vi"), r.text("description_en")
	if e.DescriptionVI == "" {
		e.DescriptionVI = r.text("specialty_note")
	}
	e.OCOPGroup = r.group("ocop_group")
	e.Season, e.ShelfLifeDays = r.months("season"), int(r.number("shelf_life_days", 0, 3650))
	e.StorageVI, e.IngredientsVI = r.text("storage_vi"), r.text("ingredients_vi")
	e.UsageVI, e.WarningsVI = r.text("usage_vi"), r.text("warnings_vi")
	e.DeclarationType, e.DeclarationNo, e.DeclarationOn = r.text("declaration_type"), r.text("declaration_no"), r.date("declaration_on")
	e.ProducerName, e.ProducerAddress = r.text("producer_name"), r.text("producer_address")
	e.TaxClass = r.text("tax_class")
	e.StatedStars, e.RecognisedYear = int(r.number("stars", 0, 5)), int(r.number("recognised_year", 2018, 2100))
	e.DecisionNo, e.SourceURL, e.Evidence = r.text("decision_no"), r.text("source_url"), r.text("evidence")
	e.Slug, e.Sample = r.text("slug"), r.yes("sample")
	it.seller, it.id = r.text("seller"), r.text("id")
	e.Kind, e.Class = r.text("kind"), catalog.Class(r.text("class"))
	sortOut(e, r)
	o.origin(e, r)
	if r.text("price") != "" || r.text("variant") != "" || r.text("stock") != "" {
		it.readForm(r)
	}
	switch {
	case it.id != "":
		e.Key = "id " + it.id
	case e.Slug != "":
		e.Key = "slug " + e.Slug
	default:
		e.Key = entryKey(e.NameVI, e.ProducerName, it.seller)
	}
}

func (it *item) readForm(r *reader) {
	n := catalog.NewVariant{NameVI: r.text("variant"), NameEN: r.text("variant_en"), Unit: r.text("unit")}
	n.Basis = measure.Basis(r.text("basis"))
	if n.Basis == "" {
		n.Basis = measure.Piece
		if strings.EqualFold(n.Unit, catalog.Kilogram) {
			n.Basis = measure.Gram
		}
	}
	n.Price = r.amount("price")
	n.Step, n.Minimum = r.quantity("step", n.Basis), r.quantity("minimum", n.Basis)
	n.NetGrams = r.number("net_grams", 0, measure.MaxQuantity)
	n.NetML = r.number("net_ml", 0, measure.MaxQuantity)
	n.ShipGrams = r.number("ship_grams", 0, measure.MaxQuantity)
	it.entry.Variants = []catalog.NewVariant{n}
	it.stock = []int64{r.quantity("stock", n.Basis)}
	it.form = []int{it.rows[0]}
}

// entryKey is what a row is found again by in the next edition of a file: case and spaces
// do not count, marks do.
func entryKey(parts ...string) string {
	for i, p := range parts {
		parts[i] = strings.Join(strings.Fields(strings.ToLower(norm.NFC.String(p))), " ")
	}
	if parts[0] == "" {
		return ""
	}
	return strings.Join(parts, "\x1f")
}

// hash tells whether a row says something else than before.
func (it *item) hash() string {
	e := it.entry
	e.ImportID, e.Hash = "", ""
	b, err := json.Marshal(e)
	if err != nil {
		panic(err) // texts and numbers
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// blame puts faults of a whole product on the rows that they come from.
func (it *item) blame(l fault.List) {
	for _, f := range l {
		row := it.rows[0]
		if rest, ok := strings.CutPrefix(f.Field, "variants."); ok {
			n, field, _ := strings.Cut(rest, ".")
			if i, err := strconv.Atoi(n); err == nil && i < len(it.form) {
				row = it.form[i]
			}
			f.Field = field
			if field == "name_vi" {
				f.Field = "variant"
			}
		}
		it.refuse(row, f)
	}
}
