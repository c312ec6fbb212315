package fulfillment

import (
	"strconv"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

// Tolerance is how much less than ordered, in per cent of a line, a weighed thing may be
// without asking; pieces have none. In force since 2026-11-01.
const Tolerance = 2

// Most is how much more than ordered may be packed, in per cent: a present, not a slip of
// the finger on the scales.
const Most = 20

// weighed is what was packed of an order, judged.
type weighed struct {
	goods money.VND // what the goods come to
	less  money.VND // than was ordered
	grams int64     // of goods
	ask   bool      // the buyer is asked before
}

// weigh judges what was packed, by line id. It refuses with "order.pack_unknown" a line
// that is not the order's, with "order.pack_missing" a line without a quantity, with
// "order.pack_grams" grams typed for kilograms, with "order.pack_too_much" more than can be
// meant, and with "order.pack_nothing" an empty box.
func weigh(lines []order.Line, quantities map[string]int64) (w weighed, err error) {
	var l fault.List
	known, packed := map[string]bool{}, false
	for _, line := range lines {
		known[line.ID] = true
		field := "quantities." + strconv.Itoa(line.Position)
		n, ok := quantities[line.ID]
		switch {
		case !ok || n < 0:
			l.Add(fault.New(fault.Invalid, "order.pack_missing").On(field))
			continue
		case line.Basis == measure.Gram && SlipOf(line.Quantity, n) == InGrams:
			l.Add(fault.New(fault.Invalid, "order.pack_grams").On(field).With("ordered", line.Basis.Format(line.Quantity)))
			continue
		case tooMuch(line, n):
			l.Add(fault.New(fault.Invalid, "order.pack_too_much").On(field).With("ordered", line.Basis.Format(line.Quantity)))
			continue
		}
		amount, err := order.AmountFor(line.Basis, line.Price, min(n, line.Quantity))
		if err != nil {
			return w, err
		}
		packed = packed || n > 0
		w.goods, w.less = w.goods.Add(amount), w.less.Add(line.Amount.Sub(amount))
		w.grams += grams(line, n)
		w.ask = w.ask || tooLittle(line, n)
	}
	for id := range quantities {
		if !known[id] {
			l.Add(fault.New(fault.Invalid, "order.pack_unknown").On("quantities"))
			break
		}
	}
	if len(l) == 0 && (!packed || !w.goods.Positive()) {
		l.Add(fault.New(fault.Invalid, "order.pack_nothing").On("quantities"))
	}
	return w, l.Err()
}

func tooMuch(line order.Line, n int64) bool {
	if line.Basis == measure.Piece {
		return n > line.Quantity
	}
	return n-line.Quantity > line.Quantity*Most/100
}

func tooLittle(line order.Line, n int64) bool {
	if line.Basis == measure.Piece {
		return n < line.Quantity
	}
	return (line.Quantity-n)*100 > line.Quantity*Tolerance
}

// grams is what n of a line weigh in a parcel.
func grams(line order.Line, n int64) int64 {
	if line.Basis == measure.Gram {
		return n
	}
	return line.ShipGrams * n / line.Quantity
}
