package aftersale

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/order"
)

// side finds a ticket and says on which side of it by stands: its buyer, a member who
// handles orders or a helper of its seller, or the desk. To all others it does not exist.
func side(ctx context.Context, q *gorm.DB, by actor.Actor, idOrCode string) (complaint.Ticket, complaint.Author, error) {
	t, err := complaint.Find(ctx, q, idOrCode)
	if err != nil {
		return t, "", err
	}
	unknown := fault.New(fault.NotFound, "complaint.unknown")
	switch who := by.(type) {
	case Buyer:
		g, err := order.FindGroup(ctx, q, t.GroupID)
		if err != nil || g.BelongsTo(who.PersonID, who.PhoneID) {
			return t, complaint.ByBuyer, err
		}
	case actor.Member:
		if who.SellerID == t.SellerID {
			if !who.Rights.Has(actor.HandleOrders) {
				return t, "", fault.New(fault.Forbidden, "right.handle_orders")
			}
			return t, complaint.BySeller, nil
		}
	case actor.Helper:
		if who.SellerID == t.SellerID {
			return t, complaint.BySeller, nil
		}
	case actor.Admin:
		return t, complaint.ByDesk, nil
	}
	return complaint.Ticket{}, "", unknown
}

// helping reports whether somebody presses for the seller, who sits beside them.
func helping(by actor.Actor) bool {
	switch who := by.(type) {
	case actor.Member:
		return who.HelperID != ""
	case actor.Helper:
		return true
	}
	return false
}

// pictures says whose pictures by may put into a message.
func pictures(by actor.Actor) media.Owner {
	switch who := by.(type) {
	case Buyer:
		return media.Owner{PersonID: who.id()}
	case actor.Member:
		return media.Owner{SellerID: who.SellerID}
	case actor.Helper:
		return media.Owner{SellerID: who.SellerID}
	}
	return media.Owner{PersonID: by.Stamp().ID}
}
