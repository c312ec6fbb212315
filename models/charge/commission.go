package charge

import "github.com/chophien/chophien/models/money"

// Fee is what the market takes: its commission, and the VAT on it that it owes the state.
type Fee struct {
	Commission money.VND
	VAT        money.VND
}

// Sum is all of the fee.
func (f Fee) Sum() money.VND { return f.Commission.Add(f.VAT) }

func (f Fee) sub(o Fee) Fee { return Fee{f.Commission.Sub(o.Commission), f.VAT.Sub(o.VAT)} }

// Commission is the fee on goods, the amount after the seller's own discounts and without
// delivery. Both parts are rounded half up, once, on the whole order.
func Commission(goods money.VND, r Rates) Fee {
	c := goods.Share(r.CommissionBP)
	return Fee{Commission: c, VAT: c.Share(r.VATBP)}
}

// Reversed is the part of the fee that is given back when goods shrink from before to
// after. It is a difference of two fees, never a share of what is refunded: so a chain of
// refunds that ends at 0 gives back exactly what was taken, whatever was rounded between.
func Reversed(before, after money.VND, r Rates) Fee {
	return Commission(before, r).sub(Commission(after, r))
}

// Split shares a fee over the lines that it was taken for, by their amounts, with the
// largest remainder: the parts sum to the fee.
func Split(f Fee, amounts []money.VND) []Fee {
	weights := make([]int64, len(amounts))
	for i, a := range amounts {
		weights[i] = a.Dong()
	}
	commissions, vats := f.Commission.Split(weights), f.VAT.Split(weights)
	out := make([]Fee, len(amounts))
	for i := range out {
		out[i] = Fee{commissions[i], vats[i]}
	}
	return out
}
