package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// claimed is the reason in the history row of a claim.
const claimed = "claimed"

// Claim makes a catalogue entry the member's seller's own draft. It refuses with
// "product.claimed" an entry that another seller was faster to claim, and with
// "product.unknown" what is no entry, be it what another seller has made.
// Who says on the entry that they make the product stays as it is.
func Claim(ctx context.Context, tx *gorm.DB, productID string, by actor.Member, now clock.Instant) error {
	if by.SellerID == "" || !by.Rights.Has(actor.EditProducts) {
		return fault.New(fault.Forbidden, "right.edit_products")
	}
	p, err := Find(ctx, tx, productID)
	switch {
	case err != nil:
		return err
	case p.SellerID == by.SellerID:
		return nil
	case p.State == Staged:
		return fault.New(fault.NotFound, "product.unknown")
	case p.SellerID != "":
		return taken(ctx, tx, p.ID)
	}
	if err := touch(ctx, tx, p, map[string]any{"seller_id": by.SellerID}); err != nil {
		return err
	}
	return record(ctx, tx, p.ID, p.State, p.State, claimed, by, now)
}

// taken is why a product that has a seller cannot be claimed. Whoever looked for entries
// has seen one that is gone meanwhile; of another's product they know nothing.
func taken(ctx context.Context, tx *gorm.DB, productID string) error {
	var entry int64
	err := tx.WithContext(ctx).Model(&Move{}).Where("product_id = ? AND reason = ?", productID, claimed).Count(&entry).Error
	switch {
	case err != nil:
		return err
	case entry == 0:
		return fault.New(fault.NotFound, "product.unknown")
	}
	return fault.New(fault.Conflict, "product.claimed")
}
