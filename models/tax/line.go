package tax

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Line is what is taxed of an order: one of its lines, or, with an empty LineID, the
// delivery that its seller earns.
type Line struct {
	OrderID   string
	LineID    string
	SellerID  string
	Class     string
	Entity    string
	Residency string
	Base      money.VND
}

// Delivery is the line of delivery that the seller earns, taxed as transport.
func Delivery(orderID, sellerID, entity, residency string, fee money.VND) Line {
	return Line{OrderID: orderID, SellerID: sellerID, Class: Transport, Entity: entity, Residency: residency, Base: fee}
}

// Due is a line with what is withheld of it.
type Due struct {
	Line
	RuleID  string
	PaperID *string           // by which less is withheld, if any
	Exempt  bool              // by that paper nothing is
	VATBP   money.BasisPoints // the shares by which VAT and PIT were taken, 0 of who is exempt
	PITBP   money.BasisPoints
	VAT     money.VND
	PIT     money.VND
}

// Estimate is what would be withheld of lines whose money were accepted at the end of day.
// It writes nothing: only acceptance fixes the tax.
func Estimate(ctx context.Context, q *gorm.DB, day clock.Date, lines []Line) ([]Due, error) {
	t, err := tariffAt(ctx, q, day.AddDays(1).Start()-1, lines)
	if err != nil {
		return nil, err
	}
	return t.of(lines), nil
}

// Total is what was withheld of an order, or given back.
type Total struct {
	OrderID string
	Base    money.VND
	VAT     money.VND
	PIT     money.VND
}

// Tax is both taxes together.
func (t Total) Tax() money.VND { return t.VAT.Add(t.PIT) }

// totals sums entries by order, in the order of their ids.
func totals(es []Entry, sign func(money.VND) money.VND) []Total {
	var out []Total
	slices.SortFunc(es, func(a, b Entry) int { return cmp.Compare(a.OrderID, b.OrderID) })
	for _, e := range es {
		if len(out) == 0 || out[len(out)-1].OrderID != e.OrderID {
			out = append(out, Total{OrderID: e.OrderID})
		}
		t := &out[len(out)-1]
		t.Base, t.VAT, t.PIT = t.Base.Add(sign(e.Base)), t.VAT.Add(sign(e.VAT)), t.PIT.Add(sign(e.PIT))
	}
	return out
}

func plain(v money.VND) money.VND { return v }
