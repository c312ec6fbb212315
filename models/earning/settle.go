package earning

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
)

// Order is what settling must know of an order, as it was frozen when placed. Goods and
// Shipping are the most that can be left; what really is left the tax register and the
// escrow say, because refunds have taken from both.
type Order struct {
	ID             string
	SellerID       string
	Goods          money.VND // as packed
	Shipping       money.VND
	ShippingEarner string // BySeller or ByCarrier
	Carrier        string
	Rates          charge.Rates
}

// Settle hands out what is left in an order's escrow: commission and its VAT at the
// frozen rates on the goods that are left, delivery to whom the order says, the rest to
// the seller. Afterwards the escrow is 0. Call it in the transaction in which the order
// completes, or ends otherwise with money left in escrow (a delivery that is owed).
//
// Settling again has no effect and returns the first settlement. It refuses with
// earning.escrow when the escrow is not what the register and the order leave room for,
// and with ledger.overdrawn when a refund has taken the money in the meantime.
func Settle(ctx context.Context, tx *gorm.DB, o Order, at clock.Instant) (Settlement, error) {
	if !o.valid() {
		return Settlement{}, fault.New(fault.Internal, "earning.order")
	}
	held, err := ledger.Claim(ctx, tx, ledger.Escrow(o.ID))
	if err != nil {
		return Settlement{}, err
	}
	if s, err := settled(ctx, tx, o.ID); err != nil || s.OrderID != "" {
		return s, err
	}
	left, err := registered(ctx, tx, o.ID)
	if err != nil {
		return Settlement{}, err
	}
	s, err := o.settlement(held, left, at)
	if err != nil {
		return Settlement{}, err
	}
	switch err := tx.WithContext(ctx).Create(&s).Error; {
	case db.IsDuplicate(err): // an empty escrow cannot be claimed: two came at once
		return Settlement{}, fault.New(fault.Conflict, "earning.moved").From(err)
	case err != nil:
		return Settlement{}, fmt.Errorf("earning: settle: %w", err)
	}
	_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "settled", ID: o.ID}, at, s.handOut()...)
	return s, err
}

func (o Order) valid() bool {
	r := o.Rates
	return o.ID != "" && o.SellerID != "" && !o.Goods.Negative() && !o.Shipping.Negative() &&
		(o.ShippingEarner == BySeller || (o.ShippingEarner == ByCarrier && o.Carrier != "")) &&
		r.CommissionBP >= 0 && r.CommissionBP <= 10_000 && r.VATBP >= 0 && r.VATBP <= 10_000
}

// settlement works out who gets what. The escrow holds goods and delivery without the
// taxes, so what it holds beyond the registered goods is the delivery.
func (o Order) settlement(held money.VND, left kept, at clock.Instant) (Settlement, error) {
	shipping := held.Add(left.taxes()).Sub(left.goods)
	wrong := shipping.Negative() || shipping.Cmp(o.Shipping) > 0 || left.goods.Cmp(o.Goods) > 0
	if o.ShippingEarner == BySeller {
		wrong = wrong || shipping != left.delivery
	} else {
		wrong = wrong || !left.delivery.IsZero()
	}
	if wrong {
		return Settlement{}, fault.New(fault.Internal, "earning.escrow")
	}
	fee := charge.Commission(left.goods, o.Rates)
	s := Settlement{OrderID: o.ID, SellerID: o.SellerID, Goods: left.goods, Shipping: shipping,
		ShippingEarner: o.ShippingEarner, Carrier: o.Carrier, Rates: o.Rates,
		Commission: fee.Commission, CommissionVAT: fee.VAT, VAT: left.vat, PIT: left.pit, At: at}
	s.Net = held.Sub(s.carriers(shipping)).Sub(fee.Sum())
	return s, nil
}

func (s Settlement) handOut() []ledger.Posting {
	escrow, seller := ledger.Escrow(s.OrderID), ledger.Seller(s.SellerID)
	rest := ledger.Posting{From: escrow, To: seller, Amount: s.Net, OrderID: s.OrderID}
	if s.Net.Negative() { // the seller fills up what the fees take
		rest = ledger.Posting{From: seller, To: escrow, Amount: s.Net.Neg(), OrderID: s.OrderID}
	}
	return []ledger.Posting{
		{From: escrow, To: ledger.Commission(), Amount: s.Commission, OrderID: s.OrderID},
		{From: escrow, To: ledger.CommissionVAT(), Amount: s.CommissionVAT, OrderID: s.OrderID},
		{From: escrow, To: ledger.ShippingPayable(s.Carrier), Amount: s.carriers(s.Shipping), OrderID: s.OrderID},
		rest,
	}
}
