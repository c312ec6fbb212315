package invoice

import (
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// Clerk is who issues invoices: somebody of a seller for that seller's own, or the market's
// desk for those that the market issues. What another issues does not exist for a seller.
type Clerk struct {
	actor.Actor
	sellerID string // "" at the desk
	may      bool
}

// SellerClerk is a seller's member, who needs the right to handle orders.
func SellerClerk(by actor.Member) Clerk {
	return Clerk{by, by.SellerID, by.Rights.Has(actor.HandleOrders)}
}

// DeskClerk is the market's desk.
func DeskClerk(by actor.Admin) Clerk { return Clerk{by, "", true} }

// Filter narrows a list to what the clerk issues.
func (c Clerk) Filter() Filter {
	if c.sellerID == "" {
		return Filter{Issuer: ByMarket}
	}
	return Filter{SellerID: c.sellerID, Issuer: BySeller}
}

// allowed refuses a member without the right.
func (c Clerk) allowed() error {
	if !c.may {
		return fault.New(fault.Forbidden, "right."+string(actor.HandleOrders))
	}
	return nil
}

// issues refuses an invoice that is not the clerk's to issue.
func (c Clerk) issues(v Invoice) error {
	if c.sellerID != "" && (v.SellerID != c.sellerID || v.Kind == Fee) {
		return fault.New(fault.NotFound, "invoice.unknown")
	}
	if err := c.allowed(); err != nil {
		return err
	}
	if (c.sellerID == "") != (v.Issuer == ByMarket) {
		return fault.New(fault.Conflict, "invoice.issuer")
	}
	return nil
}
