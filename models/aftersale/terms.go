package aftersale

import (
	"cmp"
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/earning"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
)

// Terms is what goes back to a buyer: đồng by order line id, and of the delivery.
type Terms struct {
	Lines    map[string]money.VND `json:"lines" form:"lines"`
	Shipping money.VND            `json:"shipping" form:"shipping"`
}

// parts judges the terms against what is left of an order's money. It refuses with
// "complaint.amount" less than nothing, and more than is left: of a line that is not the
// order's nothing is.
func (in Terms) parts(left payment.Parts) (payment.Parts, error) {
	out := payment.Parts{Shipping: in.Shipping}
	var l fault.List
	if in.Shipping.Negative() || in.Shipping.Cmp(left.Shipping) > 0 {
		l.Add(fault.New(fault.Invalid, "complaint.amount").On("shipping").With("left", left.Shipping.String()))
	}
	for id, v := range in.Lines {
		has := leftOf(left, id)
		switch {
		case v.Negative() || v.Cmp(has) > 0:
			l.Add(fault.New(fault.Invalid, "complaint.amount").On("lines").With("left", has.String()))
		case v.Positive():
			out.Lines = append(out.Lines, earning.LineOff{LineID: id, Amount: v})
		}
	}
	slices.SortFunc(out.Lines, func(a, b earning.LineOff) int { return cmp.Compare(a.LineID, b.LineID) })
	return out, l.Err()
}

func leftOf(left payment.Parts, lineID string) money.VND {
	for _, l := range left.Lines {
		if l.LineID == lineID {
			return l.Amount
		}
	}
	return money.VND{}
}

// claimed is all that a ticket can ask for: what is left of its lines, and of the delivery
// when it is about the whole order.
func claimed(ctx context.Context, tx *gorm.DB, t complaint.Ticket, o order.Order, left payment.Parts) (payment.Parts, error) {
	named, err := complaint.Lines(ctx, tx, t.ID)
	if err != nil {
		return payment.Parts{}, err
	}
	lines, err := order.Lines(ctx, tx, o.ID)
	if err != nil {
		return payment.Parts{}, err
	}
	out := payment.Parts{Lines: slices.Clone(left.Lines)}
	out.Lines = slices.DeleteFunc(out.Lines, func(l earning.LineOff) bool { return !slices.Contains(named, l.LineID) })
	if len(named) == len(lines) {
		out.Shipping = left.Shipping
	}
	return out, nil
}

// termsOf are the parts of an offer, cut to what is left by now.
func termsOf(o complaint.Offer, left payment.Parts) (payment.Parts, error) {
	lines, err := o.Parts()
	out := payment.Parts{Shipping: o.Shipping.Min(left.Shipping)}
	for _, has := range left.Lines {
		if v := lines[has.LineID].Min(has.Amount); v.Positive() {
			out.Lines = append(out.Lines, earning.LineOff{LineID: has.LineID, Amount: v})
		}
	}
	return out, err
}
