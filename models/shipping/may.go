package shipping

import (
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// mayEdit lets through a member with the right to edit products of that seller, a helper
// of that seller, the desk, and the program itself. To everybody else the seller does not
// exist.
func mayEdit(sellerID string, by actor.Actor) error {
	switch who := by.(type) {
	case actor.Member:
		if sellerID != "" && who.SellerID == sellerID {
			if !who.Rights.Has(actor.EditProducts) {
				return fault.New(fault.Forbidden, "right.edit_products")
			}
			return nil
		}
	case actor.Helper:
		if sellerID != "" && who.SellerID == sellerID {
			return nil
		}
	case actor.Admin, actor.System:
		return nil
	}
	return fault.New(fault.NotFound, "seller.unknown")
}
