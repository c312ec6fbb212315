package table

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/chophien/chophien/models/fault"
)

// maxUnzipped is the most that a workbook may unfold to: a file of 40 KB can hold 4 GB.
const maxUnzipped = 64 << 20

// readWorkbook reads the first sheet of an Excel file. Cells are taken as stored, not as
// shown, so that 250.000 stays 250000.
func readWorkbook(raw []byte) (Sheet, error) {
	f, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{
		UnzipSizeLimit: maxUnzipped, UnzipXMLSizeLimit: maxUnzipped, RawCellValue: true,
	})
	if err != nil {
		if strings.Contains(err.Error(), "unzip size exceeds") {
			return Sheet{}, fault.New(fault.TooLarge, "import.too_large").With("megabytes", maxUnzipped>>20)
		}
		return Sheet{}, fault.New(fault.Unsupported, "import.unreadable").With("line", 1).From(err)
	}
	defer func() { _ = f.Close() }()
	name := f.GetSheetName(0)
	rows, err := f.Rows(name)
	if err != nil {
		return Sheet{}, fault.New(fault.Unsupported, "import.unreadable").With("line", 1).From(err)
	}
	defer func() { _ = rows.Close() }()
	s := Sheet{Formulas: map[int]bool{}}
	for rows.Next() && len(s.Rows) <= MaxRows {
		cells, err := rows.Columns()
		if err != nil {
			return Sheet{}, fault.New(fault.Invalid, "import.unreadable").With("line", len(s.Rows)+1).From(err)
		}
		if s.Header == nil {
			s.Header = append([]string{}, cells...)
			continue
		}
		for len(cells) < len(s.Header) { // empty cells at the end are not stored
			cells = append(cells, "")
		}
		s.Rows = append(s.Rows, cells)
	}
	for len(s.Rows) > 0 && Blank(s.Rows[len(s.Rows)-1]) {
		s.Rows = s.Rows[:len(s.Rows)-1]
	}
	return s, s.findFormulas(f)
}

// findFormulas marks the rows that hold a formula: what it shows was computed elsewhere,
// and nobody knows from what.
func (s *Sheet) findFormulas(f *excelize.File) error {
	part, ok := f.Pkg.Load(firstSheet(f))
	raw, isBytes := part.([]byte)
	if !ok || !isBytes {
		return nil
	}
	d := xml.NewDecoder(bytes.NewReader(raw))
	row := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fault.New(fault.Unsupported, "import.unreadable").With("line", row).From(err)
		}
		e, ok := t.(xml.StartElement)
		switch {
		case !ok:
		case e.Name.Local == "row":
			row++
			for _, a := range e.Attr {
				if n, err := strconv.Atoi(a.Value); a.Name.Local == "r" && err == nil {
					row = n
				}
			}
		case e.Name.Local == "f":
			s.Formulas[row] = true
		}
	}
}

// firstSheet is the part of the package that holds the first sheet.
func firstSheet(f *excelize.File) string {
	var book struct {
		Sheets []struct {
			ID string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	var rels struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	for name, into := range map[string]any{"xl/workbook.xml": &book, "xl/_rels/workbook.xml.rels": &rels} {
		part, _ := f.Pkg.Load(name)
		raw, _ := part.([]byte)
		if xml.Unmarshal(raw, into) != nil {
			return ""
		}
	}
	for _, r := range rels.All {
		if len(book.Sheets) > 0 && r.ID == book.Sheets[0].ID {
			if strings.HasPrefix(r.Target, "/") {
				return strings.TrimPrefix(r.Target, "/")
			}
			return path.Join("xl", r.Target)
		}
	}
	return ""
}

// Blank reports whether a row holds nothing.
func Blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
