package pdf

import (
	"io"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/web/locale"
)

// Sheet is a list to be printed: a title, some lines, and a table whose cells are wrapped.
type Sheet struct {
	Title   string
	Day     clock.Date
	Lines   []string
	Columns []Column
	Rows    [][]string
	Total   []string // the last row, in bold; nil for none
	Notes   []string // below the table
}

// Column is one of a Sheet. Widths are in millimetres and sum to at most 174.
type Column struct {
	Head  string
	Width float64
	Right bool
}

// List writes a sheet; the heads stand on every page.
func List(w io.Writer, lang locale.Lang, sh Sheet) error {
	s := begin(lang, sh.Title, sh.Day)
	s.write("B", 16, sh.Title)
	s.gap()
	for _, l := range sh.Lines {
		s.write("", 11, l)
	}
	s.gap()
	heads := make([]string, len(sh.Columns))
	for i, c := range sh.Columns {
		heads[i] = c.Head
	}
	s.wrapped("B", sh.Columns, heads)
	for _, r := range sh.Rows {
		if s.wrapped("", sh.Columns, r) {
			s.wrapped("B", sh.Columns, heads)
		}
	}
	if sh.Total != nil {
		s.wrapped("B", sh.Columns, sh.Total)
	}
	s.gap()
	for _, n := range sh.Notes {
		s.write("", 10, n)
	}
	return s.end(w)
}

const (
	small  = 4.6   // between two lines of a cell, in millimetres
	bottom = 297.0 // of the page
)

// wrapped writes one row of a table and reports whether it was the last that the page had
// room for: then a new page has begun below it.
func (s *sheet) wrapped(style string, columns []Column, cells []string) (turned bool) {
	s.doc.SetFont(face, style, 9)
	most := 1
	parts := make([][]string, len(cells))
	for i, c := range cells {
		parts[i] = s.doc.SplitText(plain(c), columns[i].Width-2)
		most = max(most, len(parts[i]))
	}
	height := float64(most)*small + 2
	if s.doc.GetY()+height > bottom-margin {
		s.doc.AddPage()
	}
	x, y := margin, s.doc.GetY()
	for i, lines := range parts {
		to := "L"
		if columns[i].Right {
			to = "R"
		}
		for j, l := range lines {
			s.doc.SetXY(x, y+1+float64(j)*small)
			s.doc.CellFormat(columns[i].Width, small, l, "", 0, to, false, 0, "")
		}
		x += columns[i].Width
	}
	s.doc.Line(margin, y+height, x, y+height)
	s.doc.SetXY(margin, y+height)
	if y+2*height > bottom-margin {
		s.doc.AddPage()
		return true
	}
	return false
}
