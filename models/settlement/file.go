package settlement

import (
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/table"
)

// columns are the heads of the bank's file.
var columns = []string{"bank_bin", "account", "holder", "amount", "text"}

func cells(ts []Transfer) [][]any {
	rows := make([][]any, len(ts))
	for i, t := range ts {
		rows[i] = []any{t.BankBIN, t.Account, t.Holder, t.Amount, t.Text}
	}
	return rows
}

// WriteCSV writes the file that a bank takes: UTF-8 with a byte order mark, so that
// spreadsheets read it, and no cell that one would run as a formula.
func WriteCSV(w io.Writer, ts []Transfer) error { return writeCSV(w, columns, cells(ts)) }

// WriteXLSX writes the same file as a workbook. Numbers of banks and accounts are text, or
// their zeros in front would be lost; no text is ever a formula.
func WriteXLSX(w io.Writer, ts []Transfer) error { return writeXLSX(w, columns, cells(ts)) }

func writeCSV(w io.Writer, heads []string, rows [][]any) error {
	all := [][]string{heads}
	for _, row := range rows {
		line := make([]string, len(row))
		for i, cell := range row {
			if v, ok := cell.(money.VND); ok {
				line[i] = strconv.FormatInt(v.Dong(), 10)
			} else {
				line[i] = table.Harmless(fmt.Sprint(cell))
			}
		}
		all = append(all, line)
	}
	return table.WriteCSV(w, all)
}

func writeXLSX(w io.Writer, heads []string, rows [][]any) error {
	f := excelize.NewFile()
	defer f.Close()
	const sheet = "Sheet1"
	out, err := f.NewStreamWriter(sheet)
	if err != nil {
		return err
	}
	row := func(n int, cells []any) error {
		at, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		return out.SetRow(at, cells)
	}
	head := make([]any, len(heads))
	for i, h := range heads {
		head[i] = h
	}
	if err := row(1, head); err != nil {
		return err
	}
	for i, cells := range rows {
		line := make([]any, len(cells))
		for j, cell := range cells {
			if v, ok := cell.(money.VND); ok {
				line[j] = v.Dong()
			} else {
				line[j] = table.Harmless(fmt.Sprint(cell))
			}
		}
		if err := row(i+2, line); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}
