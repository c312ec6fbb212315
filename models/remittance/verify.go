package remittance

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promises of remittances: a file is worth its lines, what is cleared
// is worth its bank transfer to the đồng, each line brought the cash of the order that it
// names, what was paid twice went back to its buyer, and what nobody could place stands in
// suspense exactly until a person has. What a
// gateway handed over is what the ledger moved, and what its bank notice told of.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, c := range []struct{ rule, table, say, sql string }{
		{"remittance.total", "remittances", "is %v, its lines sum to %v", `
			SELECT r.id AS subject, r.total AS kept, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS due FROM remittances r
			LEFT JOIN remittance_lines l ON l.remittance_id = r.id GROUP BY r.id, r.total HAVING r.total <> COALESCE(SUM(l.amount), 0)`},
		{"remittance.credit", "remittances", "is %v, its bank transfer %v", `
			SELECT r.id AS subject, r.total AS kept, b.amount AS due FROM remittances r JOIN bank_credits b ON b.id = r.credit_id
			WHERE r.total <> b.amount OR b.state <> 'settled'`},
		{"remittance.posted", "remittances", "is %v, its transfer was booked as %v", `
			SELECT * FROM (SELECT r.id AS subject, CASE r.state WHEN 'cleared' THEN r.total ELSE 0 END AS kept, CAST(COALESCE((SELECT SUM(p.amount) FROM postings p
				WHERE p.cause_kind = 'remitted' AND p.cause_id = r.id AND p.from_kind = 'suspense' AND p.from_owner = r.credit_id), 0) AS BIGINT) AS due
				FROM remittances r) AS x WHERE kept <> due`},
		{"remittance.suspense", "remittance_lines", "suspense is %v, due %v", `
			SELECT * FROM (SELECT l.id AS subject, COALESCE(b.balance, 0) AS kept,
				CASE WHEN r.state = 'cleared' AND l.state IN ('unknown', 'short', 'over', 'duplicate') THEN l.amount ELSE 0 END AS due
				FROM remittance_lines l JOIN remittances r ON r.id = l.remittance_id
				LEFT JOIN account_balances b ON b.kind = 'suspense' AND b.owner = l.id) AS x WHERE kept <> due`},
		{"remittance.line", "remittance_lines", "of %v: the cash that it brought is not that of its order, but %v", `
			SELECT * FROM (SELECT l.id AS subject, l.amount AS kept, COALESCE(c.amount, 0) AS due, l.state, c.id AS cash, l.order_id, c.order_id AS of_order
				FROM remittance_lines l LEFT JOIN collections c ON c.line_id = l.id) AS x
			WHERE (state IN ('matched', 'assigned')) <> (cash IS NOT NULL) OR (cash IS NOT NULL AND order_id <> of_order) OR (state = 'matched' AND kept <> due)`},
		{"remittance.twice", "remittance_lines", "of %v went back to a buyer who had paid already, of whom %v came", `
			SELECT * FROM (SELECT l.id AS subject, l.amount AS kept, COALESCE(k.amount, 0) AS due, l.state, l.payment_id, k.payment_id AS came, a.payment_id AS of_order
				FROM remittance_lines l LEFT JOIN captures k ON k.gateway = 'cod' AND k.provider_txn_id = 'remitted:' || l.id
				LEFT JOIN allocations a ON a.order_id = l.order_id) AS x
			WHERE (payment_id IS NOT NULL) <> (came IS NOT NULL) OR (payment_id IS NOT NULL AND (state <> 'returned' OR kept <> due OR payment_id <> came OR payment_id <> of_order))`},
		{"remittance.open", "remittance_lines", "of %v is settled although its transfer is not there, or waits although it is (%v)", `
			SELECT l.id AS subject, l.amount AS kept, 0 AS due FROM remittance_lines l JOIN remittances r ON r.id = l.remittance_id
			WHERE (r.state = 'open' AND l.state IN ('matched', 'assigned', 'returned')) OR (r.state = 'cleared' AND l.state = 'fits')`},
		{"handover.posted", "handovers", "is %v, the ledger moved %v", `
			SELECT * FROM (SELECT h.id AS subject, h.to_bank + h.fee + h.lost AS kept, CAST(COALESCE((SELECT SUM(p.amount) FROM postings p
				WHERE p.cause_kind = 'handover' AND p.cause_id = h.id AND p.to_kind = 'gateway' AND p.to_owner = h.gateway), 0) AS BIGINT) AS due
				FROM handovers h) AS x WHERE kept <> due`},
		{"handover.fee", "handovers", "keeps a fee of %v, the ledger says %v", `
			SELECT * FROM (SELECT h.id AS subject, h.fee AS kept, CAST(COALESCE((SELECT SUM(p.amount) FROM postings p
				WHERE p.cause_kind = 'handover' AND p.cause_id = h.id AND p.from_kind = 'gateway_fee' AND p.from_owner = h.gateway), 0) AS BIGINT) AS due
				FROM handovers h) AS x WHERE kept <> due`},
		{"handover.credit", "handovers", "brought %v, its bank notice %v", `
			SELECT h.id AS subject, h.to_bank AS kept, b.amount AS due FROM handovers h JOIN bank_credits b ON b.id = h.credit_id
			WHERE h.to_bank <> b.amount OR b.state <> 'settled'`},
	} {
		var rows []struct {
			Subject   string
			Kept, Due money.VND
		}
		if err := q.WithContext(ctx).Raw(c.sql).Scan(&rows).Error; err != nil {
			return nil, fmt.Errorf("remittance: verify %s: %w", c.rule, err)
		}
		for _, r := range rows {
			out = append(out, proof.Violation{Rule: c.rule, Subject: c.table + "/" + r.Subject, Detail: fmt.Sprintf(c.say, r.Kept, r.Due)})
		}
	}
	return out, nil
}
