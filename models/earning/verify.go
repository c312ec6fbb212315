package earning

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes what ended orders have become: each settlement and each refund after
// it says what its postings say, a settlement is that of its order, its fee is that of the
// terms, before and after refunds, and with them it is what the register still holds;
// every completed or returned order is settled and nothing is left in its escrow, and of
// every order the withheld taxes in the ledger are those of the register. Of an order whose
// buyer paid its seller the commission is owed, and nothing else was ever booked.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, check := range []func(context.Context, *gorm.DB) ([]proof.Violation, error){
		wrongSettlements, wrongTakebacks, otherTerms, wrongFees, wrongRest, neverSettled, leftInEscrow, wrongTaxes, wrongDirect,
	} {
		found, err := check(ctx, q)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// moved are sums of one cause's postings p by the account that they went to, or came from.
const moved = `
	CAST(COALESCE(SUM(CASE WHEN p.to_kind = 'commission' THEN p.amount WHEN p.from_kind = 'commission' THEN -p.amount END), 0) AS BIGINT) AS commission_moved,
	CAST(COALESCE(SUM(CASE WHEN p.to_kind = 'commission_vat' THEN p.amount WHEN p.from_kind = 'commission_vat' THEN -p.amount END), 0) AS BIGINT) AS vat_moved,
	CAST(COALESCE(SUM(CASE WHEN p.to_kind = 'shipping_payable' THEN p.amount WHEN p.from_kind = 'shipping_payable' THEN -p.amount END), 0) AS BIGINT) AS shipping_moved,
	CAST(COALESCE(SUM(CASE WHEN p.to_kind = 'seller' THEN p.amount WHEN p.from_kind = 'seller' THEN -p.amount END), 0) AS BIGINT) AS seller_moved,
	CAST(COALESCE(SUM(CASE WHEN p.to_kind = 'loss' THEN p.amount WHEN p.from_kind = 'loss' THEN -p.amount END), 0) AS BIGINT) AS loss_moved`

type compared struct {
	ID                                                               string
	Commission, CommissionVAT, Shipping, Seller, Loss                money.VND
	CommissionMoved, VatMoved, ShippingMoved, SellerMoved, LossMoved money.VND
}

func (c compared) violation(rule, table string) proof.Violation {
	return proof.Violation{Rule: rule, Subject: table + "/" + c.ID, Detail: fmt.Sprintf(
		"commission %v, its VAT %v, carrier %v, seller %v, market %v; postings say %v, %v, %v, %v, %v",
		c.Commission, c.CommissionVAT, c.Shipping, c.Seller, c.Loss, c.CommissionMoved, c.VatMoved, c.ShippingMoved, c.SellerMoved, c.LossMoved)}
}

const differs = ` WHERE commission <> commission_moved OR commission_vat <> vat_moved OR shipping <> shipping_moved
	OR seller <> seller_moved OR loss <> loss_moved ORDER BY id`

func wrongSettlements(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	return compare(ctx, q, "earning.settled", "settlements", `SELECT * FROM (SELECT s.order_id AS id, s.commission, s.commission_vat,
		CASE s.shipping_earner WHEN 'carrier' THEN s.shipping ELSE 0 END AS shipping, s.net AS seller, 0 AS loss, `+moved+`
		FROM settlements s LEFT JOIN postings p ON p.cause_kind = 'settled' AND p.cause_id = s.order_id
		GROUP BY s.order_id, s.commission, s.commission_vat, s.shipping_earner, s.shipping, s.net) AS t`+differs)
}

func wrongTakebacks(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	return compare(ctx, q, "earning.taken_back", "takebacks", `SELECT * FROM (SELECT b.id, -b.commission AS commission, -b.commission_vat AS commission_vat,
		CASE WHEN b.bearer = 'earner' AND s.shipping_earner = 'carrier' THEN -b.shipping ELSE 0 END AS shipping,
		-b.from_seller AS seller, CASE b.bearer WHEN 'market' THEN -b.goods - b.shipping ELSE 0 END AS loss, `+moved+`
		FROM takebacks b LEFT JOIN settlements s ON s.order_id = b.order_id
		LEFT JOIN postings p ON p.cause_kind = 'taken_back' AND p.cause_id = b.id
		GROUP BY b.id, b.commission, b.commission_vat, b.bearer, s.shipping_earner, b.shipping, b.from_seller, b.goods) AS t`+differs)
}

func compare(ctx context.Context, q *gorm.DB, rule, table, sql string) ([]proof.Violation, error) {
	var rows []compared
	err := q.WithContext(ctx).Raw(sql).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, r.violation(rule, table))
	}
	return out, err
}

// otherTerms finds settlements that are not at the terms of their orders.
func otherTerms(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	return named(ctx, q, "earning.terms", "is not at the seller, terms and carrier of its order", `
		SELECT s.order_id FROM settlements s JOIN orders o ON o.id = s.order_id WHERE s.seller_id <> o.seller_id OR s.carrier <> o.carrier
		OR s.commission_bp <> o.commission_bp OR s.vat_bp <> o.vat_bp OR s.shipping_earner <> o.shipping_earner ORDER BY s.order_id`)
}

// wrongFees finds fees that are not what the terms say of the goods, when the order ended
// and after all refunds. Half up without a division: what is rounded lies between.
func wrongFees(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	return named(ctx, q, "earning.fee", "its commission or the VAT on it is not that of its terms", `
		SELECT order_id FROM (SELECT order_id, commission_bp, vat_bp, goods, commission, commission_vat FROM settlements UNION ALL
			SELECT s.order_id, s.commission_bp, s.vat_bp, s.goods - SUM(b.goods), s.commission - SUM(b.commission), s.commission_vat - SUM(b.commission_vat)
			FROM settlements s JOIN takebacks b ON b.order_id = s.order_id WHERE b.bearer <> 'market'
			GROUP BY s.order_id, s.commission_bp, s.vat_bp, s.goods, s.commission, s.commission_vat) AS f
		WHERE goods * commission_bp + 5000 - commission * 10000 NOT BETWEEN 0 AND 9999
			OR commission * vat_bp + 5000 - commission_vat * 10000 NOT BETWEEN 0 AND 9999 ORDER BY order_id`)
}

// wrongRest finds settlements that, less what refunds took back, are not what the register
// still holds of their orders.
func wrongRest(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	return named(ctx, q, "earning.rest", "with its refunds it is not what the register holds", `
		SELECT order_id FROM (SELECT s.order_id, s.goods, s.vat, s.pit,
			COALESCE((SELECT SUM(b.goods) FROM takebacks b WHERE b.order_id = s.order_id AND b.bearer <> 'market'), 0) AS goods_back,
			COALESCE((SELECT SUM(b.vat) FROM takebacks b WHERE b.order_id = s.order_id), 0) AS vat_back,
			COALESCE((SELECT SUM(b.pit) FROM takebacks b WHERE b.order_id = s.order_id), 0) AS pit_back,
			COALESCE((SELECT SUM(w.base) FROM withheld_lines w WHERE w.order_id = s.order_id AND w.line_id <> ''), 0) AS goods_left,
			COALESCE((SELECT SUM(w.vat) FROM withheld_lines w WHERE w.order_id = s.order_id), 0) AS vat_left,
			COALESCE((SELECT SUM(w.pit) FROM withheld_lines w WHERE w.order_id = s.order_id), 0) AS pit_left FROM settlements s) AS r
		WHERE goods - goods_back <> goods_left OR vat - vat_back <> vat_left OR pit - pit_back <> pit_left ORDER BY order_id`)
}

// named reports the settlements that a query finds.
func named(ctx context.Context, q *gorm.DB, rule, say, sql string) ([]proof.Violation, error) {
	var ids []string
	err := q.WithContext(ctx).Raw(sql).Scan(&ids).Error
	var out []proof.Violation
	for _, id := range ids {
		out = append(out, proof.Violation{Rule: rule, Subject: "settlements/" + id, Detail: say})
	}
	return out, err
}

func neverSettled(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var ids []string
	err := q.WithContext(ctx).Raw(`SELECT o.id FROM orders o WHERE o.status IN ('completed', 'returned') AND o.collector = 'market' AND (o.payable_at = 'online'
			OR EXISTS (SELECT 1 FROM allocations a WHERE a.order_id = o.id AND a.funded))
		AND NOT EXISTS (SELECT 1 FROM settlements s WHERE s.order_id = o.id) ORDER BY o.id`).Scan(&ids).Error
	var out []proof.Violation
	for _, id := range ids {
		out = append(out, proof.Violation{Rule: "earning.unsettled", Subject: "orders/" + id, Detail: "has ended, and its money was not handed out"})
	}
	return out, err
}

func leftInEscrow(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct {
		OrderID string
		Balance money.VND
	}
	err := q.WithContext(ctx).Raw(`SELECT s.order_id, a.balance FROM settlements s
		JOIN account_balances a ON a.kind = 'escrow' AND a.owner = s.order_id WHERE a.balance <> 0 ORDER BY s.order_id`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "earning.escrow", Subject: "settlements/" + r.OrderID,
			Detail: fmt.Sprintf("%v left in escrow of a settled order", r.Balance)})
	}
	return out, err
}

// wrongTaxes compares, order by order, the ledger with the register.
func wrongTaxes(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct {
		OrderID                          string
		RegVat, RegPit, PostVat, PostPit money.VND
	}
	err := q.WithContext(ctx).Raw(`SELECT * FROM (SELECT order_id,
		CAST(SUM(reg_vat) AS BIGINT) AS reg_vat, CAST(SUM(reg_pit) AS BIGINT) AS reg_pit,
		CAST(SUM(post_vat) AS BIGINT) AS post_vat, CAST(SUM(post_pit) AS BIGINT) AS post_pit FROM (
		SELECT order_id, vat AS reg_vat, pit AS reg_pit, 0 AS post_vat, 0 AS post_pit FROM withholding_entries
		UNION ALL SELECT order_id, 0, 0, amount, 0 FROM postings WHERE to_kind = 'vat_withheld' AND order_id <> ''
		UNION ALL SELECT order_id, 0, 0, -amount, 0 FROM postings WHERE from_kind = 'vat_withheld' AND order_id <> ''
		UNION ALL SELECT order_id, 0, 0, 0, amount FROM postings WHERE to_kind = 'pit_withheld' AND order_id <> ''
		UNION ALL SELECT order_id, 0, 0, 0, -amount FROM postings WHERE from_kind = 'pit_withheld' AND order_id <> '') AS t
		GROUP BY order_id) AS u WHERE reg_vat <> post_vat OR reg_pit <> post_pit ORDER BY order_id`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "earning.withheld", Subject: "orders/" + r.OrderID, Detail: fmt.Sprintf(
			"the register holds %v VAT and %v income tax, the ledger %v and %v", r.RegVat, r.RegPit, r.PostVat, r.PostPit)})
	}
	return out, err
}
