package stock

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
)

// Taken is what was packed for a holder out of one lot.
type Taken struct {
	VariantID   string
	Code        string // as the seller calls the lot; may be empty, as the days may
	HarvestedOn clock.Date
	BestBefore  clock.Date
	Quantity    int64
}

// TakenFor returns the lots out of which the variants were packed for a holder, since the
// instant from which it held them: one step back on their way. What is not packed yet has
// none.
func TakenFor(ctx context.Context, q *gorm.DB, holder string, since clock.Instant, variantIDs ...string) ([]Taken, error) {
	var all []Taken
	err := q.WithContext(ctx).Raw(`SELECT m.variant_id, l.code, l.harvested_on, l.best_before, CAST(-SUM(m.delta) AS BIGINT) AS quantity
		FROM stock_moves m JOIN lots l ON l.id = m.lot_id
		WHERE m.variant_id IN ? AND m.created_at >= ? AND m.holder = ? AND m.cause = 'packed'
		GROUP BY m.variant_id, l.id, l.code, l.harvested_on, l.best_before, l.created_at
		ORDER BY m.variant_id, l.best_before, l.created_at, l.id`, variantIDs, since, holder).Scan(&all).Error
	return all, err
}
