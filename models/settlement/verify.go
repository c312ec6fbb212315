package settlement

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promises of payouts: what a payout says is what its postings say,
// in every state, of its own seller; it went to the payee in force, less the fee of the
// terms in force; it came there move by move; no seller was paid more than came into their account; and a batch is
// done when, and only when, all of its transfers are. A transfer to a buyer is worth what
// it carries, and its refunds are where it is.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var out []proof.Violation
	for _, check := range []func(*gorm.DB) ([]proof.Violation, error){wrongPayouts, wrongPayees, wrongFees, wrongMoves, overpaid, wrongBatches, wrongTransfers, wrongLines} {
		found, err := check(q.WithContext(ctx))
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

func wrongPayouts(q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct {
		ID, Status                                  string
		Amount, Fee, Taken, InTransit, Banked, Kept money.VND
	}
	err := q.Raw(`SELECT * FROM (SELECT p.id, p.status, p.amount, p.fee,
		CAST(COALESCE(SUM(CASE WHEN g.from_kind = 'seller' AND g.from_owner = p.seller_id THEN g.amount
			WHEN g.to_kind = 'seller' AND g.to_owner = p.seller_id THEN -g.amount END), 0) AS BIGINT) AS taken,
		CAST(COALESCE(SUM(CASE WHEN g.to_kind = 'payout_transit' THEN g.amount WHEN g.from_kind = 'payout_transit' THEN -g.amount END), 0) AS BIGINT) AS in_transit,
		CAST(COALESCE(SUM(CASE WHEN g.to_kind = 'bank' THEN g.amount WHEN g.from_kind = 'bank' THEN -g.amount END), 0) AS BIGINT) AS banked,
		CAST(COALESCE(SUM(CASE WHEN g.to_kind = 'payout_fee' THEN g.amount WHEN g.from_kind = 'payout_fee' THEN -g.amount END), 0) AS BIGINT) AS kept
		FROM payouts p LEFT JOIN postings g ON g.cause_kind IN ('payout', 'payout_paid', 'payout_returned') AND g.cause_id = p.id
		GROUP BY p.id, p.status, p.amount, p.fee) AS t
		WHERE taken <> CASE status WHEN 'returned' THEN 0 ELSE amount + fee END OR kept <> CASE status WHEN 'returned' THEN 0 ELSE fee END
		OR in_transit <> CASE WHEN status IN ('due', 'sent') THEN amount ELSE 0 END
		OR banked <> CASE status WHEN 'paid' THEN amount ELSE 0 END ORDER BY id`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "settlement.payout", Subject: "payouts/" + r.ID, Detail: fmt.Sprintf(
			"%s, %v and a fee of %v; postings took %v from the seller, hold %v in transit and %v at the bank and kept %v", r.Status, r.Amount, r.Fee, r.Taken, r.InTransit, r.Banked, r.Kept)})
	}
	return out, err
}

// wrongPayees finds payouts to somebody else than the payee who was in force. A change that
// committed while the payout was made may stand before it by as long as a transaction takes.
func wrongPayees(q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct{ ID, PayeeID, AccountID string }
	err := q.Raw(`SELECT p.id, p.payee_id, p.account_id FROM payouts p JOIN payees n ON n.id = p.payee_id JOIN payees a ON a.id = p.account_id
		WHERE n.seller_id <> p.seller_id OR n.usable_from > p.created_at OR a.usable_from > p.created_at
		OR (n.removed_at > 0 AND n.removed_at < p.created_at - 60000) OR (a.removed_at > 0 AND a.removed_at < p.created_at - 60000)
		OR CASE n.kind WHEN 'cooperative' THEN n.accepted_at = 0 OR n.accepted_at > p.created_at OR a.seller_id <> n.cooperative_id OR a.kind <> 'own'
			ELSE a.id <> n.id END
		ORDER BY p.id`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "settlement.payee", Subject: "payouts/" + r.ID,
			Detail: fmt.Sprintf("went by payee %s to %s, who was not in force", r.PayeeID, r.AccountID)})
	}
	return out, err
}

// wrongFees finds payouts of which another fee was kept than the terms of their day say.
func wrongFees(q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct {
		ID       string
		Fee, Due money.VND
	}
	err := q.Raw(`SELECT * FROM (SELECT p.id, p.fee, CASE WHEN t.fee_bearer = 'seller' AND p.amount + p.fee >= t.minimum THEN t.fee ELSE 0 END AS due
		FROM payouts p JOIN payout_batches b ON b.id = p.batch_id
		JOIN payout_terms t ON t.valid_from = (SELECT MAX(x.valid_from) FROM payout_terms x WHERE x.valid_from <= b.day)) AS f
		WHERE fee <> due ORDER BY id`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "settlement.fee", Subject: "payouts/" + r.ID, Detail: fmt.Sprintf("kept %v, due %v", r.Fee, r.Due)})
	}
	return out, err
}

// wrongMoves finds payouts whose history does not lead to where they stand.
func wrongMoves(q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct {
		Subject, Status string
		Stays           int64
	}
	err := q.Raw(`SELECT subject, status, CAST(SUM(n) AS BIGINT) AS stays FROM (
		SELECT payout_id AS subject, to_status AS status, 1 AS n FROM payout_moves
		UNION ALL SELECT payout_id, from_status, -1 FROM payout_moves WHERE from_status <> ''
		UNION ALL SELECT id, status, -1 FROM payouts) AS steps GROUP BY subject, status HAVING SUM(n) <> 0 ORDER BY subject, status`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "settlement.history", Subject: "payouts/" + r.Subject,
			Detail: fmt.Sprintf("%s: came there and left, or stands there, with %+d moves too many", r.Status, r.Stays)})
	}
	return out, err
}

// overpaid compares payouts with all that ever came into a seller's account otherwise.
func overpaid(q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct {
		SellerID  string
		Paid, Had money.VND
	}
	err := q.Raw(`SELECT * FROM (SELECT p.seller_id, CAST(SUM(p.amount + p.fee) AS BIGINT) AS paid, COALESCE((SELECT CAST(SUM(g.amount) AS BIGINT) FROM postings g
			WHERE g.to_kind = 'seller' AND g.to_owner = p.seller_id AND g.cause_kind <> 'payout_returned'), 0) AS had
		FROM payouts p WHERE p.status <> 'returned' GROUP BY p.seller_id) AS t WHERE paid > had ORDER BY seller_id`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "settlement.overpaid", Subject: "sellers/" + r.SellerID,
			Detail: fmt.Sprintf("paid %v out of %v that were earned", r.Paid, r.Had)})
	}
	return out, err
}

func wrongBatches(q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct {
		ID, Status string
		Pending    int64
	}
	err := q.Raw(`SELECT * FROM (SELECT b.id, b.status,
		(SELECT COUNT(*) FROM payouts p WHERE p.batch_id = b.id AND p.status IN ('due', 'sent'))
		+ (SELECT COUNT(*) FROM refund_transfers r WHERE r.batch_id = b.id AND r.status IN ('due', 'sent')) AS pending FROM payout_batches b) AS t
		WHERE (status = 'paid' AND pending > 0) OR (status = 'exported' AND pending = 0) ORDER BY id`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "settlement.batch", Subject: "payout_batches/" + r.ID,
			Detail: fmt.Sprintf("is %s with %d transfers on their way", r.Status, r.Pending)})
	}
	return out, err
}

// wrongTransfers finds transfers to buyers that are not worth what they carry.
func wrongTransfers(q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct {
		ID            string
		Amount, Lines money.VND
	}
	err := q.Raw(`SELECT t.id, t.amount, CAST(COALESCE(SUM(l.amount), 0) AS BIGINT) AS lines FROM refund_transfers t
		LEFT JOIN refund_transfer_lines l ON l.transfer_id = t.id
		GROUP BY t.id, t.amount HAVING t.amount <> COALESCE(SUM(l.amount), 0) ORDER BY t.id`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "settlement.refund_transfer", Subject: "refund_transfers/" + r.ID,
			Detail: fmt.Sprintf("is %v and carries %v", r.Amount, r.Lines)})
	}
	return out, err
}

// wrongLines finds refunds that are not where their transfer is: on its way, done with its
// reference, or free again; and refunds that say to be in a transfer which does not know.
func wrongLines(q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct{ RefundID, Status, Is string }
	err := q.Raw(`SELECT l.refund_id, t.status, r.status AS "is" FROM refund_transfer_lines l
		JOIN refund_transfers t ON t.id = l.transfer_id JOIN refunds r ON r.id = l.refund_id
		WHERE r.payment_id <> t.payment_id OR r.amount <> l.amount OR CASE t.status
			WHEN 'returned' THEN COALESCE(r.transfer_id, '') = t.id
			WHEN 'paid' THEN COALESCE(r.transfer_id, '') <> t.id OR r.status <> 'done' OR r.evidence <> t.bank_ref
			ELSE COALESCE(r.transfer_id, '') <> t.id OR r.status <> 'sending' OR r.poll_at <> 0 END
		UNION ALL SELECT r.id, '', r.status FROM refunds r WHERE r.transfer_id IS NOT NULL
		AND NOT EXISTS (SELECT 1 FROM refund_transfer_lines l WHERE l.transfer_id = r.transfer_id AND l.refund_id = r.id)
		ORDER BY 1`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "settlement.refund_line", Subject: "refunds/" + r.RefundID,
			Detail: fmt.Sprintf("is %s while its transfer is %q", r.Is, r.Status)})
	}
	return out, err
}
