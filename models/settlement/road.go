package settlement

import (
	"context"

	"gorm.io/gorm"
)

// road is how money of a batch leaves the house. The bank takes transfers to sellers and
// buyers, the post a list of who comes to fetch theirs; each is handed over and answers by
// itself.
type road string

// The two roads.
const (
	byBank road = "bank"
	byPost road = "post"
)

// goes is the condition by which payouts take the road.
func (r road) goes() string {
	if r == byPost {
		return "EXISTS (SELECT 1 FROM payees a WHERE a.id = payouts.account_id AND a.kind = 'post')"
	}
	return "NOT EXISTS (SELECT 1 FROM payees a WHERE a.id = payouts.account_id AND a.kind = 'post')"
}

// ref is the column of a batch that holds the answer's reference.
func (r road) ref() string { return string(r) + "_ref" }

// reasons are those for which a payout comes back on the road.
func (r road) reasons() []string {
	if r == byPost {
		return PostReasons
	}
	return Reasons
}

// road is the one that p takes.
func (p Payout) road(ctx context.Context, q *gorm.DB) (road, error) {
	var n int64
	err := q.WithContext(ctx).Table("payees").Where("id = ? AND kind = 'post'", p.AccountID).Count(&n).Error
	if n > 0 {
		return byPost, err
	}
	return byBank, err
}
