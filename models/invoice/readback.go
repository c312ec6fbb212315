package invoice

import (
	"bytes"
	"context"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/table"
	"github.com/chophien/chophien/models/vntext"
)

// Answers is what came of a file of answers.
type Answers struct {
	Issued  int
	Refused int           // invoices that the issuer refused
	Wrong   []WrongAnswer // rows that were not taken
}

// WrongAnswer is a row that was not taken, and why.
type WrongAnswer struct {
	Row int // of the file
	Why error
}

// mostWrong is how many rows are named.
const mostWrong = 50

// ReadBack takes the answers of many invoices, CSV or Excel: the columns id, serial, number,
// issued_on, office_code and, of what was not issued, reason. Each row is taken by itself,
// so the same file again changes nothing; rows of one invoice that say nothing more are left
// alone. It refuses with "invoice.column" (args: column) a header without id, and what
// table.Read refuses.
func (b *Book) ReadBack(ctx context.Context, by Clerk, file []byte) (out Answers, err error) {
	if err := by.allowed(); err != nil {
		return out, err
	}
	s, err := table.Read(bytes.NewReader(file))
	if err != nil {
		for _, f := range fault.All(err) {
			f.Field = "file"
		}
		return out, err
	}
	at := map[string]int{}
	for i, h := range s.Header {
		name := vntext.Key(h)
		if _, before := at[name]; !before {
			at[name] = i
		}
	}
	for _, name := range []string{"id", "serial", "number", "issued_on"} {
		if _, there := at[vntext.Key(name)]; !there {
			return out, fault.New(fault.Invalid, "invoice.column").On("file").With("column", name)
		}
	}
	for i, cells := range s.Rows {
		cell := func(name string) string {
			j, there := at[vntext.Key(name)]
			if !there || j >= len(cells) {
				return ""
			}
			return strings.TrimPrefix(strings.TrimSpace(cells[j]), "'")
		}
		in := Result{Serial: cell("serial"), Number: cell("number"), IssuedOn: dayOf(cell("issued_on")), OfficeCode: cell("office_code")}
		reason := cell("reason")
		if in == (Result{}) && reason == "" {
			continue // a further line of an invoice, or one that is not answered yet
		}
		if s.Formulas[i+2] {
			err = fault.New(fault.Invalid, "invoice.formula")
		} else if reason != "" && in.Number == "" {
			if _, err = b.Refuse(ctx, by, cell("id"), reason); err == nil {
				out.Refused++
			}
		} else if _, err = b.Issued(ctx, by, cell("id"), in); err == nil {
			out.Issued++
		}
		switch {
		case err == nil:
		case len(fault.All(err)) == 0:
			return out, err
		case len(out.Wrong) < mostWrong:
			out.Wrong = append(out.Wrong, WrongAnswer{i + 2, err})
		}
	}
	return out, nil
}

// dayOf reads a day as 2026-11-29 or, as people here write it, 29/11/2026.
func dayOf(s string) clock.Date {
	if p := strings.Split(s, "/"); len(p) == 3 && len(p[2]) == 4 && (len(p[0]) == 1 || len(p[0]) == 2) && (len(p[1]) == 1 || len(p[1]) == 2) {
		return clock.Date(p[2] + "-" + ("0" + p[1])[len(p[1])-1:] + "-" + ("0" + p[0])[len(p[0])-1:])
	}
	return clock.Date(s)
}
