package fulfillment

import (
	"context"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

// Slip is what a weight looks like that was hardly meant.
type Slip string

// The slips of a finger on the scales.
const (
	NoSlip  Slip = ""
	InGrams Slip = "grams" // a hundred times what was ordered, or more: grams where kilograms were asked
	Half    Slip = "half"  // less than half of what was ordered, but something
)

// SlipOf judges grams packed of a line of ordered grams.
func SlipOf(ordered, grams int64) Slip {
	switch {
	case grams/100 >= ordered:
		return InGrams
	case grams > 0 && grams < ordered-grams:
		return Half
	}
	return NoSlip
}

// Scale is what packing a quantity of a line would come to.
type Scale struct {
	Line   order.Line
	Packed int64
	Back   money.VND // less than was ordered: it goes back, or is not asked for at the door
	Asks   bool      // the buyer is asked before
	Slip   Slip      // of a line by weight
}

// Weigh says what packing would come to, line by line, and changes nothing. It refuses what
// Pack refuses of quantities.
func (f *Fulfillment) Weigh(ctx context.Context, by actor.Actor, idOrCode string, quantities map[string]int64) ([]Scale, order.Order, error) {
	q := f.DB.Read(ctx)
	o, err := find(ctx, q, by, idOrCode)
	if err != nil {
		return nil, o, err
	}
	lines, err := order.Lines(ctx, q, o.ID)
	if err == nil {
		_, err = weigh(lines, quantities)
	}
	if err != nil {
		return nil, o, err
	}
	out := make([]Scale, len(lines))
	for i, l := range lines {
		if out[i], err = ScaleOf(l, quantities[l.ID]); err != nil {
			return nil, o, err
		}
	}
	return out, o, nil
}

// ScaleOf is what packing n of one line would come to. It refuses amounts that no account
// can hold.
func ScaleOf(l order.Line, n int64) (Scale, error) {
	due, err := order.AmountFor(l.Basis, l.Price, min(n, l.Quantity))
	if err != nil {
		return Scale{}, err
	}
	s := Scale{Line: l, Packed: n, Back: l.Amount.Sub(due), Asks: tooLittle(l, n)}
	if l.Basis == measure.Gram {
		s.Slip = SlipOf(l.Quantity, n)
	}
	return s, nil
}
