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

// Who bears a refund.
const (
	BearEarner = "earner" // each gives back what it was given; delivery by a carrier comes off what it is owed
	BearSeller = "seller" // the same, but a carrier keeps its delivery and the seller bears that too
	BearMarket = "market" // the market pays out of its own pocket; earnings and taxes stay
)

// TakenBack is what a refund took of what was earned, and from whom.
type TakenBack struct {
	ID            string
	OrderID       string
	SellerID      string
	Cause         ledger.Cause `gorm:"embedded;embeddedPrefix:cause_"`
	Bearer        string
	Goods         money.VND // what the buyer gets back of goods that were earned
	Shipping      money.VND // and of delivery
	Commission    money.VND // given back by the market
	CommissionVAT money.VND
	VAT           money.VND // taken back out of the register
	PIT           money.VND
	FromSeller    money.VND // taken from the seller's balance
	At            clock.Instant
}

// TableName names the table.
func (TakenBack) TableName() string { return "takebacks" }

// Cursor is where the page behind t starts.
func (t TakenBack) Cursor() db.Cursor { return db.Cursor{At: t.At, ID: t.ID} }

// TakeBack brings into an order's escrow what a refund needs beyond the taxes, which
// payment takes back itself: commission and its VAT (the fee before less the fee after),
// delivery, and the rest from the seller's balance, which may go below zero. Call it
// before payment gives the money back, in the same transaction, with the same cause and
// the same parts; refunds borne by the market skip the taxes (payment.GiveBack).
//
// As long as the order is not settled the money lies in escrow and there is nothing to
// take: the answer has no ID, unless the seller or the market bears what is not theirs.
// The same cause for the same order again has no effect and returns the first answer. It
// refuses with earning.too_much and tax.too_much more than is left, and with
// earning.nothing a refund of 0 đ.
func TakeBack(ctx context.Context, tx *gorm.DB, r Refund, at clock.Instant) (TakenBack, error) {
	if r.Bearer == "" {
		r.Bearer = BearEarner
	}
	if err := r.refuse(); err != nil {
		return TakenBack{}, err
	}
	if _, err := ledger.Claim(ctx, tx, ledger.Escrow(r.OrderID)); err != nil {
		return TakenBack{}, err
	}
	if t, err := takenBefore(ctx, tx, r); err != nil || t.ID != "" {
		return t, err
	}
	s, err := settled(ctx, tx, r.OrderID)
	if err != nil {
		return TakenBack{}, err
	}
	t, from, err := r.gather(ctx, tx, s, at)
	// Of what was earned each refund leaves its row, also one of 1 đ that the taxes give whole.
	if err != nil || len(from) == 0 && s.OrderID == "" {
		return TakenBack{}, err
	}
	switch err := tx.WithContext(ctx).Create(&t).Error; {
	case db.IsDuplicate(err):
		return TakenBack{}, fault.New(fault.Conflict, "earning.moved").From(err)
	case err != nil:
		return TakenBack{}, fmt.Errorf("earning: take back: %w", err)
	}
	_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "taken_back", ID: t.ID}, at, from...)
	return t, err
}

// gather works out who gives what, and the postings of it.
func (r Refund) gather(ctx context.Context, tx *gorm.DB, s Settlement, at clock.Instant) (TakenBack, []ledger.Posting, error) {
	t := TakenBack{ID: db.NewID(), OrderID: r.OrderID, SellerID: r.SellerID, Cause: r.Cause, Bearer: r.Bearer,
		Goods: r.Goods(), Shipping: r.Shipping, At: at}
	in := r.into(ledger.Escrow(r.OrderID))
	switch {
	case r.Bearer == BearMarket:
		return t, in(ledger.Loss(), t.Goods.Add(t.Shipping)), nil
	case s.OrderID == "":
		t.Goods = money.VND{} // they lie in escrow: nobody has earned them
		if r.Bearer == BearSeller && r.ShippingEarner == ByCarrier {
			t.FromSeller = t.Shipping
		}
		return t, in(ledger.Seller(t.SellerID), t.FromSeller), nil
	}
	before, err := registered(ctx, tx, r.OrderID)
	if err != nil {
		return t, nil, err
	}
	carrier := s.carriers(t.Shipping)
	if r.Bearer == BearSeller {
		carrier = money.VND{}
	}
	if err := enoughDelivery(ctx, tx, s, carrier); err != nil {
		return t, nil, err
	}
	if t.Goods.Cmp(before.goods) > 0 {
		return t, nil, fault.New(fault.Conflict, "earning.too_much")
	}
	if t.VAT, t.PIT, err = r.untax(ctx, tx, at); err != nil {
		return t, nil, err
	}
	fee := charge.Reversed(before.goods, before.goods.Sub(t.Goods), s.Rates)
	t.Commission, t.CommissionVAT = fee.Commission, fee.VAT
	t.FromSeller = t.Goods.Add(t.Shipping).Sub(carrier).Sub(fee.Sum()).Sub(t.VAT).Sub(t.PIT)
	postings := append(in(ledger.Commission(), t.Commission), in(ledger.CommissionVAT(), t.CommissionVAT)...)
	postings = append(postings, in(ledger.ShippingPayable(s.Carrier), carrier)...)
	return t, append(postings, in(ledger.Seller(t.SellerID), t.FromSeller)...), nil
}

// TakenBacks returns those of the ids given.
func TakenBacks(ctx context.Context, q *gorm.DB, ids ...string) ([]TakenBack, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var found []TakenBack
	err := q.WithContext(ctx).Where("id IN ?", ids).Order("at, id").Find(&found).Error
	return found, err
}
