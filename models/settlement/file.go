package settlement

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// columns are the heads of the bank's file.
var columns = []string{"bank_bin", "account", "holder", "amount", "text"}

// WriteCSV writes the file that a bank takes: UTF-8 with a byte order mark, so that
// spreadsheets read it, and no cell that one would run as a formula.
func WriteCSV(w io.Writer, ts []Transfer) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	rows := [][]string{columns}
	for _, t := range ts {
		rows = append(rows, []string{harmless(t.BankBIN), harmless(t.Account), harmless(t.Holder), strconv.FormatInt(t.Amount.Dong(), 10), harmless(t.Text)})
	}
	return out.WriteAll(rows)
}

// WriteXLSX writes the same file as a workbook. Numbers of banks and accounts are text, or
// their zeros in front would be lost; no text is ever a formula.
func WriteXLSX(w io.Writer, ts []Transfer) error {
	f := excelize.NewFile()
	defer f.Close()
	const sheet = "Sheet1"
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	row := func(n int, cells ...any) error {
		at, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		return out.SetRow(at, cells)
	}
	if err := row(1, columns[0], columns[1], columns[2], columns[3], columns[4]); err != nil {
		return err
	}
	for i, t := range ts {
		if err := row(i+2, harmless(t.BankBIN), harmless(t.Account), harmless(t.Holder), t.Amount.Dong(), harmless(t.Text)); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

func harmless(cell string) string {
	if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r\n") {
		return "'" + cell
	}
	return cell
}
