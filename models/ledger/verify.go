package ledger

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/proof"
)

// Verify recomputes the promises of the ledger from its postings: all accounts together
// are zero, every running balance (of sellers, escrows, suspense and transit) is the sum
// of its postings, and none of a cause is missing. That none but a seller's is below zero the database itself keeps.
func Verify(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	sums, err := Sums(ctx, q)
	if err != nil {
		return nil, err
	}
	var out []proof.Violation
	var whole money.VND
	for _, s := range sums {
		whole = whole.Add(s.Balance)
	}
	if !whole.IsZero() {
		out = append(out, proof.Violation{Rule: "ledger.sum", Subject: "postings", Detail: fmt.Sprintf("all accounts together are %v, due 0", whole)})
	}
	found, err := wrongBalances(ctx, q)
	if err != nil {
		return nil, err
	}
	out = append(out, found...)
	found, err = gaps(ctx, q)
	return append(out, found...), err
}

// gaps finds causes whose postings are not numbered from 0 on: one is gone.
func gaps(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct {
		CauseKind, CauseID string
		Last, There        int64
	}
	err := q.WithContext(ctx).Raw(`SELECT cause_kind, cause_id, MAX(seq) AS last, COUNT(*) AS there FROM postings
		GROUP BY cause_kind, cause_id HAVING MAX(seq) + 1 <> COUNT(*) ORDER BY cause_kind, cause_id`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "ledger.gap", Subject: "postings/" + r.CauseKind + "/" + r.CauseID,
			Detail: fmt.Sprintf("%d postings, the last of which is numbered %d", r.There, r.Last)})
	}
	return out, err
}

// wrongBalances compares every running balance with the postings.
func wrongBalances(ctx context.Context, q *gorm.DB) ([]proof.Violation, error) {
	var rows []struct {
		Kind, Owner string
		Kept, Moved money.VND
	}
	err := q.WithContext(ctx).Raw(`SELECT kind, owner, CAST(SUM(kept) AS BIGINT) AS kept, CAST(SUM(moved) AS BIGINT) AS moved FROM (
		SELECT 'seller' AS kind, seller_id AS owner, balance AS kept, 0 AS moved FROM seller_balances
		UNION ALL SELECT kind, owner, balance, 0 FROM account_balances
		UNION ALL SELECT to_kind, to_owner, 0, amount FROM postings
		UNION ALL SELECT from_kind, from_owner, 0, -amount FROM postings) AS t
		WHERE kind = 'seller' OR (owner <> '' AND kind IN ('escrow', 'suspense', 'refund_transit', 'payout_transit'))
		GROUP BY kind, owner HAVING SUM(kept) <> SUM(moved) ORDER BY kind, owner`).Scan(&rows).Error
	var out []proof.Violation
	for _, r := range rows {
		out = append(out, proof.Violation{Rule: "ledger.balance", Subject: Account{r.Kind, r.Owner}.String(),
			Detail: fmt.Sprintf("holds %v, postings sum to %v", r.Kept, r.Moved)})
	}
	return out, err
}
