package declaration

import (
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/table"
)

// columns are the heads of the annex, the same in both files.
var columns = []string{"tax_code", "name", "ward", "province", "taxpayer", "class", "paper", "revenue", "vat", "pit", "period"}

func (r AnnexRow) texts() []string {
	return []string{table.Harmless(r.TaxCode), table.Harmless(r.Name), table.Harmless(r.Ward), table.Harmless(r.Province), r.Entity, r.Class, table.Harmless(r.Paper)}
}

// WriteCSV writes the annex as UTF-8 with a byte order mark, so that spreadsheets read it,
// and no cell that one would run as a formula. Its last line is the total.
func (a Annex) WriteCSV(w io.Writer) error {
	rows := [][]string{columns}
	sums := func(base, vat, pit money.VND) []string {
		return []string{strconv.FormatInt(base.Dong(), 10), strconv.FormatInt(vat.Dong(), 10), strconv.FormatInt(pit.Dong(), 10), a.Period.Period}
	}
	for _, r := range a.Rows {
		rows = append(rows, append(r.texts(), sums(r.Base, r.VAT, r.PIT)...))
	}
	rows = append(rows, append([]string{"", "total", "", "", "", "", ""}, sums(a.Total.Base, a.Total.VAT, a.Total.PIT)...))
	return table.WriteCSV(w, rows)
}

// WriteXLSX writes the same as a workbook, amounts as whole numbers.
func (a Annex) WriteXLSX(w io.Writer) error {
	book := excelize.NewFile()
	defer book.Close()
	const sheet = "annex"
	if err := book.SetSheetName("Sheet1", sheet); err != nil {
		return err
	}
	out, err := book.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	line := 0
	put := func(texts []string, more ...any) {
		cells := make([]any, 0, len(columns))
		for _, t := range texts {
			cells = append(cells, t)
		}
		line++
		if err == nil {
			err = out.SetRow("A"+strconv.Itoa(line), append(cells, more...))
		}
	}
	put(columns)
	for _, r := range a.Rows {
		put(r.texts(), r.Base.Dong(), r.VAT.Dong(), r.PIT.Dong(), a.Period.Period)
	}
	put([]string{"", "total", "", "", "", "", ""}, a.Total.Base.Dong(), a.Total.VAT.Dong(), a.Total.PIT.Dong(), a.Period.Period)
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return err
	}
	_, err = book.WriteTo(w)
	return err
}

// FileName is what the annex is called when it is handed out; an open month says so.
func (a Annex) FileName() string {
	if a.Period.Closed() {
		return "withholding-" + a.Period.Period
	}
	return "withholding-" + a.Period.Period + "-open"
}
