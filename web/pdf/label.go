package pdf

import (
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/web/locale"
)

// frame is where on a page something is written: from x, y on, w wide, down to foot; on the
// pages that follow from top on.
type frame struct{ x, y, w, foot, top float64 }

// blank is an empty document of a paper, on which everything has its place.
func blank(lang locale.Lang, title string, day clock.Date, paper Paper) *sheet {
	s := beginOn(string(paper), lang, title, day)
	s.doc.SetAutoPageBreak(false, 0)
	return s
}

// cut draws the lines along which a sheet of A4 is cut into quarters; the one that goes
// down ends at foot.
func (s *sheet) cut(foot float64) {
	s.doc.SetLineWidth(0.1)
	s.doc.SetDashPattern([]float64{2, 2}, 0)
	s.doc.Line(a6Width, 0, a6Width, foot)
	s.doc.Line(0, a6Height, 2*a6Width, a6Height)
	s.doc.SetDashPattern(nil, 0)
	s.doc.SetLineWidth(0.3)
}

// put writes text into at most lines lines of width w from y on, and returns where the next
// begins. What does not fit ends with "…".
func (s *sheet) put(x, y, w float64, style string, size float64, lines int, text string) float64 {
	s.doc.SetFont(face, style, size)
	step := size * 0.43 // points to millimetres, and a fifth more between lines
	all := s.doc.SplitText(plain(text), w-2)
	if len(all) > lines {
		all = all[:lines]
		all[lines-1] = strings.TrimRight(all[lines-1], " ") + "…"
	}
	for _, l := range all {
		s.doc.SetXY(x, y)
		s.doc.CellFormat(w, step, l, "", 0, "L", false, 0, "")
		y += step
	}
	return y
}

// spaced is a code in two halves, as people read it out.
func spaced(code string) string {
	if len(code) < 8 {
		return code
	}
	return code[:len(code)/2] + " " + code[len(code)/2:]
}

// label draws the label of a parcel into the quarter with the corner x, y.
func (s *sheet) label(x, y float64, p Parcel) error {
	x, w := x+edge, a6Width-2*edge
	at := y + edge
	if err := s.bars(x+w-45, at, 45, 9, p.Code); err != nil {
		return err
	}
	at = s.put(x, at, w, "B", 20, 1, spaced(p.Code)) + 1
	line := p.Market + " · " + p.Way
	if p.Grams > 0 {
		line += " · " + s.t("pdf.parcel.weight", "weight", locale.Quantity(s.lang, measure.Gram, p.Grams, ""))
	}
	at = s.put(x, at, w, "", 8, 2, line) + 1
	at = s.put(x, at, w, "", 8, 1, s.t("portal.slip_from"))
	at = s.put(x, at, w, "B", 9, 2, p.Stall)
	at = s.put(x, at, w, "", 8, 2, strings.Join(p.From, ", ")) + 1
	s.doc.Line(x, at, x+w, at)
	at = s.put(x, at+1.5, w, "", 8, 1, s.t("portal.slip_to"))
	for i, t := range p.To {
		if i == 0 {
			at = s.put(x, at, w, "B", 14, 2, t)
		} else {
			at = s.put(x, at, w, "", 11, 3, t)
		}
	}
	at = s.put(x, at, w, "B", 14, 1, p.Phone)
	if p.Note != "" {
		s.put(x, at, w, "", 8, 2, p.Note)
	}
	return s.labelFoot(x, y+a6Height-edge, w, p)
}

// labelFoot draws what is read by machines, and what the door asks for, above foot.
func (s *sheet) labelFoot(x, foot, w float64, p Parcel) error {
	const side = 28.0
	top := foot - side
	s.doc.Line(x, top-3, x+w, top-3)
	if err := s.qr(x, top, side, p.Link); err != nil {
		return err
	}
	rest, left := w-side-3, x+side+3
	if p.Door == nil {
		s.put(left, top, rest, "", 9, 4, s.t("pdf.parcel.scan"))
		return nil
	}
	if p.Door.QR != "" && p.Door.Known {
		if err := s.qr(x+w-side, top, side, p.Door.QR); err != nil {
			return err
		}
		rest -= side + 3
	}
	at := s.put(left, top, rest, "B", 8, 2, s.t("portal.slip_door"))
	if !p.Door.Known {
		s.put(left, at, rest, "", 7, 4, s.t("portal.slip_door_later"))
		return nil
	}
	at = s.put(left, at, rest, "B", 12, 1, s.money(p.Door.Amount))
	text := s.t("portal.slip_door_no_cash")
	if p.Door.Cash {
		text = s.t("portal.slip_door_cash")
	}
	at = s.put(left, at, rest, "", 7, 3, text)
	if p.Door.QR != "" {
		s.put(left, at, rest, "", 7, 2, s.t("pdf.parcel.two"))
	}
	return nil
}
