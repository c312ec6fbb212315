package earning

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/tax"
)

// Refund is what a buyer shall get back of one order.
type Refund struct {
	OrderID        string
	SellerID       string
	ShippingEarner string       // as the order froze it
	Cause          ledger.Cause // what asks for it: one cause gives back once per order
	Lines          []LineOff
	Shipping       money.VND
	Bearer         string // BearEarner when empty
}

// LineOff is what is given back of one line.
type LineOff struct {
	LineID string
	Amount money.VND
}

// Goods is what is given back of all lines.
func (r Refund) Goods() money.VND {
	var sum money.VND
	for _, l := range r.Lines {
		sum = sum.Add(l.Amount)
	}
	return sum
}

func (r Refund) refuse() error {
	ok := r.OrderID != "" && r.SellerID != "" && r.Cause.Kind != "" && r.Cause.ID != "" &&
		(r.ShippingEarner == BySeller || r.ShippingEarner == ByCarrier) &&
		(r.Bearer == BearEarner || r.Bearer == BearSeller || r.Bearer == BearMarket) &&
		!r.Shipping.Negative() && r.Shipping.Dong() <= money.Max
	for _, l := range r.Lines {
		ok = ok && l.LineID != "" && !l.Amount.Negative() && l.Amount.Dong() <= money.Max
	}
	switch {
	case !ok:
		return fault.New(fault.Internal, "earning.refund")
	case r.Goods().Add(r.Shipping).IsZero():
		return fault.New(fault.Invalid, "earning.nothing")
	}
	return nil
}

// untax takes the refund out of the register. Payment asks for the same with the same
// cause when it gives the money back, and is told the same: it posts the taxes.
func (r Refund) untax(ctx context.Context, tx *gorm.DB, at clock.Instant) (vat, pit money.VND, err error) {
	offs := make([]tax.Off, 0, len(r.Lines)+1)
	for _, l := range r.Lines {
		offs = append(offs, tax.Off{OrderID: r.OrderID, LineID: l.LineID, Amount: l.Amount})
	}
	if r.ShippingEarner == BySeller {
		offs = append(offs, tax.Off{OrderID: r.OrderID, Amount: r.Shipping})
	}
	totals, err := tax.Reverse(ctx, tx, tax.Cause(r.Cause), at, offs)
	for _, t := range totals {
		vat, pit = vat.Add(t.VAT), pit.Add(t.PIT)
	}
	return vat, pit, err
}

// into makes the posting of v out of an account into escrow, or the other way for less
// than nothing, or none for nothing.
func (r Refund) into(escrow ledger.Account) func(ledger.Account, money.VND) []ledger.Posting {
	return func(from ledger.Account, v money.VND) []ledger.Posting {
		p := ledger.Posting{From: from, To: escrow, Amount: v, OrderID: r.OrderID}
		switch {
		case v.IsZero():
			return nil
		case v.Negative():
			p.From, p.To, p.Amount = escrow, from, v.Neg()
		}
		return []ledger.Posting{p}
	}
}

// enoughDelivery refuses to take more of a carrier's delivery than it was given.
func enoughDelivery(ctx context.Context, q *gorm.DB, s Settlement, carrier money.VND) error {
	if carrier.IsZero() {
		return nil
	}
	var given money.VND
	err := q.WithContext(ctx).Raw(`SELECT CAST(COALESCE(SUM(shipping), 0) AS BIGINT) FROM takebacks
		WHERE order_id = ? AND bearer = 'earner'`, s.OrderID).Scan(&given).Error
	if err == nil && given.Add(carrier).Cmp(s.Shipping) > 0 {
		return fault.New(fault.Conflict, "earning.too_much")
	}
	return err
}

// takenBefore returns what this cause has taken already.
func takenBefore(ctx context.Context, q *gorm.DB, r Refund) (TakenBack, error) {
	var found []TakenBack
	err := q.WithContext(ctx).Where("order_id = ? AND cause_kind = ? AND cause_id = ?", r.OrderID, r.Cause.Kind, r.Cause.ID).Find(&found).Error
	if err != nil || len(found) == 0 {
		return TakenBack{}, err
	}
	return found[0], nil
}
