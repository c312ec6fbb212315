package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
)

// Total is a seller's money over some days, from orders that ended in them. What buyers paid
// the seller directly never came here: the statement says what commission is owed of it.
type Total struct {
	Orders        int64
	Goods         money.VND // gross, of orders that ended
	Shipping      money.VND // the seller's part
	Commission    money.VND // less what refunds gave back, as all below
	CommissionVAT money.VND
	VAT           money.VND
	PIT           money.VND
	Refunds       money.VND // goods and delivery that went back to buyers at the seller's cost
	Net           money.VND // what the seller has of it
	PaidOut       money.VND // transfers opened in these days that have not come back
}

// Total sums up the member's seller from one day to another, both included. It refuses
// like Balance.
func (c *Cashier) Total(ctx context.Context, by actor.Member, from, to clock.Date) (Total, error) {
	if err := c.maySee(ctx, by); err != nil {
		return Total{}, err
	}
	return total(c.read(ctx), by.SellerID, from, to)
}

// TotalOf is the same for the desk.
func (c *Cashier) TotalOf(ctx context.Context, _ actor.Admin, sellerID string, from, to clock.Date) (Total, error) {
	if _, err := seller.Find(ctx, c.read(ctx), sellerID); err != nil {
		return Total{}, err
	}
	return total(c.read(ctx), sellerID, from, to)
}

func total(q *gorm.DB, id string, from, to clock.Date) (Total, error) {
	span := map[string]any{"id": id, "from": from.Start(), "to": to.AddDays(1).Start()}
	const within = ` WHERE seller_id = @id AND at >= @from AND at < @to`
	var t, back Total
	err := q.Raw(`SELECT COUNT(*) AS orders, CAST(COALESCE(SUM(goods), 0) AS BIGINT) AS goods,
		CAST(COALESCE(SUM(CASE shipping_earner WHEN 'seller' THEN shipping ELSE 0 END), 0) AS BIGINT) AS shipping,
		CAST(COALESCE(SUM(commission), 0) AS BIGINT) AS commission, CAST(COALESCE(SUM(commission_vat), 0) AS BIGINT) AS commission_vat,
		CAST(COALESCE(SUM(vat), 0) AS BIGINT) AS vat, CAST(COALESCE(SUM(pit), 0) AS BIGINT) AS pit,
		CAST(COALESCE(SUM(net), 0) AS BIGINT) AS net FROM settlements`+within, span).Scan(&t).Error
	if err != nil {
		return t, err
	}
	err = q.Raw(`SELECT CAST(COALESCE(SUM(commission), 0) AS BIGINT) AS commission, CAST(COALESCE(SUM(commission_vat), 0) AS BIGINT) AS commission_vat,
		CAST(COALESCE(SUM(vat), 0) AS BIGINT) AS vat, CAST(COALESCE(SUM(pit), 0) AS BIGINT) AS pit,
		CAST(COALESCE(SUM(from_seller), 0) AS BIGINT) AS net,
		(SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payouts WHERE seller_id = @id AND status <> 'returned'
			AND created_at >= @from AND created_at < @to) AS paid_out FROM takebacks`+within, span).Scan(&back).Error
	// What the seller gave is what went back less what the others gave of it.
	t.Refunds = money.Sum(back.Net, back.Commission, back.CommissionVAT, back.VAT, back.PIT)
	t.Commission, t.CommissionVAT = t.Commission.Sub(back.Commission), t.CommissionVAT.Sub(back.CommissionVAT)
	t.VAT, t.PIT, t.Net = t.VAT.Sub(back.VAT), t.PIT.Sub(back.PIT), t.Net.Sub(back.Net)
	t.PaidOut = back.PaidOut
	return t, err
}
