package remittance

import (
	"io"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/table"
	"github.com/chophien/chophien/models/vntext"
)

// columns are the names by which carriers head the two columns that are read, without case,
// marks, spaces and underscores. Other columns are left alone.
var columns = map[string][]string{
	"code":   {"code", "order", "order code", "tracking", "tracking no", "tracking number", "ma don", "ma don hang", "ma van don", "so van don"},
	"amount": {"amount", "cod", "cod amount", "collected", "so tien", "so tien cod", "tien thu ho", "tien cod", "thu ho"},
}

// maxLines is the most lines of one file: each is settled in the one transaction that clears
// it. What is larger is handed over as several.
const maxLines = 500

// maxCode is the longest code that is read, in bytes.
const maxCode = 40

// row is a line of a file as it was read.
type row struct {
	number int
	code   string
	amount money.VND
}

// read reads the lines of a file, CSV or Excel. It refuses, all at once, a header without
// one of the columns or with two for one ("remittance.column", args: column), and rows
// ("remittance.row", args: line) whose code is missing or too long, whose amount is no sum
// of whole đồng, or that hold a formula; more than maxLines ("import.too_many_rows"); and what table.Read
// refuses.
func read(file io.Reader) ([]row, money.VND, error) {
	var total money.VND
	s, err := table.Read(file)
	if err != nil {
		for _, f := range fault.All(err) {
			f.Field = "file"
		}
		return nil, total, err
	}
	if len(s.Rows) > maxLines {
		return nil, total, fault.New(fault.Invalid, "import.too_many_rows").On("file").With("most", maxLines)
	}
	at, err := placesOf(s.Header)
	if err != nil {
		return nil, total, err
	}
	var l fault.List
	var rows []row
	for i, cells := range s.Rows {
		if table.Blank(cells) {
			continue
		}
		r := row{number: i + 2}
		code, amount := cell(cells, at["code"]), cell(cells, at["amount"])
		r.code = strings.ToUpper(code)
		n, ok := dong(amount)
		if s.Formulas[r.number] || formula(code) || formula(amount) || code == "" || len(code) > maxCode || !ok {
			if len(l) < mostFaults {
				l.Add(fault.New(fault.Invalid, "remittance.row").On("file").With("line", r.number))
			}
			continue
		}
		r.amount = n
		total = total.Add(n)
		rows = append(rows, r)
	}
	if total.Dong() > money.Max {
		l.Add(fault.New(fault.Invalid, "remittance.total").On("file"))
	}
	if len(l) == 0 && len(rows) == 0 {
		l.Add(fault.New(fault.Invalid, "import.empty").On("file"))
	}
	return rows, total, l.Err()
}

// mostFaults is how many rows are named at once.
const mostFaults = 20

func placesOf(header []string) (map[string]int, error) {
	at, twice := map[string]int{}, map[string]bool{}
	for i, h := range header {
		for name, words := range columns {
			for _, w := range words {
				if vntext.Key(h) != vntext.Key(w) {
					continue
				}
				if _, before := at[name]; before {
					twice[name] = true
				}
				at[name] = i
				break
			}
		}
	}
	var l fault.List
	for _, name := range []string{"code", "amount"} {
		if _, there := at[name]; !there || twice[name] {
			l.Add(fault.New(fault.Invalid, "remittance.column").On("file").With("column", name))
		}
	}
	return at, l.Err()
}

func cell(cells []string, i int) string {
	if i >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[i])
}

// formula reports what a spreadsheet would reckon out.
func formula(s string) bool { return s != "" && strings.ContainsRune("=+-@", rune(s[0])) }

// dong reads whole đồng, with or without marks between the thousands: 229000, 229.000.
func dong(s string) (money.VND, bool) {
	s = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(s, "đ"), "VND"))
	if parts := strings.FieldsFunc(s, func(r rune) bool { return r == '.' || r == ',' }); len(parts) > 1 {
		for i, p := range parts {
			if len(p) != 3 && (i > 0 || len(p) > 3) {
				return money.VND{}, false
			}
		}
		s = strings.Join(parts, "")
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return money.Of(n), err == nil && n > 0 && n <= money.Max && s[0] != '+'
}
