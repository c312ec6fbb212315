package invoice

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
)

// worthOf is the SQL of what the order of an allocation a is worth. What the market gave
// back out of its own pocket the seller has earned all the same.
const worthOf = `a.goods + a.shipping - a.refunded + COALESCE((SELECT SUM(b.goods + b.shipping) FROM takebacks b WHERE b.order_id = a.order_id AND b.bearer = 'market'), 0)`

// Worth is what an order's buyer has paid for it and the seller has not given back, goods
// and delivery; nothing while the money is not there.
func Worth(ctx context.Context, q *gorm.DB, orderID string) (v money.VND, err error) {
	err = q.WithContext(ctx).Raw(`SELECT CAST(COALESCE(SUM(`+worthOf+`), 0) AS BIGINT) FROM allocations a
		WHERE a.order_id = ? AND a.funded`, orderID).Scan(&v).Error
	return v, err
}

// figures are the lines of an order's invoice as it is now: the goods as packed, the
// delivery, and what was given back beyond that. They come to its Worth.
func figures(ctx context.Context, q *gorm.DB, orderID string) ([]Line, money.VND, error) {
	worth, err := Worth(ctx, q, orderID)
	if err != nil || !worth.Positive() {
		return nil, worth, err
	}
	o, err := order.Find(ctx, q, orderID)
	if err != nil {
		return nil, worth, err
	}
	sold, err := order.Lines(ctx, q, orderID)
	if err != nil {
		return nil, worth, err
	}
	var out []Line
	delivery := NoVAT
	for _, s := range sold {
		l := Line{Kind: "goods", Name: s.Name("vi"), Unit: s.Unit, Basis: s.Basis, Quantity: s.Quantity, Price: s.Price, Amount: s.Amount, VAT: vatOf(s)}
		if l.VAT != NoVAT { // delivery is not produce
			delivery = IssuerVAT
		}
		if s.PackedQuantity != order.Unpacked {
			l.Quantity, l.Amount = s.PackedQuantity, s.PackedAmount
		}
		if l.Quantity > 0 { // of what was not packed nothing is invoiced
			out = append(out, l)
		}
	}
	goods := delivery
	if len(out) > 0 { // as on a correction
		goods = out[0].VAT
	}
	one := func(kind, name string, amount money.VND, vat VAT) {
		if !amount.IsZero() {
			out = append(out, Line{Kind: kind, Name: name, Basis: measure.Piece, Quantity: 1, Price: amount, Amount: amount, VAT: vat})
		}
	}
	one("delivery", deliveryName, o.Shipping, delivery)
	one("difference", differenceName, worth.Sub(Sum(out)), goods)
	for i := range out {
		out[i].Position = i + 1
	}
	return out, worth, nil
}

// vatOf says how VAT stands on what was sold, by whom its tax is taken from and as what.
func vatOf(l order.Line) VAT {
	switch {
	case l.TaxEntity == "individual":
		return NoVAT
	case l.TaxClass == "own_raw_produce":
		return ExemptVAT
	}
	return IssuerVAT
}
