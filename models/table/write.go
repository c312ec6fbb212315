package table

import (
	"encoding/csv"
	"io"
	"strings"
)

// WriteCSV writes rows as UTF-8 with a byte order mark, so that spreadsheets read it. Texts
// that people wrote go through Harmless first.
func WriteCSV(w io.Writer, rows [][]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return out.WriteAll(rows)
}

// Harmless keeps a spreadsheet from running a text as a formula.
func Harmless(cell string) string {
	if strings.ContainsAny(cell[:min(1, len(cell))], "=+-@\t\r\n") {
		return "'" + cell
	}
	return cell
}
