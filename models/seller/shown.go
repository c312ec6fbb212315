package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
)

// Why a stall is not shown to everybody. Unpublished is also why one is suspended.
const (
	Unpublished = "seller.unpublished" // one of its keepers has taken back that it is
	Unagreed    = "seller.unagreed"    // none of its keepers has agreed to it
)

// Unshown is what keeps a stall from being shown to everybody, or "". Unpublished: one of its
// keepers (actor.EditMembers) has taken back that stalls of theirs are shown, and not agreed
// again. Unagreed: it was applied for since that is asked on the way, and no keeper of it
// agrees. A no alone keeps nothing from a stall that another of its keepers agreed to.
func Unshown(ctx context.Context, q *gorm.DB, sellerID string) (string, error) {
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
	var said struct {
		Back, Agreed int64
		ByConsent    bool
	}
	err = q.WithContext(ctx).Raw(`SELECT s.by_consent,
			(SELECT COUNT(*) FROM people p WHERE p.id IN @keepers
				AND EXISTS (SELECT 1 FROM consents c WHERE c.person_id = p.id AND c.purpose = 'publishing' AND c.withdrawn_at > 0)
				AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.person_id = p.id AND c.purpose = 'publishing' AND c.withdrawn_at = 0)) AS back,
			(SELECT COUNT(*) FROM consents c WHERE c.person_id IN @keepers AND c.purpose = 'publishing' AND c.withdrawn_at = 0) AS agreed
		FROM sellers s WHERE s.id = @seller`, map[string]any{"seller": sellerID, "keepers": keepers}).Scan(&said).Error
	switch {
	case err != nil:
		return "", err
	case said.Back > 0:
		return Unpublished, nil
	case said.ByConsent && said.Agreed == 0:
		return Unagreed, nil
	}
	return "", nil
}

// StopUnpublished suspends a stall that sells, because one of its keepers no longer agrees
// that it is shown. One that does not sell stays as it is. The row is held before its state is
// read: a check that opens it at the same moment sees the word, or is undone by it.
func StopUnpublished(ctx context.Context, tx *gorm.DB, sellerID string, by actor.System, now clock.Instant) error {
	if err := hold(ctx, tx, sellerID); err != nil {
		return err
	}
	s, err := Find(ctx, tx, sellerID)
	if err != nil || s.State != Active {
		return err
	}
	return move(ctx, tx, s, Suspended, Unpublished, by, now)
}
