package ledger

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
)

// Balance is what came into the account less what went out. Sellers, escrows, suspense
// and transit are read from their running balance, all others are summed.
func Balance(ctx context.Context, q *gorm.DB, a Account) (money.VND, error) {
	var v money.VND
	q = q.WithContext(ctx)
	switch {
	case a.Kind == KindSeller:
		q = q.Raw("SELECT balance FROM seller_balances WHERE seller_id = ?", a.Owner)
	case a.filled():
		q = q.Raw("SELECT balance FROM account_balances WHERE kind = ? AND owner = ?", a.Kind, a.Owner)
	default:
		q = q.Raw(`SELECT CAST(
			COALESCE((SELECT SUM(amount) FROM postings WHERE to_kind = ? AND to_owner = ?), 0) -
			COALESCE((SELECT SUM(amount) FROM postings WHERE from_kind = ? AND from_owner = ?), 0) AS BIGINT)`,
			a.Kind, a.Owner, a.Kind, a.Owner)
	}
	err := q.Scan(&v).Error
	return v, err
}

// Sum is the balance of all accounts of a kind together.
type Sum struct {
	Kind    string
	Balance money.VND
}

// Sums adds up every kind that has postings, in the order of their names. It reads the
// whole ledger: for reports and proofs, not for pages.
func Sums(ctx context.Context, q *gorm.DB) ([]Sum, error) {
	var out []Sum
	err := q.WithContext(ctx).Raw(`SELECT kind, CAST(SUM(amount) AS BIGINT) AS balance FROM (
		SELECT to_kind AS kind, amount FROM postings UNION ALL SELECT from_kind, -amount FROM postings) AS moved
		GROUP BY kind ORDER BY kind`).Scan(&out).Error
	return out, err
}

// Holding is an account that is not empty.
type Holding struct {
	Owner   string
	Balance money.VND
}

// Standing lists the escrow, suspense or transit accounts of a kind that hold money, by
// owner, after the owner given: what is still kept, not placed, on its way.
func Standing(ctx context.Context, q *gorm.DB, kind, after string, limit int) ([]Holding, error) {
	var out []Holding
	err := q.WithContext(ctx).Raw(`SELECT owner, balance FROM account_balances
		WHERE kind = ? AND owner > ? AND balance > 0 ORDER BY owner LIMIT ?`, kind, after, limit).Scan(&out).Error
	return out, err
}
