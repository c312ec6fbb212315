package pdf

import (
	"io"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
)

// sheet is a document that is being written, line by line.
type sheet struct {
	doc  *fpdf.Fpdf
	lang locale.Lang
}

const (
	face   = "liberation"
	margin = 18.0
	width  = 210 - 2*margin
	line   = 6.0 // between two lines, in millimetres
)

// begin is an empty document of one day: written twice it has the same bytes.
func begin(lang locale.Lang, title string, day clock.Date) *sheet {
	return beginOn(A4, lang, title, day)
}

// beginOn is the same on paper of another size.
func beginOn(size string, lang locale.Lang, title string, day clock.Date) *sheet {
	s := &sheet{doc: fpdf.New("P", "mm", size, ""), lang: lang}
	s.doc.SetMargins(margin, margin, margin)
	s.doc.SetAutoPageBreak(true, margin)
	s.doc.AddUTF8FontFromBytes(face, "", liberationsansregular.TTF)
	s.doc.AddUTF8FontFromBytes(face, "B", liberationsansbold.TTF)
	s.doc.SetCatalogSort(true)
	s.doc.SetCreationDate(day.Start().Time())
	s.doc.SetModificationDate(day.Start().Time())
	s.doc.SetTitle(plain(title), true)
	s.doc.SetLang(string(lang))
	s.doc.AddPage()
	return s
}

func (s *sheet) end(w io.Writer) error { return s.doc.Output(w) }

// t is the sentence of key; pairs are name, value, name, value.
func (s *sheet) t(key string, pairs ...any) string {
	args := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i].(string)] = pairs[i+1]
	}
	return locale.Sentence(s.lang, key, args)
}

func (s *sheet) money(v money.VND) string { return locale.Money(s.lang, v) }

// write writes a paragraph.
func (s *sheet) write(style string, size float64, text string) {
	s.doc.SetFont(face, style, size)
	s.doc.MultiCell(width, line, plain(text), "", "L", false)
}

func (s *sheet) gap() { s.doc.Ln(line / 2) }

// row writes a line of a table: the first cell from the left, the others to the right.
func (s *sheet) row(style string, widths []float64, cells ...string) {
	s.doc.SetFont(face, style, 9)
	for i, c := range cells {
		to := "R"
		if i == 0 {
			to = "L"
		}
		s.doc.CellFormat(widths[i], line+1, plain(c), "B", 0, to, false, 0, "")
	}
	s.doc.Ln(line + 1)
}

// plain composes a text and leaves out what no letter stands for.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\u202f' || r == '\u2009':
			return '\u00a0'
		case r > 0xffff || r < ' ' && r != '\n':
			return -1
		}
		return r
	}, norm.NFC.String(text))
}
