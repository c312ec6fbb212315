package onboarding

import (
	"slices"

	"github.com/chophien/chophien/models/fault"
)

// Report says what became of every row: Rows = Imported + Unchanged + Refused, always.
// When the file is refused as a whole, every row is refused, and Refusals names the rows
// that are the reason.
type Report struct {
	ImportID  string
	DryRun    bool // nothing was written; Imported is what would have been
	Rows      int
	Imported  int
	Unchanged int
	Refused   int
	Refusals  []Refusal // by row
	Created   int       // products that are new
	Renewed   int       // products that the file changed
	Published int       // of the new ones, on the shelf
	Drafts    int       // of the new ones, waiting for a seller
}

// Refusal is why one row of the file was not taken. Row counts as a spreadsheet does: the
// header is row 1. Fields of the faults are names of columns.
type Refusal struct {
	Row    int
	Faults []*fault.Fault
}

// Whole reports whether every row was taken.
func (r Report) Whole() bool { return r.Refused == 0 }

func (r *Report) refuse(row int, faults ...*fault.Fault) {
	r.Refusals = append(r.Refusals, Refusal{row, faults})
}

func (r *Report) order() {
	slices.SortStableFunc(r.Refusals, func(a, b Refusal) int { return a.Row - b.Row })
}
