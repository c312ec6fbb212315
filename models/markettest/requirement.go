package markettest

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
)

// proved writes that everything asked of a household is accepted.
func (m *Market) proved(t testing.TB, sellerID string) {
	t.Helper()
	var rows, moves []map[string]any
	for kind, blocks := range map[string]string{"identity": "trade", "tax_code": "payout", "food_safety": "packed", "bank_name": "payout"} {
		id := db.NewID()
		rows = append(rows, map[string]any{
			"id": id, "seller_id": sellerID, "kind": kind, "blocks": blocks, "due_on": "2026-01-01", "state": "accepted", "method": "papers",
			"decided_by": "test", "decided_at": m.Now(), "created_at": m.Now(),
		})
		moves = append(moves, map[string]any{
			"id": db.NewID(), "requirement_id": id, "to_state": "accepted", "actor_kind": "system", "actor_id": "test", "channel": "cli", "created_at": m.Now(),
		})
	}
	m.tx(t, func(tx *gorm.DB) error {
		if err := tx.Table("requirements").Create(rows).Error; err != nil {
			return err
		}
		return tx.Table("requirement_moves").Create(moves).Error
	})
}
