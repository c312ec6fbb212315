package payment

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promises of payment: what was received, allocated and given back
// agrees between payments, attempts, captures, allocations, refunds, the tax register and
// the ledger; a person is asked about what only a person ends; an order that
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
		FROM allocations a JOIN orders o ON o.id = a.order_id WHERE a.shipping <> o.shipping
		OR (a.goods <> o.goods AND NOT (o.payable_at = 'door' AND o.packed_goods > 0 AND a.goods = o.packed_goods))`},
	{"payment.door_due", "orders", "is packed for %v, and %v is due at the door", `
		SELECT o.id AS subject, o.packed_goods AS kept, a.goods AS due FROM orders o JOIN allocations a ON a.order_id = o.id
		WHERE o.payable_at = 'door' AND o.status IN ('packed', 'shipped') AND NOT a.funded AND a.goods <> o.packed_goods`},
	{"payment.at_door", "payments", "of %v: it is not of one order that is paid where it is, but of %v", `
		SELECT p.id AS subject, p.amount AS kept, COUNT(*) AS due FROM payments p JOIN allocations a ON a.payment_id = p.id JOIN orders o ON o.id = a.order_id
		GROUP BY p.id, p.amount, p.at_door HAVING (p.at_door AND COUNT(*) <> 1) OR MAX(CASE WHEN (o.payable_at = 'door') <> p.at_door THEN 1 ELSE 0 END) = 1`},
	{"payment.door_open", "payments", "waits for %v at a door behind which its order has ended, due %v", `
		SELECT p.id AS subject, p.amount AS kept, 0 AS due FROM payments p JOIN allocations a ON a.payment_id = p.id JOIN orders o ON o.id = a.order_id
		WHERE p.at_door AND p.status IN ('due', 'checking') AND o.status NOT IN ('placed', 'confirmed', 'packed', 'shipped')`},
	{"payment.door_task", "money_tasks", "asks about %v at a door where nothing is waited for, due %v", `
		SELECT t.id AS subject, t.amount AS kept, 0 AS due FROM money_tasks t WHERE t.kind = 'door' AND t.state = 'open' AND NOT EXISTS
		(SELECT 1 FROM payments p JOIN allocations a ON a.payment_id = p.id JOIN orders o ON o.id = a.order_id
			WHERE p.id = t.payment_id AND p.at_door AND p.status IN ('due', 'checking') AND o.status = 'shipped')`},
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
		WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE p.id = c.payment_id AND p.collector_id IS NOT NULL)
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
		SELECT r.id AS subject, COALESCE(b.balance, 0) AS kept, CASE WHEN r.status = 'done' OR p.collector_id IS NOT NULL THEN 0 ELSE r.amount END AS due
		FROM refunds r JOIN payments p ON p.id = r.payment_id LEFT JOIN account_balances b ON b.kind = 'refund_transit' AND b.owner = r.id
		WHERE COALESCE(b.balance, 0) <> CASE WHEN r.status = 'done' OR p.collector_id IS NOT NULL THEN 0 ELSE r.amount END`},
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
		WHERE NOT a.funded AND CASE o.payable_at WHEN 'online' THEN o.status NOT IN ('placed', 'cancelled') ELSE o.status IN ('delivered', 'completed') END`},
	{"payment.attempt", "attempts", "of %v: it succeeded without money, or money came and it did not (%v)", `
		SELECT a.id AS subject, a.amount AS kept, 0 AS due FROM attempts a
		LEFT JOIN (SELECT DISTINCT attempt_id FROM captures WHERE attempt_id IS NOT NULL) AS c ON c.attempt_id = a.id
		WHERE (a.status = 'succeeded') <> (c.attempt_id IS NOT NULL)`},
	{"payment.capture_attempt", "captures", "%v of an attempt of another payment or gateway (%v)", `
		SELECT c.id AS subject, c.amount AS kept, a.amount AS due FROM captures c JOIN attempts a ON a.id = c.attempt_id
		WHERE a.payment_id <> c.payment_id OR a.gateway <> c.gateway`},
	{"payment.capture_from", "captures", "%v came from the account of another gateway, as %v", `
		SELECT c.id AS subject, c.amount AS kept, l.amount AS due FROM captures c
		JOIN postings l ON l.cause_kind = 'capture' AND l.cause_id = c.id AND l.from_kind = 'gateway' AND l.from_owner <> c.gateway`},
	{"payment.funded", "allocations", "%v went to the order's escrow, due %v", `
		SELECT * FROM (SELECT a.order_id AS subject, CAST(COALESCE((SELECT SUM(l.amount) FROM postings l
				WHERE l.order_id = a.order_id AND l.to_kind = 'escrow' AND l.to_owner = a.order_id AND l.cause_kind IN ('capture', 'fund')), 0) AS BIGINT) AS kept,
			CASE WHEN a.funded AND NOT a.direct THEN a.goods + a.shipping ELSE 0 END AS due FROM allocations a) AS x WHERE kept <> due`},
	{"payment.escrow_of_order", "postings", "%v in or out of the escrow of another order, due %v", `
		SELECT id AS subject, amount AS kept, 0 AS due FROM postings
		WHERE (from_kind = 'escrow' AND from_owner <> order_id) OR (to_kind = 'escrow' AND to_owner <> order_id)`},
	{"payment.taxed", "order_lines", "%v is taxed of a line of %v", `
		SELECT * FROM (SELECT l.id AS subject, COALESCE((SELECT e.base FROM withholding_entries e
				WHERE e.order_id = l.order_id AND e.order_line_id = l.id AND e.event = 'accepted'), 0) AS kept,
				CASE WHEN a.goods = o.goods THEN l.amount ELSE l.packed_amount END AS due
			FROM order_lines l JOIN orders o ON o.id = l.order_id JOIN allocations a ON a.order_id = l.order_id WHERE a.funded AND NOT a.direct) AS x WHERE kept <> due`},
	{"payment.taxed_delivery", "orders", "%v is taxed of a delivery of %v", `
		SELECT * FROM (SELECT o.id AS subject, COALESCE((SELECT e.base FROM withholding_entries e
				WHERE e.order_id = o.id AND e.order_line_id = '' AND e.event = 'accepted'), 0) AS kept,
				CASE o.shipping_earner WHEN 'seller' THEN o.shipping ELSE 0 END AS due
			FROM orders o JOIN allocations a ON a.order_id = o.id WHERE a.funded AND NOT a.direct) AS x WHERE kept <> due`},
	{"payment.taxed_seller", "withheld_lines", "%v is withheld of another seller than the order's, due %v", `
		SELECT w.order_id || '/' || w.line_id AS subject, w.base AS kept, 0 AS due
		FROM withheld_lines w JOIN orders o ON o.id = w.order_id WHERE w.seller_id <> o.seller_id`},
	{"payment.open", "payments", "waits for %v although an order of it has moved on, due %v", `
		SELECT p.id AS subject, p.amount AS kept, 0 AS due FROM payments p WHERE p.status IN ('due', 'checking') AND NOT p.at_door AND EXISTS
		(SELECT 1 FROM allocations a JOIN orders o ON o.id = a.order_id WHERE a.payment_id = p.id AND o.status <> 'placed')`},
	{"payment.direct", "payments", "of %v: what it says of who collects is not what its orders say, or they are %v", `
		SELECT p.id AS subject, p.amount AS kept, COUNT(*) AS due FROM payments p JOIN allocations a ON a.payment_id = p.id JOIN orders o ON o.id = a.order_id
		GROUP BY p.id, p.amount, p.collector_id HAVING (p.collector_id IS NOT NULL AND COUNT(*) <> 1)
			OR MAX(CASE WHEN a.direct <> (p.collector_id IS NOT NULL) OR (o.collector = 'seller') <> (p.collector_id IS NOT NULL) OR p.collector_id <> o.seller_id THEN 1 ELSE 0 END) = 1`},
	{"payment.direct_payee", "payments", "of %v is paid to an account that was not its seller's, or not usable then (%v)", `
		SELECT p.id AS subject, p.amount AS kept, 0 AS due FROM payments p JOIN payees a ON a.id = p.payee_id
		WHERE a.bank_bin = '' OR a.usable_from > p.created_at OR (a.removed_at > 0 AND a.removed_at < p.created_at - 60000)
			OR (a.seller_id <> p.collector_id AND (a.kind <> 'own' OR NOT EXISTS (SELECT 1 FROM payees n
				WHERE n.seller_id = p.collector_id AND n.cooperative_id = a.seller_id AND n.accepted_at > 0 AND n.accepted_at <= p.created_at)))`},
	{"payment.direct_credit", "bank_credits", "of %v was confirmed by a seller whom nobody pays (%v)", `
		SELECT b.id AS subject, b.amount AS kept, 0 AS due FROM bank_credits b JOIN payments p ON p.id = b.payment_id
		WHERE b.source = 'seller' AND p.collector_id IS NULL`},
	{"payment.direct_posted", "payments", "of %v: the market booked %v of money that it never held", `
		SELECT p.id AS subject, p.amount AS kept, CAST(SUM(x.amount) AS BIGINT) AS due FROM payments p JOIN (
			SELECT c.payment_id, l.amount FROM captures c JOIN postings l ON l.cause_kind = 'capture' AND l.cause_id = c.id
			UNION ALL SELECT r.payment_id, l.amount FROM refunds r JOIN postings l ON l.cause_kind IN ('refund', 'refunded') AND l.cause_id = r.id
			UNION ALL SELECT l.cause_id, l.amount FROM postings l WHERE l.cause_kind = 'fund') AS x ON x.payment_id = p.id
		WHERE p.collector_id IS NOT NULL GROUP BY p.id, p.amount`},
	{"payment.direct_task", "money_tasks", "of %v is asked of another than who has the money (%v)", `
		SELECT t.id AS subject, t.amount AS kept, 0 AS due FROM money_tasks t JOIN payments p ON p.id = t.payment_id
		WHERE t.kind IN ('transfer', 'under', 'over', 'late', 'duplicate') AND COALESCE(t.seller_id, '') <> COALESCE(p.collector_id, '')`},
	{"payment.seller_asked", "orders", "is worth %v, paid or to be paid at the door, and its seller's clock stands at %v", `
		SELECT o.id AS subject, a.goods + a.shipping AS kept, o.confirm_by AS due FROM orders o JOIN allocations a ON a.order_id = o.id
		WHERE (a.funded OR o.payable_at = 'door') AND o.status = 'placed' AND o.confirm_by = 0
		AND (o.harvest_id IS NULL OR o.harvested_at > 0)`},
	{"payment.refund_done", "refunds", "of %v: done, and when, do not agree (%v)", `
		SELECT id AS subject, amount AS kept, done_at AS due FROM refunds WHERE (status = 'done') <> (done_at > 0)`},
	{"payment.refund_forgotten", "refunds", "of %v: nobody sends it or asks about it, due %v", `
		SELECT id AS subject, amount AS kept, 0 AS due FROM refunds WHERE status = 'failed' OR (status IN ('due', 'processing') AND poll_at = 0)`},
	{"payment.refund_task", "refunds", "of %v: to be transferred, and nobody is asked to, due %v", `
		SELECT r.id AS subject, r.amount AS kept, 0 AS due FROM refunds r WHERE (r.status = 'needs_account' OR (r.status = 'sending' AND r.poll_at = 0))
		AND NOT EXISTS (SELECT 1 FROM money_tasks t WHERE t.refund_id = r.id AND t.kind = 'transfer' AND t.state = 'open')`},
	{"payment.credit_task", "bank_credits", "of %v: not matched, and nobody is asked, due %v", `
		SELECT b.id AS subject, b.amount AS kept, 0 AS due FROM bank_credits b WHERE b.state = 'unmatched'
		AND NOT EXISTS (SELECT 1 FROM money_tasks t WHERE t.credit_id = b.id AND t.kind = 'unmatched' AND t.state = 'open')`},
	{"payment.credit_returned", "bank_credits", "%v went back to who sent it or left the books, due %v", `
		SELECT * FROM (SELECT b.id AS subject, CAST(COALESCE((SELECT SUM(l.amount) FROM postings l
				WHERE l.cause_kind = CASE b.state WHEN 'foreign' THEN 'credit_foreign' ELSE 'credit_returned' END AND l.cause_id = b.id AND l.to_kind = 'bank'), 0) AS BIGINT) AS kept,
			CASE WHEN b.state IN ('settled', 'foreign') AND NOT EXISTS (SELECT 1 FROM remittances r WHERE r.credit_id = b.id)
				AND NOT EXISTS (SELECT 1 FROM handovers h WHERE h.credit_id = b.id) THEN b.amount ELSE 0 END AS due
			FROM bank_credits b) AS x WHERE kept <> due`},
	{"payment.twin", "bank_credits", "of %v is the twin of one of %v, or of a twin, or was booked as well", `
		SELECT t.id AS subject, t.amount AS kept, b.amount AS due FROM bank_credits t JOIN bank_credits b ON b.id = t.twin_of
		WHERE t.amount <> b.amount OR t.account <> b.account OR b.twin_of IS NOT NULL OR EXISTS
			(SELECT 1 FROM postings l WHERE l.cause_id = t.id AND l.cause_kind = 'credit') OR EXISTS
			(SELECT 1 FROM captures c WHERE c.provider_txn_id = t.source || ':' || t.source_id)`},
	{"payment.twin_task", "bank_credits", "of %v: in doubt, and nobody is asked, due %v", `
		SELECT b.id AS subject, b.amount AS kept, 0 AS due FROM bank_credits b WHERE b.state = 'doubtful'
		AND NOT EXISTS (SELECT 1 FROM money_tasks t WHERE t.credit_id = b.id AND t.kind = 'twin' AND t.state = 'open')`},
}
