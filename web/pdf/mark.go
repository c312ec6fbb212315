package pdf

import (
	"github.com/boombuler/barcode/code128"
	"github.com/skip2/go-qrcode"
)

// Marks are drawn as rectangles, not as pictures: they print sharp on any paper.

// qr draws what phones read: a square with its left upper corner at x, y. The text must fit
// a QR code; addresses and bank texts do.
func (s *sheet) qr(x, y, side float64, text string) error {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return err
	}
	code.DisableBorder = true // the paper around it is white
	s.code(code.Bitmap(), x, y, side)
	return nil
}

// bars draws a code as Code 128, for the scanners of counters: a field of w × h with the
// quiet zone of ten modules at both sides.
func (s *sheet) bars(x, y, w, h float64, text string) error {
	code, err := code128.Encode(text)
	if err != nil {
		return err
	}
	n := code.Bounds().Dx()
	row := make([]bool, n)
	for i := range row {
		r, _, _, _ := code.At(i, 0).RGBA()
		row[i] = r == 0
	}
	cell := w / float64(n+20)
	s.runs(row, func(from, n int) { s.doc.Rect(x+float64(from+10)*cell, y, float64(n)*cell, h, "F") })
	return nil
}

// runs calls do for every run of dark cells of a row.
func (s *sheet) runs(row []bool, do func(from, n int)) {
	s.doc.SetFillColor(0, 0, 0)
	for from := 0; from < len(row); {
		n := 0
		for from+n < len(row) && row[from+n] {
			n++
		}
		if n > 0 {
			do(from, n)
		}
		from += max(n, 1)
	}
}
