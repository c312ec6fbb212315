package demo

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/table"
)

// list is the public list of the former Yên Bái province's products: facts with their
// sources, and no price that could be paid today.
//
//go:embed ocop_products.csv
var list []byte

// own are the columns that the demo adds to those of the list.
var own = []string{
	"class", "kind", "tax_class", "seller", "description_vi", "description_en", "origin_text", "season", "shelf_life_days",
	"storage_vi", "ingredients_vi", "usage_vi", "warnings_vi", "declaration_type", "declaration_no", "producer_address",
	"variant", "variant_en", "sale_unit", "price", "stock", "step", "minimum", "net_grams", "net_ml", "ship_grams",
}

// Sheet is the list with what a market needs besides, as an operator would have filled it
// in: a row for every form of every product.
func Sheet() (table.Sheet, error) {
	in, err := table.Read(bytes.NewReader(list))
	if err != nil {
		return table.Sheet{}, err
	}
	column := func(name string) int { return slices.Index(in.Header, name) }
	skip := []int{column("typical_price_vnd"), column("unit"), column("specialty_note"), column("producer_name"), column("ocop_group")}
	var out table.Sheet
	for i, h := range in.Header {
		if !slices.Contains(skip, i) {
			out.Header = append(out.Header, h)
		}
	}
	out.Header = append(out.Header, "producer_name", "ocop_group")
	for _, o := range own {
		out.Header = append(out.Header, strings.Replace(o, "sale_unit", "unit", 1))
	}
	for n, cells := range in.Rows {
		var kept []string
		for i, c := range cells {
			if !slices.Contains(skip, i) {
				kept = append(kept, c)
			}
		}
		f := func(name string) string { return cells[column(name)] }
		rows, err := fill(n+1, f)
		if err != nil {
			return table.Sheet{}, err
		}
		for _, r := range rows {
			out.Rows = append(out.Rows, append(slices.Clone(kept), r...))
		}
	}
	return out, nil
}

// fill makes the added cells of the n-th product, a row for each of its forms.
func fill(n int, f func(column string) string) ([][]string, error) {
	name := f("name_vi")
	kind, class, group := onboarding.Guess(name, f("ocop_group"))
	forms := formsOf(name, kind, string(class))
	if kind == "" || len(forms) == 0 && class != "service" {
		return nil, fmt.Errorf("demo: no price for row %d", n+1)
	}
	s, l := of(f("district_old")), labelOf(kind, string(class))
	tax := s.taxClass(class == "raw" || class == "living")
	declaration, number := "", ""
	switch class {
	case "service":
		tax, forms = "service", []form{{}}
	case "packed", "herbal":
		declaration, number = "self", fmt.Sprintf("MẪU-%03d", n)
	case "alcohol":
		declaration, number = "registration", fmt.Sprintf("MẪU-%03d", n)
	}
	producer, address := f("producer_name"), ""
	if class == "packed" || class == "alcohol" || class == "herbal" {
		if producer == "" {
			producer = "(mẫu) Nguồn chưa nêu nơi sản xuất"
		}
		address = "(mẫu) " + whereabouts(f("commune_old"), f("district_old"))
	}
	origin := ""
	if f("district_old") == "" {
		origin = "Tỉnh Yên Bái (cũ)"
	}
	var rows [][]string
	for _, v := range forms {
		row := []string{producer, some(group), string(class), kind, tax, s.slug(), describe(f("specialty_note"), class == "service"), describeEN(class == "service"),
			origin, seasonOf(name), l.days, l.storage, l.ingredients, l.usage, l.warnings, declaration, number, address}
		if class == "service" {
			row = append(row, make([]string, 10)...)
		} else {
			row = append(row, v.name, v.nameEN, v.unit, strconv.Itoa(v.price), stockOf(name, v), v.step, v.least, some(v.grams), some(v.ml), some(v.ship))
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func formsOf(name, kind, class string) []form {
	low := strings.ToLower(name)
	for _, p := range prices {
		if p.kind == kind && (p.class == "" || p.class == class) && strings.Contains(low, p.word) {
			return p.forms
		}
	}
	return nil
}

func describe(note string, service bool) string {
	says := "Hàng mẫu để thử chợ: giá, số lượng, quy cách và nhãn đều là ví dụ."
	if service {
		says = "Mục mẫu để thử chợ, chưa đặt chỗ được ở đây."
	}
	if note == "" {
		return says
	}
	return "Nguồn công khai ghi: " + note + ".\n\n" + says // the market has not checked it
}

func describeEN(service bool) string {
	if service {
		return "Sample entry for trying the market; it cannot be booked here."
	}
	return "Sample goods for trying the market: price, stock, pack sizes and label are examples."
}

func whereabouts(commune, district string) string {
	switch {
	case commune != "" && district != "":
		return commune + ", " + district + " (tên cũ), tỉnh Lào Cai"
	case district != "":
		return district + " (tên cũ), tỉnh Lào Cai"
	}
	return "tỉnh Lào Cai"
}

func seasonOf(name string) string {
	for _, s := range seasons {
		if strings.Contains(name, s.words) {
			return s.months
		}
	}
	return ""
}

func some(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
