package onboarding

import (
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/vntext"
)

// reader reads the cells of one row and collects what is wrong with them.
type reader struct {
	layout
	cells  []string
	known  map[[2]string]resolved // places of earlier rows
	faults fault.List
}

func (r *reader) refuse(column, key string) {
	r.faults.Add(fault.New(fault.Invalid, key).On(column))
}

// text is a cell as typed. What a spreadsheet would run as a formula is refused, so that
// it is harmless in every file that the market writes later.
func (r *reader) text(column string) string {
	s := strings.TrimSpace(r.cell(r.cells, column))
	if formula(s) {
		r.refuse(column, "import.formula")
		return ""
	}
	return s
}

// formula reports whether a spreadsheet takes s for a formula. A line that begins with a
// dash and a space is a list, and a signed number is a number.
func formula(s string) bool {
	if s == "" {
		return false
	}
	switch s[0] {
	case '=', '@', '\t', '\r':
		return true
	case '+', '-':
		rest := s[1:]
		return rest != "" && rest[0] != ' ' && strings.Trim(rest, "0123456789.,") != ""
	}
	return false
}

// number is a whole number of least or more; an empty cell is 0.
func (r *reader) number(column string, least, most int64) int64 {
	s := r.text(column)
	if s == "" {
		return 0
	}
	n, err := strconv.ParseInt(strings.TrimSuffix(s, ".0"), 10, 64)
	if err != nil || n < least || n > most {
		r.refuse(column, "import.number")
		return 0
	}
	return n
}

// amount is a price in đồng; an empty cell is 0 đ.
func (r *reader) amount(column string) money.VND {
	s := r.text(column)
	if s == "" {
		return money.VND{}
	}
	v, err := money.Parse(s)
	if err != nil || !v.Positive() {
		r.refuse(column, "import.price")
		return money.VND{}
	}
	return v
}

// quantity is pieces, or kilograms ("0,5") for goods sold by weight; it returns pieces or
// grams. An empty cell is 0.
func (r *reader) quantity(column string, basis measure.Basis) int64 {
	s := r.text(column)
	if s == "" {
		return 0
	}
	if basis != measure.Gram {
		return r.number(column, 0, measure.MaxQuantity)
	}
	grams, err := measure.ParseKg(s)
	if err != nil || grams > measure.MaxQuantity {
		r.refuse(column, "import.weight")
		return 0
	}
	return grams
}

// date is "2026-12-28", "28/12/2026", or the day number that Excel stores.
func (r *reader) date(column string) clock.Date {
	s := r.text(column)
	if s == "" {
		return ""
	}
	if d, err := clock.ParseDate(s); err == nil {
		return d
	}
	if parts := strings.Split(s, "/"); len(parts) == 3 && len(parts[2]) == 4 {
		if d, err := clock.ParseDate(parts[2] + "-" + two(parts[1]) + "-" + two(parts[0])); err == nil {
			return d
		}
	}
	if n, err := strconv.Atoi(s); err == nil && n > 30_000 && n < 80_000 {
		return clock.Date("1899-12-30").AddDays(n)
	}
	r.refuse(column, "date.syntax")
	return ""
}

func two(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// months are "9", "9-11", "11-2" or "3,4,9"; an empty cell is none.
func (r *reader) months(column string) []int {
	var out []int
	for _, part := range strings.FieldsFunc(r.text(column), func(c rune) bool { return c == ',' || c == ';' || c == ' ' }) {
		a, b, span := strings.Cut(part, "-")
		from, err := strconv.Atoi(a)
		to := from
		if span && err == nil {
			to, err = strconv.Atoi(b)
		}
		if err != nil || from < 1 || from > 12 || to < 1 || to > 12 {
			r.refuse(column, "product.season")
			return nil
		}
		for m := from; ; m = m%12 + 1 {
			out = append(out, m)
			if m == to {
				break
			}
		}
	}
	return out
}

// groups are the six groups of QĐ 148 and the names of QĐ 1048 that old lists still use.
var groups = map[string]int{
	"thuc pham": 1, "do uong": 2, "duoc lieu va san pham tu duoc lieu": 3, "thao duoc": 3, "hang thu cong my nghe": 4,
	"thu cong my nghe trang tri": 4, "luu niem noi that trang tri": 4, "vai va may mac": 4, "sinh vat canh": 5,
	"dich vu du lich cong dong du lich sinh thai va diem du lich": 6, "dich vu du lich nong thon ban hang": 6,
	"1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6,
}

// group is an OCOP group by its name, new or old, or its number.
func (r *reader) group(column string) int {
	s := r.text(column)
	if s == "" {
		return 0
	}
	g, ok := groups[vntext.Fold(s)]
	if !ok {
		r.refuse(column, "product.group")
	}
	return g
}

func (r *reader) yes(column string) bool {
	switch vntext.Fold(r.text(column)) {
	case "", "0", "no", "false", "khong":
		return false
	case "1", "yes", "true", "co", "x":
		return true
	}
	r.refuse(column, "import.yes_no")
	return false
}
