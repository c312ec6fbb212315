package onboarding

import (
	"maps"
	"slices"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// columns are the names that a header may hold, and other words for them. Names are
// compared without case, marks, spaces and underscores.
var columns = map[string][]string{
	"id": nil, "slug": nil,
	"name_vi": {"name", "ten", "ten san pham"}, "name_en": nil, "class": nil, "kind": {"nhom hang"},
	"ocop_group": {"nhom ocop"}, "description_vi": {"mo ta"}, "description_en": nil,
	"district_old": {"huyen"}, "commune_old": {"xa"}, "ward_code": nil, "origin_text": {"xuat xu"},
	"season": {"mua vu"}, "shelf_life_days": {"han dung ngay"}, "storage_vi": {"bao quan"}, "ingredients_vi": {"thanh phan"},
	"usage_vi": {"huong dan su dung"}, "warnings_vi": {"canh bao"}, "declaration_type": nil, "declaration_no": {"so cong bo"},
	"declaration_on": nil, "producer_name": {"nha san xuat", "co so san xuat"}, "producer_kind": nil,
	"producer_address": {"dia chi san xuat"}, "tax_class": nil,
	"stars": {"so sao"}, "recognised_year": {"nam cong nhan"}, "decision_no": {"quyet dinh"}, "source_url": nil, "evidence": nil,
	"specialty_note": {"ghi chu"}, "typical_price_vnd": nil,
	"seller": {"gian hang"}, "sample": nil,
	"variant": {"quy cach"}, "variant_en": nil, "basis": nil, "unit": {"don vi"}, "price": {"gia", "gia ban"}, "stock": {"ton kho", "so luong"},
	"step": nil, "minimum": {"toi thieu"}, "net_grams": {"khoi luong tinh g"}, "net_ml": {"the tich ml"}, "ship_grams": {"khoi luong gui g"},
}

// Columns lists the names that a header may hold, for the help of the command.
func Columns() []string { return slices.Sorted(maps.Keys(columns)) }

var columnOf = func() map[string]string {
	m := map[string]string{}
	for name, words := range columns {
		m[vntext.Key(name)] = name
		for _, w := range words {
			m[vntext.Key(w)] = name
		}
	}
	return m
}()

// layout says in which cell of a row each column stands.
type layout struct {
	place map[string]int
	width int
}

// layoutOf reads a header. It refuses, all at once, columns that nobody knows
// ("import.unknown_column" with "number"), columns that stand there twice
// ("import.double_column"), and a header without names of products
// ("import.missing_column" with "column").
func layoutOf(header []string) (layout, error) {
	var l fault.List
	out := layout{place: map[string]int{}, width: len(header)}
	for i, h := range header {
		key := vntext.Key(h)
		name, known := columnOf[key]
		_, twice := out.place[name]
		switch {
		case key == "" && i > 0: // a column without a name and, as a rule, without cells
		case !known:
			l.Add(fault.New(fault.Invalid, "import.unknown_column").With("number", i+1))
		case twice:
			l.Add(fault.New(fault.Invalid, "import.double_column").With("column", name))
		default:
			out.place[name] = i
		}
	}
	if _, ok := out.place["name_vi"]; !ok {
		l.Add(fault.New(fault.Invalid, "import.missing_column").With("column", "name_vi"))
	}
	return out, l.Err()
}

func (l layout) cell(cells []string, column string) string {
	if i, ok := l.place[column]; ok && i < len(cells) {
		return cells[i]
	}
	return ""
}
