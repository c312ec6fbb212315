package pdf

import "github.com/chophien/chophien/web/locale"

// contents writes the sheet that goes into the box: whose it is, what is in it, and where
// that comes from. It turns pages where a frame is full.
func (s *sheet) contents(p Parcel, f frame) {
	y := s.put(f.x, f.y, f.w, "B", 14, 1, s.t("portal.slip")+" "+spaced(p.Code))
	y = s.put(f.x, y, f.w, "", 8, 1, p.Market+" · "+s.t("order.placed", "time", locale.Moment(s.lang, p.PlacedAt)))
	y = s.put(f.x, y+1, f.w, "", 9, 2, s.t("portal.slip_from")+": "+p.Stall)
	for _, t := range p.From {
		y = s.put(f.x, y, f.w, "", 8, 2, t)
	}
	if len(p.To) > 0 {
		y = s.put(f.x, y, f.w, "", 9, 2, s.t("portal.slip_to")+": "+p.To[0]+", "+p.Masked)
	}
	y += 2
	for _, l := range p.Lines {
		y = s.goods(l, f, y)
	}
	y = s.room(f, y+2, 12)
	y = s.put(f.x, y, f.w, "", 8, 2, s.t("pdf.parcel.origin_by", "stall", p.Stall))
	if p.Help != "" {
		s.put(f.x, y, f.w, "", 8, 2, s.t("portal.slip_note", "phone", p.Help))
	}
}

// goods writes one line: what and how much, and below it where it comes from.
func (s *sheet) goods(l ParcelLine, f frame, y float64) float64 {
	const amount = 24.0
	y = s.room(f, y, 12+4*float64(len(l.Origin)))
	s.doc.Line(f.x, y, f.x+f.w, y)
	s.put(f.x+f.w-amount, y+1, amount, "B", 10, 2, l.Amount)
	y = s.put(f.x, y+1, f.w-amount, "B", 9, 3, l.Name)
	if l.Variant != "" {
		y = s.put(f.x, y, f.w-amount, "", 8, 2, l.Variant)
	}
	for _, o := range l.Origin {
		y = s.put(f.x, y, f.w-amount, "", 8, 2, o)
	}
	return y + 1
}

// room turns the page where less than need is left of a frame, and returns where to go on.
func (s *sheet) room(f frame, y, need float64) float64 {
	if y+need <= f.foot {
		return y
	}
	s.doc.AddPage()
	return f.top
}
