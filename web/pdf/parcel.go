package pdf

import (
	"io"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
)

// Parcel is what the papers of one order tell: the label outside on it, and the sheet that
// goes into the box and says where the goods come from.
type Parcel struct {
	Code     string // of the order, for people and scanners
	Link     string // the address of the order's page: no name, number or street in it
	PlacedAt clock.Instant
	Market   string
	Help     string // phone of the market's desk
	Stall    string
	From     []string
	To       []string // who and where, line by line
	Phone    string   // for the label; masked where nobody has to ring
	Masked   string   // for the sheet, always
	Note     string   // the buyer's word to the courier
	Way      string
	Grams    int64 // of the parcel; 0 when it is not known
	Packed   bool
	Lines    []ParcelLine
	Door     *ParcelDoor // what is to be collected; nil where nothing is
}

// ParcelLine is one line of the goods. Origin holds a sentence for each fact that goes with
// them: place, lots, best before.
type ParcelLine struct {
	Name, Variant, Amount string
	Origin                []string
}

// ParcelDoor is what is paid where the parcel arrives.
type ParcelDoor struct {
	Amount   money.VND
	Known    bool // it is packed: the amount is what is due
	Cash     bool
	QR, Text string // for the buyer's bank; empty where there is none
}

// Paper is what people have in their printers.
type Paper string

// The papers.
const (
	OnA6 Paper = "a6" // a label printer, or a quarter of an office sheet
	OnA4 Paper = "a4"
)

// Papers lists them, the one for most people first.
var Papers = []Paper{OnA4, OnA6}

// A6 in millimetres, and the white that every printer leaves.
const (
	a6Width, a6Height = 105.0, 148.5
	edge              = 6.0
)

// Name is what the file of one parcel is called.
func (p Parcel) Name() string { return p.Code + ".pdf" }

// Write writes the papers of one order: on A6 the label and then the sheet, on A4 the
// label in a corner to be cut out and the sheet below it.
func (p Parcel) Write(w io.Writer, lang locale.Lang, paper Paper) error {
	s := blank(lang, p.Code, p.PlacedAt.Date(), paper)
	if err := s.label(0, 0, p); err != nil {
		return err
	}
	if paper == OnA6 {
		s.doc.AddPage()
		s.contents(p, frame{edge, edge, a6Width - 2*edge, a6Height - edge, edge})
	} else {
		s.cut(a6Height)
		s.contents(p, frame{margin, a6Height + margin/2, width, bottom - margin, margin})
	}
	return s.end(w)
}

// Labels writes the labels of many orders, four on a sheet of A4 or one on each of A6.
func Labels(w io.Writer, lang locale.Lang, paper Paper, day clock.Date, parcels []Parcel) error {
	s := blank(lang, locale.Raw(lang, "pdf.labels"), day, paper)
	for i, p := range parcels {
		x, y, at := 0.0, 0.0, i%4
		switch {
		case paper == OnA6 && i > 0, paper == OnA4 && at == 0 && i > 0:
			s.doc.AddPage()
		}
		if paper == OnA4 {
			x, y = float64(at%2)*a6Width, float64(at/2)*a6Height
			s.cut(2 * a6Height)
		}
		if err := s.label(x, y, p); err != nil {
			return err
		}
	}
	return s.end(w)
}
