package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// Collectors are, by seller, the rows that hold the accounts into which buyers can pay
// sellers at now: the seller's own, a relative's, or that of the cooperative which takes
// their money. Who has none that is usable is not among them, nor who is paid by the post.
func Collectors(ctx context.Context, q *gorm.DB, now clock.Instant, sellerIDs ...string) (map[string]Payee, error) {
	if len(sellerIDs) == 0 {
		return nil, nil
	}
	var rows []struct {
		Payee     `gorm:"embedded"`
		ForSeller string
	}
	err := q.WithContext(ctx).Raw(`SELECT a.*, n.seller_id AS for_seller FROM payees n
		JOIN payees a ON a.id = n.id AND n.kind IN ('own', 'relative')
			OR a.seller_id = n.cooperative_id AND a.kind = 'own' AND n.accepted_at > 0 AND n.accepted_at <= @now AND a.removed_at = 0 AND a.usable_from <= @now
		WHERE n.seller_id IN @sellers AND n.removed_at = 0 AND n.usable_from <= @now`,
		map[string]any{"now": now, "sellers": sellerIDs}).Scan(&rows).Error
	out := make(map[string]Payee, len(rows))
	for _, r := range rows {
		out[r.ForSeller] = r.Payee
	}
	return out, err
}
