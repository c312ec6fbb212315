package insight

import (
	"io"
	"strconv"

	"github.com/chophien/chophien/models/table"
)

// columns are the heads of the file. Rows are of one outcome: searches that found "nothing"
// or only the "nearest", by their words, of which none are those not shown; and results
// "pressed", by rank.
var columns = []string{"outcome", "words", "rank", "count"}

// WriteCSV writes r as UTF-8 with a byte order mark, so that spreadsheets read it, and no
// cell that one would run as a formula.
func (r Report) WriteCSV(w io.Writer) error {
	rows := [][]string{columns, {"asked", "", "", number(r.Asked)}}
	list := func(outcome string, l List) {
		for _, t := range l.Texts {
			rows = append(rows, []string{outcome, table.Harmless(t.Words), "", number(t.N)})
		}
		if l.Others > 0 {
			rows = append(rows, []string{outcome, "", "", number(l.Others)})
		}
	}
	list("nothing", r.Nothing)
	list("nearest", r.Nearest)
	for i, n := range r.Clicks {
		rank := strconv.Itoa(i + 1)
		if i+1 == Later {
			rank += "+"
		}
		rows = append(rows, []string{"pressed", "", rank, number(n)})
	}
	return table.WriteCSV(w, rows)
}

func number(n int64) string { return strconv.FormatInt(n, 10) }
