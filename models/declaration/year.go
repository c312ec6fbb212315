package declaration

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/tax"
)

// Year is what was withheld of a seller in a year: what a household shows with its request
// to be given back what it does not owe.
type Year struct {
	Year      int
	Name      string
	Ward      string
	Province  string
	Last4     string // of the number of the identity check
	Withheld  bool   // of companies and cooperatives nothing is
	Months    []YearMonth
	Total     tax.Month
	Threshold tax.Threshold // in force on the last day of the year, or today
	Today     clock.Date
}

// YearMonth is one month of it.
type YearMonth struct {
	tax.Month
	Declared bool // the month is closed
}

// Share is how much of the threshold the year's revenue is, in whole percent, 100 at most.
func (y Year) Share() int64 {
	most, sum := y.Threshold.Amount.Dong(), y.Total.Base.Dong()
	switch {
	case most <= 0 || sum <= 0:
		return 0
	case sum >= most:
		return 100
	}
	return sum * 100 / most
}

// Year is the statement of the member's seller.
func (o *Office) Year(ctx context.Context, by actor.Member, year int) (Year, error) {
	if err := maySee(by); err != nil {
		return Year{}, err
	}
	return o.year(ctx, by.SellerID, year)
}

// YearOf is the same for the desk.
func (o *Office) YearOf(ctx context.Context, _ actor.Admin, sellerID string, year int) (Year, error) {
	return o.year(ctx, sellerID, year)
}

func (o *Office) year(ctx context.Context, sellerID string, year int) (Year, error) {
	if year < 2025 || year > 2100 {
		return Year{}, fault.New(fault.NotFound, "tax.year")
	}
	y := Year{Year: year, Today: o.Now().Date()}
	err := y.fill(ctx, o.read(ctx), sellerID)
	return y, err
}

func (y *Year) fill(ctx context.Context, q *gorm.DB, sellerID string) error {
	s, err := seller.Find(ctx, q, sellerID)
	if err != nil {
		return err
	}
	card, err := seller.CardOf(ctx, q, s.ID)
	if err != nil {
		return err
	}
	y.Name, y.Ward, y.Province, y.Withheld = s.Name, card.Ward, card.Province, s.TaxEntity == seller.Individual
	if y.Last4, err = seller.LastDigits(ctx, q, s.ID); err != nil {
		return err
	}
	months, err := tax.Year(ctx, q, s.ID, y.Year)
	if err != nil {
		return err
	}
	periods, err := tax.Periods(ctx, q, fmt.Sprintf("%04d-01", y.Year+1), 12)
	if err != nil {
		return err
	}
	declared := map[string]bool{}
	for _, p := range periods {
		declared[p.Period] = p.Closed()
	}
	t := &y.Total
	for _, m := range months {
		y.Months = append(y.Months, YearMonth{m, declared[m.Period]})
		t.Base, t.VAT, t.PIT = t.Base.Add(m.Base), t.VAT.Add(m.VAT), t.PIT.Add(m.PIT)
		t.Reversed, t.ReversedVAT, t.ReversedPIT = t.Reversed.Add(m.Reversed), t.ReversedVAT.Add(m.ReversedVAT), t.ReversedPIT.Add(m.ReversedPIT)
	}
	y.Threshold, err = tax.ThresholdOn(ctx, q, min(y.Today, clock.Date(fmt.Sprintf("%04d-12-31", y.Year))))
	return err
}
