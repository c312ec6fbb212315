package earning

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/proof"
)

// directChecks each select what breaks a promise about an order whose buyer pays its seller.
var directChecks = []struct{ rule, table, say, sql string }{
	{"direct.held", "orders", "is paid to its seller, and %v of its money moved through an escrow, a payout or a withheld tax", `
		SELECT o.id AS subject, CAST(SUM(p.amount) AS BIGINT) AS kept FROM orders o JOIN postings p ON p.order_id = o.id
		WHERE o.collector = 'seller' AND (p.from_kind NOT IN ('seller', 'commission', 'commission_vat') OR p.to_kind NOT IN ('seller', 'commission', 'commission_vat', 'shipping_payable'))
		GROUP BY o.id`},
	{"direct.withheld", "orders", "is paid to its seller, and %v of it stands in the tax register", `
		SELECT o.id AS subject, CAST(SUM(w.base) AS BIGINT) AS kept FROM orders o JOIN withheld_lines w ON w.order_id = o.id WHERE o.collector = 'seller' GROUP BY o.id`},
	{"direct.settled", "orders", "is paid to its seller, and %v was handed out of it", `
		SELECT o.id AS subject, s.goods AS kept FROM orders o JOIN settlements s ON s.order_id = o.id WHERE o.collector = 'seller'`},
	{"direct.unended", "orders", "has ended, and its commission of %v goods is not owed", `
		SELECT o.id AS subject, o.goods AS kept FROM orders o WHERE o.collector = 'seller' AND o.status IN ('completed', 'returned')
		AND NOT EXISTS (SELECT 1 FROM direct_fees f WHERE f.order_id = o.id AND f.event = 'ended')`},
	{"direct.early", "direct_fees", "of %v goods is owed of an order that has not ended, or was not paid to this seller", `
		SELECT f.id AS subject, f.goods AS kept FROM direct_fees f JOIN orders o ON o.id = f.order_id
		WHERE o.collector <> 'seller' OR o.seller_id <> f.seller_id OR o.status NOT IN ('completed', 'returned', 'cancelled')`},
	{"direct.fee", "orders", "its commission of %v goods, or the VAT on it, is not that of its terms", `
		SELECT order_id AS subject, goods AS kept FROM (SELECT f.order_id, o.commission_bp, o.vat_bp,
				SUM(CASE f.event WHEN 'ended' THEN f.goods ELSE -f.goods END) AS goods,
				SUM(CASE f.event WHEN 'ended' THEN f.commission ELSE -f.commission END) AS commission,
				SUM(CASE f.event WHEN 'ended' THEN f.commission_vat ELSE -f.commission_vat END) AS commission_vat
			FROM direct_fees f JOIN orders o ON o.id = f.order_id GROUP BY f.order_id, o.commission_bp, o.vat_bp) AS x
		WHERE goods * commission_bp + 5000 - commission * 10000 NOT BETWEEN 0 AND 9999
			OR commission * vat_bp + 5000 - commission_vat * 10000 NOT BETWEEN 0 AND 9999`},
	{"direct.goods", "orders", "its commission is of %v, which is not what was left of its lines", `
		SELECT * FROM (SELECT f.order_id AS subject, CAST(SUM(CASE f.event WHEN 'ended' THEN f.goods ELSE -f.goods END) AS BIGINT) AS kept,
			(SELECT COALESCE(SUM(l.amount), 0) FROM order_lines l WHERE l.order_id = f.order_id) -
			(SELECT COALESCE(SUM(b.amount), 0) FROM direct_backs b WHERE b.order_id = f.order_id AND b.line_id <> '') AS due
			FROM direct_fees f GROUP BY f.order_id) AS x WHERE kept <> due`},
	{"direct.delivery", "direct_fees", "%v is owed of a delivery that was another", `
		SELECT f.id AS subject, f.delivery AS kept FROM direct_fees f JOIN orders o ON o.id = f.order_id
		WHERE f.event = 'ended' AND f.delivery <> CASE WHEN o.shipping_earner = 'carrier' AND o.status <> 'cancelled' THEN o.shipping ELSE 0 END`},
	{"direct.posted", "direct_fees", "postings moved %v of the seller's, which is not what it says", `
		SELECT id AS subject, moved AS kept FROM (SELECT f.id, f.commission + f.commission_vat + f.delivery AS owed,
			CAST(COALESCE((SELECT SUM(CASE WHEN f.event = 'ended' AND p.from_kind = 'seller' AND p.from_owner = f.seller_id
					OR f.event = 'back' AND p.to_kind = 'seller' AND p.to_owner = f.seller_id THEN p.amount ELSE -p.amount END)
				FROM postings p WHERE p.cause_kind = 'direct_fee' AND p.cause_id = f.id), 0) AS BIGINT) AS moved FROM direct_fees f) AS x WHERE moved <> owed`},
	{"direct.back_line", "direct_backs", "%v went back of a line that is not of its order, or was worth less", `
		SELECT b.order_id AS subject, CAST(SUM(b.amount) AS BIGINT) AS kept FROM direct_backs b LEFT JOIN order_lines l ON l.id = b.line_id AND l.order_id = b.order_id
		WHERE b.line_id <> '' GROUP BY b.order_id, b.line_id, l.amount HAVING SUM(b.amount) > COALESCE(l.amount, 0)`},
	{"direct.back", "allocations", "%v of its lines went back, which is not what its refunds say", `
		SELECT * FROM (SELECT a.order_id AS subject, CAST(COALESCE((SELECT SUM(b.amount) FROM direct_backs b WHERE b.order_id = a.order_id), 0) AS BIGINT) AS kept, a.refunded AS due
			FROM allocations a WHERE a.direct) AS x WHERE kept <> due`},
}

// wrongDirect finds orders paid to their sellers of which the market books more, or less,
// than its commission.
func wrongDirect(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, c := range directChecks {
		var rows []struct {
			Subject string
			Kept    int64
		}
		if err := q.WithContext(ctx).Raw(c.sql).Scan(&rows).Error; err != nil {
			return nil, fmt.Errorf("earning: verify %s: %w", c.rule, err)
		}
		for _, r := range rows {
			out = append(out, proof.Violation{Rule: c.rule, Subject: c.table + "/" + r.Subject, Detail: fmt.Sprintf(c.say, r.Kept)})
		}
	}
	return out, nil
}
