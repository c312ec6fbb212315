package payment

import (
	"context"
	"maps"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/tax"
)

// Left returns what of an order's money can still go back to its buyer, line by line and
// delivery: of a line what the register holds, in all what is left of the order's part of
// its payment (the market may have paid some of it out of its own pocket). It is nothing
// while the money is not there. Lines of which nothing is left are not named.
func Left(ctx context.Context, q *gorm.DB, orderID string) (Parts, error) {
	_, part, err := OfOrder(ctx, q, orderID)
	if err != nil || !part.Funded {
		return Parts{}, err
	}
	if part.Direct {
		return leftDirect(ctx, q, part)
	}
	standing, err := tax.Lines(ctx, q, orderID)
	if err != nil {
		return Parts{}, err
	}
	var all Parts
	rest := part.Left()
	for _, s := range standing {
		if amount := s.Base.Min(rest); s.LineID != "" && amount.Positive() {
			all.Lines = append(all.Lines, earning.LineOff{LineID: s.LineID, Amount: amount})
			rest = rest.Sub(amount)
		}
	}
	all.Shipping = rest
	return all, nil
}

// leftDirect is Left of an order whose seller has the money.
func leftDirect(ctx context.Context, q *gorm.DB, part Allocation) (all Parts, err error) {
	left, err := earning.DirectLeft(ctx, q, part.OrderID)
	rest := part.Left()
	for _, id := range slices.Sorted(maps.Keys(left)) {
		if amount := left[id].Min(rest); amount.Positive() {
			all.Lines = append(all.Lines, earning.LineOff{LineID: id, Amount: amount})
			rest = rest.Sub(amount)
		}
	}
	all.Shipping = rest
	return all, err
}

// Goods is what the parts take off the lines.
func (p Parts) Goods() money.VND {
	var sum money.VND
	for _, l := range p.Lines {
		sum = sum.Add(l.Amount)
	}
	return sum
}

// Sum is what the parts come to.
func (p Parts) Sum() money.VND { return p.Goods().Add(p.Shipping) }
