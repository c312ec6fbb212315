package pdf

import (
	"io"

	"github.com/skip2/go-qrcode"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/web/locale"
)

// Poster is a sheet that a stall hangs up at the market: whose it is, and a code that leads
// to its page.
type Poster struct {
	Name    string
	Place   string
	Address string // of the page, as the code holds it
	Short   string // the same to be read and typed
	Market  string
	Day     clock.Date
}

// The sizes of paper.
const (
	A4 = "A4"
	A5 = "A5"
)

// WritePoster writes the poster on a sheet of a size, A4 or A5.
func WritePoster(w io.Writer, lang locale.Lang, size string, p Poster) error {
	code, err := qrcode.New(p.Address, qrcode.Medium)
	if err != nil {
		return err
	}
	s := beginOn(size, lang, p.Name, p.Day)
	wide, _ := s.doc.GetPageSize()
	scale := wide / 210
	centre := func(style string, points, gap float64, text string) {
		s.doc.SetFont(face, style, points*scale)
		s.doc.MultiCell(wide-2*margin, points*scale*0.5, plain(text), "", "C", false)
		s.doc.Ln(gap * scale)
	}
	centre("", 22, 4, p.Market)
	centre("B", fitted(p.Name), 3, p.Name)
	centre("", 20, 8, p.Place)
	side := 110 * scale
	s.code(code.Bitmap(), (wide-side)/2, s.doc.GetY(), side)
	s.doc.SetY(s.doc.GetY() + side + 6*scale)
	centre("B", 26, 3, s.t("pdf.poster.scan"))
	centre("", 20, 3, p.Short)
	return s.end(w)
}

// fitted is a size at which a name takes three lines at most.
func fitted(name string) float64 {
	switch n := len([]rune(name)); {
	case n <= 24:
		return 44
	case n <= 60:
		return 34
	}
	return 26
}

// code draws a QR code as squares: it stays sharp on any printer.
func (s *sheet) code(dots [][]bool, x, y, side float64) {
	one := side / float64(len(dots))
	s.doc.SetFillColor(0, 0, 0)
	for row, line := range dots {
		for from := 0; from < len(line); from++ {
			to := from
			for to < len(line) && line[to] {
				to++
			}
			if to > from {
				s.doc.Rect(x+float64(from)*one, y+float64(row)*one, float64(to-from)*one, one, "F")
				from = to
			}
		}
	}
}
