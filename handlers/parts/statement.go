package parts

import (
	"strings"

	"github.com/chophien/chophien/models/declaration"
	"github.com/chophien/chophien/models/tax"
	"github.com/chophien/chophien/web/pdf"
)

// Statement is a seller's year of withheld tax as its document shows it.
func Statement(y declaration.Year) pdf.Statement {
	s := pdf.Statement{
		Year: y.Year, Seller: y.Name, Place: strings.Trim(y.Ward+", "+y.Province, ", "), Last4: y.Last4, Withheld: y.Withheld, Total: month(y.Total, false),
		Threshold: y.Threshold.Amount, ThresholdFrom: y.Threshold.ValidFrom, ThresholdSource: y.Threshold.Source, Share: y.Share(), Today: y.Today,
	}
	for _, m := range y.Months {
		s.Months = append(s.Months, month(m.Month, m.Declared))
	}
	return s
}

func month(m tax.Month, declared bool) pdf.Month {
	return pdf.Month{Period: m.Period, Base: m.Base, VAT: m.VAT, PIT: m.PIT, Reversed: m.Reversed, ReversedVAT: m.ReversedVAT, ReversedPIT: m.ReversedPIT, Declared: declared}
}
