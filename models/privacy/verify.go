package privacy

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promise of privacy: of who was erased nothing readable is left,
// and nobody of them is signed in.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	const erased = "(SELECT id FROM people WHERE state = 'erased')"
	var out []proof.Violation
	for _, c := range []struct{ table, detail, where string }{
		{"sessions", "somebody erased is signed in", "revoked_at = 0 AND person_id IN " + erased},
		{"addresses", "an address of somebody erased is kept", "sealed <> '' AND person_id IN " + erased},
		{"order_groups", "where an order of somebody erased went is kept", "address_sealed <> '' AND person_id IN " + erased},
		{"roles", "somebody erased holds a role", "revoked_at = 0 AND person_id IN " + erased},
		{"seller_members", "somebody erased acts for a seller", "removed_at = 0 AND person_id IN " + erased},
		{"consents", "a consent of somebody erased stands", "withdrawn_at = 0 AND person_id IN " + erased},
		{"listing_reports", "the words of somebody erased are kept", "words_sealed <> '' AND actor_kind = 'buyer' AND actor_id IN " + erased},
		{"identity_attempts", "what a check found of somebody erased is kept", "name_sealed || number_sealed || number_blind <> '' AND person_id IN " + erased},
		{"seller_appeals", "the words of somebody erased are kept", "words_sealed <> '' AND filed_by IN " + erased},
		{"conversation_messages", "what was said to somebody erased is kept", `text_sealed <> '' AND order_id IN
			(SELECT o.id FROM orders o JOIN order_groups g ON g.id = o.group_id WHERE g.person_id IN ` + erased + ")"},
		{"invoices", "to whom somebody erased wanted an invoice made out is kept", `(state = 'void' OR (kind = 'sale' AND state NOT IN ('handed', 'issued'))) AND buyer_sealed <> ''
			AND order_id IN (SELECT o.id FROM orders o JOIN order_groups g ON g.id = o.group_id WHERE g.person_id IN ` + erased + ")"},
		{"refunds", "the account of somebody erased is kept", `status = 'done' AND account_sealed <> '' AND payment_id IN
			(SELECT p.id FROM payments p JOIN order_groups g ON g.id = p.group_id WHERE g.person_id IN ` + erased + ")"},
		{"refund_transfers", "the account of somebody erased is kept", `status IN ('paid', 'returned') AND account_sealed <> '' AND payment_id IN
			(SELECT p.id FROM payments p JOIN order_groups g ON g.id = p.group_id WHERE g.person_id IN ` + erased + ")"},
	} {
		var ids []string
		if err := q.WithContext(ctx).Raw("SELECT id FROM " + c.table + " WHERE " + c.where + " ORDER BY id LIMIT 100").Scan(&ids).Error; err != nil {
			return nil, err
		}
		for _, id := range ids {
			out = append(out, proof.Violation{Rule: "privacy.erased", Subject: c.table + "/" + id, Detail: c.detail})
		}
	}
	return out, nil
}
