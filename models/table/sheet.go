package table

import (
	"bytes"
	"io"

	"github.com/chophien/chophien/models/fault"
)

// Limits of a file. An operator's list is far smaller; what is larger is a mistake.
const (
	MaxFileBytes = 20 << 20
	MaxRows      = 10_000
	maxColumns   = 80
)

// Sheet is a table as a file holds it. Row i of Rows is row i+2 of the file, the header
// being row 1. Formulas names the rows that hold a formula.
type Sheet struct {
	Header   []string
	Rows     [][]string
	Formulas map[int]bool
}

// Read reads a CSV or an Excel workbook (its first sheet), told apart by content and
// not by name. It refuses what is too large ("import.too_large", "import.too_many_rows"),
// what is neither ("import.unreadable", with "line" where it is known), text that is not
// UTF-8 ("import.encoding"), and a file without rows ("import.empty").
func Read(r io.Reader) (Sheet, error) {
	raw, err := io.ReadAll(io.LimitReader(r, MaxFileBytes+1))
	if err != nil {
		return Sheet{}, fault.New(fault.Invalid, "import.unreadable").From(err)
	}
	if len(raw) > MaxFileBytes {
		return Sheet{}, fault.New(fault.TooLarge, "import.too_large").With("megabytes", MaxFileBytes>>20)
	}
	var s Sheet
	if bytes.HasPrefix(raw, []byte("PK\x03\x04")) {
		s, err = readWorkbook(raw)
	} else {
		s, err = readCSV(raw)
	}
	if err != nil {
		return Sheet{}, err
	}
	return s, s.Refuse()
}

// Refuse is what Read refuses of a table that was read: one without rows, and one of too
// many rows or columns.
func (s Sheet) Refuse() error {
	switch {
	case len(s.Rows) == 0:
		return fault.New(fault.Invalid, "import.empty")
	case len(s.Rows) > MaxRows:
		return fault.New(fault.TooLarge, "import.too_many_rows").With("most", MaxRows)
	case len(s.Header) > maxColumns:
		return fault.New(fault.Invalid, "import.too_many_columns").With("most", maxColumns)
	}
	return nil
}
