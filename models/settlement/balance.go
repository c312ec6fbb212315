package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
)

// Balance is a seller's money at a glance.
type Balance struct {
	Available money.VND // earned and not yet paid out; below zero when refunds came after the payout
	Held      money.VND // of buyers who have paid: the seller's when the orders complete, fees and taxes taken off
	HeldIn    int64     // in so many orders
	Earned    money.VND // in all, after fees, taxes and refunds
	VAT       money.VND // withheld in all, refunds taken off; for orders on their way too
	PIT       money.VND
	OnTheWay  money.VND // at the bank, or about to be
	PaidOut   money.VND
	Fees      money.VND  // of transfers, borne by the seller
	NextDay   clock.Date // the next day on which a batch may be opened
	Waits     string     // why no money can be sent, a message key, or ""
}

// Balance is the money of the member's seller. It refuses with right.see_money a member
// without that right, and finds nothing for who is no member (any more).
func (c *Cashier) Balance(ctx context.Context, by actor.Member) (Balance, error) {
	if err := c.maySee(ctx, by); err != nil {
		return Balance{}, err
	}
	return c.balance(ctx, by.SellerID)
}

// BalanceOf is the same for the desk.
func (c *Cashier) BalanceOf(ctx context.Context, _ actor.Admin, sellerID string) (Balance, error) {
	if _, err := seller.Find(ctx, c.read(ctx), sellerID); err != nil {
		return Balance{}, err
	}
	return c.balance(ctx, sellerID)
}

func (c *Cashier) maySee(ctx context.Context, by actor.Member) error {
	return seller.MustHold(ctx, c.read(ctx), by, actor.SeeMoney)
}

func (c *Cashier) balance(ctx context.Context, id string) (Balance, error) {
	q := c.read(ctx)
	var b Balance
	err := q.Raw(`SELECT
		COALESCE((SELECT balance FROM seller_balances WHERE seller_id = @id), 0) AS available,
		(SELECT CAST(COALESCE(SUM(net), 0) AS BIGINT) FROM settlements WHERE seller_id = @id) -
		(SELECT CAST(COALESCE(SUM(from_seller), 0) AS BIGINT) FROM takebacks WHERE seller_id = @id) AS earned,
		(SELECT CAST(COALESCE(SUM(vat), 0) AS BIGINT) FROM withheld_lines WHERE seller_id = @id) AS vat,
		(SELECT CAST(COALESCE(SUM(pit), 0) AS BIGINT) FROM withheld_lines WHERE seller_id = @id) AS pit,
		(SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payouts WHERE seller_id = @id AND status IN ('due', 'sent')) AS on_the_way,
		(SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM payouts WHERE seller_id = @id AND status = 'paid') AS paid_out,
		(SELECT CAST(COALESCE(SUM(fee), 0) AS BIGINT) FROM payouts WHERE seller_id = @id AND status <> 'returned') AS fees`, map[string]any{"id": id}).Scan(&b).Error
	if err != nil {
		return b, err
	}
	today := c.Now().Date()
	last, err := lastPayday(q)
	if err != nil {
		return b, err
	}
	if last != "" {
		terms, err := TermsOn(ctx, q, max(today, last))
		if err != nil {
			return b, err
		}
		b.NextDay = terms.nextDay(last)
	}
	b.NextDay = max(b.NextDay, today)
	if b.Held, b.HeldIn, err = held(q, id); err != nil {
		return b, err
	}
	to, err := destinationOf(ctx, q, id, c.Now())
	b.Waits = to.Why
	return b, err
}

// held is what the seller will have of paid orders that have not ended, at the terms that
// each has frozen.
func held(q *gorm.DB, sellerID string) (sum money.VND, orders int64, err error) {
	var h struct {
		Sum    money.VND
		Orders int64
	}
	// Rounded as charge.Commission does.
	err = q.Raw(`SELECT CAST(COALESCE(SUM(base - taxes - commission - (commission * vat_bp + 5000) / 10000), 0) AS BIGINT) AS sum, COUNT(*) AS orders FROM (
		SELECT base, taxes, vat_bp, (goods * commission_bp + 5000) / 10000 AS commission FROM (
			SELECT o.commission_bp, o.vat_bp, CAST(SUM(w.base) AS BIGINT) AS base, CAST(SUM(w.vat + w.pit) AS BIGINT) AS taxes,
				CAST(SUM(CASE w.line_id WHEN '' THEN 0 ELSE w.base END) AS BIGINT) AS goods
			FROM withheld_lines w JOIN orders o ON o.id = w.order_id
			WHERE w.seller_id = ? AND o.ended_at = 0 AND NOT EXISTS (SELECT 1 FROM settlements s WHERE s.order_id = w.order_id)
			GROUP BY w.order_id, o.commission_bp, o.vat_bp) AS x) AS y`, sellerID).Scan(&h).Error
	return h.Sum, h.Orders, err
}
