package earning

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/charge"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
)

// DirectFee is what a seller owes the market of an order whose buyer paid them, or what a
// refund after its end takes off that again.
type DirectFee struct {
	ID            string
	OrderID       string
	SellerID      string
	Event         string       // "ended" or "back"
	Cause         ledger.Cause `gorm:"embedded;embeddedPrefix:cause_"`
	Goods         money.VND    // of which the commission is
	Commission    money.VND
	CommissionVAT money.VND
	Delivery      money.VND // owed for a carrier on the market's contract
	At            clock.Instant
}

// TableName names the table.
func (DirectFee) TableName() string { return "direct_fees" }

// ChargeDirect makes the seller of an order that has just ended owe the market its
// commission and the VAT on it, at the frozen rates on the goods that were not given back,
// and the delivery where a carrier on the market's contract has brought it. It is the only
// thing that the market books of money which it never held. Again it has no effect. Call it
// in the transaction in which the order ends.
func ChargeDirect(ctx context.Context, tx *gorm.DB, o Order, at clock.Instant) error {
	if !o.valid() {
		return fault.New(fault.Internal, "earning.order")
	}
	var before int64
	if err := tx.WithContext(ctx).Table("direct_fees").Where("order_id = ? AND event = 'ended'", o.ID).Count(&before).Error; err != nil || before > 0 {
		return err
	}
	left, err := goodsLeft(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	fee := charge.Commission(left, o.Rates)
	f := DirectFee{ID: db.NewID(), OrderID: o.ID, SellerID: o.SellerID, Event: "ended", Cause: ledger.Cause{Kind: "ended", ID: o.ID},
		Goods: left, Commission: fee.Commission, CommissionVAT: fee.VAT, At: at}
	if o.ShippingEarner == ByCarrier {
		f.Delivery = o.Shipping
	}
	seller := ledger.Seller(o.SellerID)
	return f.write(ctx, tx,
		ledger.Posting{From: seller, To: ledger.Commission(), Amount: f.Commission, OrderID: o.ID},
		ledger.Posting{From: seller, To: ledger.CommissionVAT(), Amount: f.CommissionVAT, OrderID: o.ID},
		ledger.Posting{From: seller, To: ledger.ShippingPayable(o.Carrier), Amount: f.Delivery, OrderID: o.ID})
}

func (f DirectFee) write(ctx context.Context, tx *gorm.DB, postings ...ledger.Posting) error {
	switch err := tx.WithContext(ctx).Create(&f).Error; {
	case db.IsDuplicate(err): // two came at once
		return fault.New(fault.Conflict, "earning.moved").From(err)
	case err != nil:
		return fmt.Errorf("earning: direct fee: %w", err)
	}
	_, err := ledger.Post(ctx, tx, ledger.Cause{Kind: "direct_fee", ID: f.ID}, f.At, postings...)
	return err
}

// BackDirect writes down which lines of an order that the buyer paid to its seller go back,
// and how much of its delivery. Where the order has ended, the commission is less by the fee
// before less the fee after; the delivery that a carrier has earned stays owed. It refuses
// with earning.market_cannot a refund that the market shall bear, which never had the money,
// with earning.nothing one of 0 đ, and with earning.too_much more than a line holds. The
// caller is the only one at work on the order's payment.
func BackDirect(ctx context.Context, tx *gorm.DB, r Refund, rates charge.Rates, at clock.Instant) error {
	if r.Bearer == BearMarket {
		return fault.New(fault.Conflict, "earning.market_cannot")
	}
	if r.Bearer == "" {
		r.Bearer = BearEarner
	}
	if err := r.refuse(); err != nil {
		return err
	}
	left, err := DirectLeft(ctx, tx, r.OrderID)
	if err != nil {
		return err
	}
	before := sumOf(left)
	rows := make([]directBack, 0, len(r.Lines)+1)
	for _, l := range append(slices.Clone(r.Lines), LineOff{Amount: r.Shipping}) {
		if l.Amount.IsZero() {
			continue
		}
		if l.LineID != "" && l.Amount.Cmp(left[l.LineID]) > 0 {
			return fault.New(fault.Conflict, "earning.too_much")
		}
		rows = append(rows, directBack{OrderID: r.OrderID, Cause: r.Cause, LineID: l.LineID, Amount: l.Amount, At: at})
	}
	if err := tx.WithContext(ctx).Create(&rows).Error; err != nil {
		return fmt.Errorf("earning: direct back: %w", err)
	}
	var ended []DirectFee
	if err := tx.WithContext(ctx).Where("order_id = ? AND event = 'ended'", r.OrderID).Find(&ended).Error; err != nil || len(ended) == 0 {
		return err
	}
	fee := charge.Reversed(before, before.Sub(r.Goods()), rates)
	f := DirectFee{ID: db.NewID(), OrderID: r.OrderID, SellerID: r.SellerID, Event: "back", Cause: r.Cause,
		Goods: r.Goods(), Commission: fee.Commission, CommissionVAT: fee.VAT, At: at}
	seller := ledger.Seller(r.SellerID)
	return f.write(ctx, tx,
		ledger.Posting{From: ledger.Commission(), To: seller, Amount: f.Commission, OrderID: r.OrderID},
		ledger.Posting{From: ledger.CommissionVAT(), To: seller, Amount: f.CommissionVAT, OrderID: r.OrderID})
}

type directBack struct {
	OrderID string
	Cause   ledger.Cause `gorm:"embedded;embeddedPrefix:cause_"`
	LineID  string
	Amount  money.VND
	At      clock.Instant
}

// TableName names the table.
func (directBack) TableName() string { return "direct_backs" }

// DirectLeft is, by the id of a line, what of an order that the buyer paid to its seller was
// not given back.
func DirectLeft(ctx context.Context, q *gorm.DB, orderID string) (map[string]money.VND, error) {
	var rows []struct {
		ID   string
		Left money.VND
	}
	err := q.WithContext(ctx).Raw(`SELECT l.id, l.amount - CAST(COALESCE((SELECT SUM(b.amount) FROM direct_backs b
		WHERE b.order_id = l.order_id AND b.line_id = l.id), 0) AS BIGINT) AS "left" FROM order_lines l WHERE l.order_id = ?`, orderID).Scan(&rows).Error
	left := make(map[string]money.VND, len(rows))
	for _, r := range rows {
		left[r.ID] = r.Left
	}
	return left, err
}

func goodsLeft(ctx context.Context, q *gorm.DB, orderID string) (money.VND, error) {
	left, err := DirectLeft(ctx, q, orderID)
	return sumOf(left), err
}

func sumOf(left map[string]money.VND) (sum money.VND) {
	for _, v := range left {
		sum = sum.Add(v)
	}
	return sum
}

// DirectFees returns those of the ids given.
func DirectFees(ctx context.Context, q *gorm.DB, ids ...string) ([]DirectFee, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var found []DirectFee
	err := q.WithContext(ctx).Where("id IN ?", ids).Order("at, id").Find(&found).Error
	return found, err
}
