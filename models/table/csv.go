package table

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/chophien/chophien/models/fault"
)

// readCSV reads text with a comma, a semicolon (what Excel writes on a Vietnamese
// computer) or a tab between the cells, with or without BOM, with either line end.
func readCSV(raw []byte) (Sheet, error) {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	if !utf8.Valid(raw) {
		return Sheet{}, fault.New(fault.Invalid, "import.encoding")
	}
	if bytes.IndexByte(raw, 0) >= 0 {
		return Sheet{}, fault.New(fault.Unsupported, "import.unreadable").With("line", 1)
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.Comma = separator(raw)
	r.FieldsPerRecord = -1
	var s Sheet
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		var bad *csv.ParseError
		if errors.As(err, &bad) {
			return Sheet{}, fault.New(fault.Invalid, "import.unreadable").With("line", bad.Line).From(bad.Err)
		}
		if err != nil {
			return Sheet{}, fault.New(fault.Invalid, "import.unreadable").From(err)
		}
		switch {
		case s.Header == nil:
			s.Header = cells
		case len(s.Rows) > MaxRows:
			return s, nil // refused by its caller; the rest need not be read
		default:
			s.Rows = append(s.Rows, cells)
		}
	}
}

// separator is the one that stands most often outside quotes in the first line.
func separator(raw []byte) rune {
	line, quoted := raw, false
	count := map[rune]int{}
	for _, b := range line {
		switch {
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '\n':
			return most(count)
		case strings.IndexByte(",;\t", b) >= 0:
			count[rune(b)]++
		}
	}
	return most(count)
}

func most(count map[rune]int) rune {
	best := ','
	for _, r := range ";\t" {
		if count[r] > count[best] {
			best = r
		}
	}
	return best
}
