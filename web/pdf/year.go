package pdf

import (
	"fmt"
	"io"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
)

// Statement is what the document of a seller's year shows.
type Statement struct {
	Year            int
	Seller          string
	Place           string // commune and province
	Last4           string // of the number of the identity check
	Withheld        bool   // of companies and cooperatives nothing is
	Months          []Month
	Total           Month
	Threshold       money.VND // revenue that is free of tax; zero where none is in force
	ThresholdFrom   clock.Date
	ThresholdSource string
	Share           int64 // of the threshold, in percent
	Today           clock.Date
}

// Month is one line of it. Declared means that the month is closed.
type Month struct {
	Period                   string // "2026-11"
	Base, VAT, PIT           money.VND
	Reversed                 money.VND
	ReversedVAT, ReversedPIT money.VND
	Declared                 bool
}

// Name is what the file is called.
func (y Statement) Name() string { return fmt.Sprintf("tax-%d.pdf", y.Year) }

// Year writes what was withheld of a seller in a year, to be handed in with the request to
// be given back what the household does not owe.
func Year(w io.Writer, lang locale.Lang, market string, y Statement) error {
	s := begin(lang, fmt.Sprint(locale.Raw(lang, "pdf.year"), " ", y.Year), y.Today)
	s.write("B", 16, s.t("pdf.year")+" "+fmt.Sprint(y.Year))
	s.gap()
	s.write("", 11, s.t("pdf.year.market", "market", market))
	s.write("B", 11, s.t("pdf.year.seller", "name", y.Seller))
	if y.Place != "" {
		s.write("", 11, s.t("pdf.year.place", "place", y.Place))
	}
	if y.Last4 != "" {
		s.write("", 11, s.t("pdf.year.number", "digits", y.Last4))
	}
	s.write("", 11, s.t("pdf.year.day", "day", y.Today.Format()))
	s.gap()
	if !y.Withheld {
		s.write("", 11, s.t("portal.tax.declares"))
		return s.end(w)
	}
	widths := []float64{26, 38, 34, 32, 30, 14}
	s.row("B", widths, s.t("pdf.year.month"), s.t("portal.tax.base"), s.t("portal.tax.reversal"), s.t("pdf.year.vat"), s.t("pdf.year.pit"), s.t("pdf.year.declared"))
	for _, m := range y.Months {
		mark := ""
		if m.Declared {
			mark = "x"
		}
		s.row("", widths, m.Period[5:]+"/"+m.Period[:4], s.money(m.Base), s.money(m.Reversed), s.money(m.VAT), s.money(m.PIT), mark)
	}
	t := y.Total
	s.row("B", widths, s.t("pdf.year.total"), s.money(t.Base), s.money(t.Reversed), s.money(t.VAT), s.money(t.PIT), "")
	s.gap()
	s.write("", 10, s.t("pdf.year.back", "vat", t.ReversedVAT, "pit", t.ReversedPIT))
	s.write("B", 12, s.t("pdf.year.sum", "sum", t.VAT.Add(t.PIT)))
	s.gap()
	if y.Threshold.Positive() {
		s.write("", 11, s.t("tax.meter", "base", t.Base, "amount", y.Threshold, "percent", y.Share))
		s.write("", 10, s.t("tax.meter.source", "day", y.ThresholdFrom.Format(), "source", locale.Law(s.lang, y.ThresholdSource)))
		s.write("", 11, s.t("tax.meter.elsewhere"))
	}
	s.write("", 11, s.t("tax.refund"))
	s.gap()
	s.write("", 9, s.t("pdf.year.note"))
	return s.end(w)
}
