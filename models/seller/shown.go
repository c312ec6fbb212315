package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
)

// unpublished is "seller.unpublished" for a stall whose keeper has taken back that it is
// shown to everybody, and empty otherwise: only they can agree again.
func unpublished(ctx context.Context, q *gorm.DB, sellerID string) (string, error) {
	all, err := Members(ctx, q, sellerID)
	if err != nil {
		return "", err
	}
	var keepers []string
	for _, m := range all {
		if m.Rights.Has(actor.EditMembers) {
			keepers = append(keepers, m.PersonID)
		}
	}
	var back int64
	err = q.WithContext(ctx).Raw(`SELECT COUNT(*) FROM people p WHERE p.id IN ?
		AND EXISTS (SELECT 1 FROM consents c WHERE c.person_id = p.id AND c.purpose = 'publishing' AND c.withdrawn_at > 0)
		AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.person_id = p.id AND c.purpose = 'publishing' AND c.withdrawn_at = 0)`, keepers).Scan(&back).Error
	if err != nil || back > 0 {
		return Unpublished, err
	}
	return "", nil
}
