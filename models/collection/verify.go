package collection

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promises of collection: cash that was taken is money that came for
// its order, out of the hands of whom the order names, and what the ledger says that a
// carrier owes is what it holds; no order ends with cash that is not at the bank.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, c := range []struct{ rule, table, say, sql string }{
		{"collection.capture", "collections", "%v was taken, %v came for the order", `
			SELECT c.id AS subject, c.amount AS kept, COALESCE(k.amount, 0) AS due FROM collections c
			LEFT JOIN captures k ON k.payment_id = c.payment_id AND k.provider_txn_id = 'cash:' || c.order_id
			WHERE COALESCE(k.amount, 0) <> c.amount`},
		{"collection.cash", "captures", "of %v in cash, which nobody took (%v)", `
			SELECT k.id AS subject, k.amount AS kept, 0 AS due FROM captures k WHERE k.provider_txn_id LIKE 'cash:%'
			AND NOT EXISTS (SELECT 1 FROM collections c WHERE c.payment_id = k.payment_id AND 'cash:' || c.order_id = k.provider_txn_id)`},
		{"collection.order", "collections", "of %v is not of its order, its payment, or who takes money there (%v)", `
			SELECT c.id AS subject, c.amount AS kept, 0 AS due FROM collections c JOIN orders o ON o.id = c.order_id JOIN allocations a ON a.order_id = o.id
			WHERE c.payment_id <> a.payment_id OR c.taker <> o.door_taker
				OR c.holder <> CASE c.taker WHEN 'carrier' THEN o.carrier ELSE o.seller_id END`},
		{"collection.from", "collections", "of %v was not booked out of the hands of its holder, but %v", `
			SELECT * FROM (SELECT c.id AS subject, c.amount AS kept, CAST(COALESCE((SELECT SUM(l.amount) FROM captures k
					JOIN postings l ON l.cause_kind = 'capture' AND l.cause_id = k.id AND l.from_owner = c.holder
						AND l.from_kind = CASE c.taker WHEN 'carrier' THEN 'courier' ELSE 'seller' END
					WHERE k.payment_id = c.payment_id AND k.provider_txn_id = 'cash:' || c.order_id), 0) AS BIGINT) AS due
				FROM collections c) AS x WHERE kept <> due`},
		{"collection.courier", "couriers", "holds %v, the ledger says %v", `
			SELECT * FROM (SELECT owner AS subject, CAST(SUM(held) AS BIGINT) AS kept, CAST(SUM(owed) AS BIGINT) AS due FROM (
				SELECT holder AS owner, amount AS held, 0 AS owed FROM collections WHERE state = 'held'
				UNION ALL SELECT from_owner, 0, amount FROM postings WHERE from_kind = 'courier'
				UNION ALL SELECT to_owner, 0, -amount FROM postings WHERE to_kind = 'courier') AS m GROUP BY owner) AS x WHERE kept <> due`},
		{"collection.earned", "orders", "has ended with %v in a carrier's hands, due %v", `
			SELECT o.id AS subject, c.amount AS kept, 0 AS due FROM collections c JOIN orders o ON o.id = c.order_id
			WHERE c.state = 'held' AND o.status = 'completed'`},
	} {
		var rows []struct {
			Subject   string
			Kept, Due money.VND
		}
		if err := q.WithContext(ctx).Raw(c.sql).Scan(&rows).Error; err != nil {
			return nil, fmt.Errorf("collection: verify %s: %w", c.rule, err)
		}
		for _, r := range rows {
			out = append(out, proof.Violation{Rule: c.rule, Subject: c.table + "/" + r.Subject, Detail: fmt.Sprintf(c.say, r.Kept, r.Due)})
		}
	}
	return out, nil
}
