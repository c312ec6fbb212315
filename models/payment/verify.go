package payment

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promises of payment: what was received, allocated and given back
// agrees between payments, captures, allocations, refunds and the ledger; an order that
// has ended has nothing left in escrow, a payment or a transfer nothing in suspense that
// nobody waits for, and a refund its money on the way exactly until it is done.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, c := range checks {
		var rows []struct {
			Subject   string
			Kept, Due money.VND
		}
		if err := q.WithContext(ctx).Raw(c.sql).Scan(&rows).Error; err != nil {
			return nil, fmt.Errorf("payment: verify %s: %w", c.rule, err)
		}
		for _, r := range rows {
			out = append(out, proof.Violation{Rule: c.rule, Subject: c.table + "/" + r.Subject, Detail: fmt.Sprintf(c.say, r.Kept, r.Due)})
		}
	}
	return out, nil
}

// checks each select the rows that break a promise, with what is there and what was due.
var checks = []struct{ rule, table, say, sql string }{
	{"payment.received", "payments", "received is %v, captures sum to %v", `
		SELECT p.id AS subject, p.received AS kept, CAST(COALESCE(SUM(c.amount), 0) AS BIGINT) AS due
		FROM payments p LEFT JOIN captures c ON c.payment_id = p.id
		GROUP BY p.id, p.received HAVING p.received <> COALESCE(SUM(c.amount), 0)`},
	{"payment.amount", "payments", "amount is %v, its orders sum to %v", `
		SELECT p.id AS subject, p.amount AS kept, CAST(COALESCE(SUM(a.goods + a.shipping), 0) AS BIGINT) AS due
		FROM payments p LEFT JOIN allocations a ON a.payment_id = p.id
		GROUP BY p.id, p.amount HAVING p.amount <> COALESCE(SUM(a.goods + a.shipping), 0)`},
	{"payment.allocated", "payments", "allocated is %v, funded orders sum to %v", `
		SELECT p.id AS subject, p.allocated AS kept, CAST(COALESCE(SUM(CASE WHEN a.funded THEN a.goods + a.shipping ELSE 0 END), 0) AS BIGINT) AS due
		FROM payments p LEFT JOIN allocations a ON a.payment_id = p.id
		GROUP BY p.id, p.allocated HAVING p.allocated <> COALESCE(SUM(CASE WHEN a.funded THEN a.goods + a.shipping ELSE 0 END), 0)`},
	{"payment.order", "allocations", "covers %v, the order costs %v", `
		SELECT a.order_id AS subject, a.goods + a.shipping AS kept, o.goods + o.shipping AS due
		FROM allocations a JOIN orders o ON o.id = a.order_id WHERE a.goods <> o.goods OR a.shipping <> o.shipping`},
	{"payment.paid", "payments", "is paid with %v allocated of %v", `
		SELECT id AS subject, allocated AS kept, amount AS due FROM payments
		WHERE (status = 'paid') <> (allocated > 0) OR (status = 'paid') <> (paid_at > 0)`},
	{"payment.refunding", "payments", "refunding is %v, open refunds sum to %v", `
		SELECT p.id AS subject, p.refunding AS kept, CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) AS due
		FROM payments p LEFT JOIN refunds r ON r.payment_id = p.id AND r.status <> 'done'
		GROUP BY p.id, p.refunding HAVING p.refunding <> COALESCE(SUM(r.amount), 0)`},
	{"payment.refunded", "payments", "refunded is %v, finished refunds sum to %v", `
		SELECT p.id AS subject, p.refunded AS kept, CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) AS due
		FROM payments p LEFT JOIN refunds r ON r.payment_id = p.id AND r.status = 'done'
		GROUP BY p.id, p.refunded HAVING p.refunded <> COALESCE(SUM(r.amount), 0)`},
	{"payment.capture_refunded", "captures", "refunded is %v, its refunds sum to %v", `
		SELECT c.id AS subject, c.refunded AS kept, CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) AS due
		FROM captures c LEFT JOIN refunds r ON r.capture_id = c.id
		GROUP BY c.id, c.refunded HAVING c.refunded <> COALESCE(SUM(r.amount), 0)`},
	{"payment.order_refunded", "allocations", "refunded is %v, the order's refunds sum to %v", `
		SELECT a.order_id AS subject, a.refunded AS kept, CAST(COALESCE(SUM(r.amount), 0) AS BIGINT) AS due
		FROM allocations a LEFT JOIN refunds r ON r.order_id = a.order_id
		GROUP BY a.order_id, a.refunded HAVING a.refunded <> COALESCE(SUM(r.amount), 0)`},
	{"payment.capture_posted", "captures", "is %v, its postings sum to %v", `
		SELECT c.id AS subject, c.amount AS kept, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS due
		FROM captures c LEFT JOIN postings l ON l.cause_kind = 'capture' AND l.cause_id = c.id AND l.from_kind <> 'escrow'
		GROUP BY c.id, c.amount HAVING c.amount <> COALESCE(SUM(l.amount), 0)`},
	{"payment.suspense", "payments", "suspense is %v, and %v is explained", `
		SELECT p.id AS subject, CAST(b.balance AS BIGINT) AS kept,
			p.received - p.allocated - CAST(COALESCE((SELECT SUM(r.amount) FROM refunds r WHERE r.payment_id = p.id AND r.order_id IS NULL), 0) AS BIGINT) AS due
		FROM payments p JOIN (SELECT owner, SUM(amount) AS balance FROM (
			SELECT to_owner AS owner, amount FROM postings WHERE to_kind = 'suspense'
			UNION ALL SELECT from_owner, -amount FROM postings WHERE from_kind = 'suspense') AS s GROUP BY owner) AS b ON b.owner = p.id
		WHERE b.balance <> p.received - p.allocated - COALESCE((SELECT SUM(r.amount) FROM refunds r WHERE r.payment_id = p.id AND r.order_id IS NULL), 0)`},
	{"payment.suspense_after_end", "payments", "holds %v after its end, due %v", `
		SELECT p.id AS subject, p.received - p.allocated - CAST(COALESCE((SELECT SUM(r.amount) FROM refunds r WHERE r.payment_id = p.id AND r.order_id IS NULL), 0) AS BIGINT) AS kept, 0 AS due
		FROM payments p WHERE p.status IN ('paid', 'expired', 'cancelled')
		AND p.received - p.allocated <> COALESCE((SELECT SUM(r.amount) FROM refunds r WHERE r.payment_id = p.id AND r.order_id IS NULL), 0)`},
	{"payment.refund_transit", "refunds", "has %v on its way, due %v", `
		SELECT r.id AS subject, COALESCE(b.balance, 0) AS kept, CASE WHEN r.status = 'done' THEN 0 ELSE r.amount END AS due
		FROM refunds r LEFT JOIN account_balances b ON b.kind = 'refund_transit' AND b.owner = r.id
		WHERE COALESCE(b.balance, 0) <> CASE WHEN r.status = 'done' THEN 0 ELSE r.amount END`},
	{"payment.credit_suspense", "bank_credits", "suspense is %v, due %v", `
		SELECT c.id AS subject, COALESCE(b.balance, 0) AS kept, CASE WHEN c.state = 'unmatched' THEN c.amount ELSE 0 END AS due
		FROM bank_credits c LEFT JOIN account_balances b ON b.kind = 'suspense' AND b.owner = c.id
		WHERE COALESCE(b.balance, 0) <> CASE WHEN c.state = 'unmatched' THEN c.amount ELSE 0 END`},
	{"payment.order_waits", "orders", "is placed and worth %v, its payment has ended with %v for it", `
		SELECT o.id AS subject, a.goods + a.shipping AS kept, 0 AS due FROM orders o JOIN allocations a ON a.order_id = o.id
		JOIN payments p ON p.id = a.payment_id WHERE o.status = 'placed' AND NOT a.funded AND p.status IN ('paid', 'expired', 'cancelled')`},
	{"payment.escrow_after_end", "orders", "escrow is %v after its end, due %v", `
		SELECT o.id AS subject, CAST(b.balance AS BIGINT) AS kept, 0 AS due
		FROM orders o JOIN (SELECT owner, SUM(amount) AS balance FROM (
			SELECT to_owner AS owner, amount FROM postings WHERE to_kind = 'escrow'
			UNION ALL SELECT from_owner, -amount FROM postings WHERE from_kind = 'escrow') AS e GROUP BY owner) AS b ON b.owner = o.id
		WHERE o.status IN ('completed', 'cancelled', 'returned') AND b.balance <> 0`},
	{"payment.credit", "bank_credits", "is %v, its capture is %v", `
		SELECT b.id AS subject, b.amount AS kept, CAST(COALESCE(c.amount, 0) AS BIGINT) AS due
		FROM bank_credits b LEFT JOIN captures c ON c.payment_id = b.payment_id AND c.provider_txn_id = b.source || ':' || b.source_id
		WHERE b.state = 'matched' AND b.amount <> COALESCE(c.amount, 0)`},
	{"payment.fulfilled_unpaid", "orders", "is %v and moved on, paid %v", `
		SELECT o.id AS subject, o.goods + o.shipping AS kept, 0 AS due FROM orders o JOIN allocations a ON a.order_id = o.id
		WHERE NOT a.funded AND o.payable_at = 'online' AND o.status NOT IN ('placed', 'cancelled')`},
}
