package privacy

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
)

// What stands in the way of an erasure: the keys of the sentences that say what to do.
const (
	OrderOpen     = "privacy.order_open"     // an order is under way
	MoneyDue      = "privacy.money_due"      // money is on its way back
	ComplaintOpen = "privacy.complaint_open" // a complaint is not closed
	StallOpen     = "privacy.stall_open"     // a stall would be left without anybody
	StallMoney    = "privacy.stall_money"    // a closed stall still has orders or money
	DeskRole      = "privacy.desk_role"      // one of the desk
)

// Obstacles tells what stands in the way of the actor's erasure, each with a sentence that
// says what to do; none when nothing does.
func (p *Privacy) Obstacles(ctx context.Context, by actor.Buyer) ([]*fault.Fault, error) {
	q := p.DB.Read(ctx)
	who, err := account.Person(ctx, q, by.PersonID)
	if err != nil {
		return nil, err
	}
	household, err := account.People(ctx, q, who.PhoneID)
	if err != nil {
		return nil, err
	}
	return obstacles(ctx, q, who, len(household) == 1)
}

// ownerOf is whose orders go with a person: the last of a phone takes those of its guests
// along, because nobody else finds them any more.
func ownerOf(who account.PersonCard, last bool) order.Owner {
	o := order.Owner{PersonID: who.ID}
	if last {
		o.PhoneID = who.PhoneID
	}
	return o
}

func obstacles(ctx context.Context, q *gorm.DB, who account.PersonCard, last bool) ([]*fault.Fault, error) {
	var out []*fault.Fault
	for _, c := range []struct {
		key   string
		count func(context.Context, *gorm.DB, order.Owner) (int64, error)
	}{
		{OrderOpen, order.Unfinished}, {MoneyDue, payment.Unsettled}, {ComplaintOpen, complaint.Unfinished},
	} {
		n, err := c.count(ctx, q, ownerOf(who, last))
		if err != nil {
			return nil, err
		}
		if n > 0 {
			out = append(out, fault.New(fault.Conflict, c.key))
		}
	}
	stalls, err := seller.MembershipsOf(ctx, q, who.ID)
	if err != nil {
		return nil, err
	}
	for _, st := range stalls {
		key, err := held(ctx, q, st)
		if err != nil {
			return nil, err
		}
		if key != "" {
			out = append(out, fault.New(fault.Conflict, key).With("stall", st.Name))
		}
	}
	roles, err := account.Roles(ctx, q, who.ID)
	if err != nil {
		return nil, err
	}
	if slices.ContainsFunc(roles, func(r account.Role) bool { return r.Role == account.Admin }) {
		out = append(out, fault.New(fault.Conflict, DeskRole))
	}
	return out, nil
}

// held tells why somebody may not leave a stall; empty when they may.
func held(ctx context.Context, q *gorm.DB, st seller.Stall) (string, error) {
	if !st.Rights.Has(actor.EditMembers) {
		return "", nil
	}
	n, err := seller.Editors(ctx, q, st.SellerID)
	if err != nil || n > 1 {
		return "", err
	}
	if st.State != seller.Closed {
		return StallOpen, nil
	}
	balance, err := ledger.Balance(ctx, q, ledger.Seller(st.SellerID))
	if err != nil {
		return "", err
	}
	sales, err := order.UnfinishedSales(ctx, q, st.SellerID)
	if err != nil {
		return "", err
	}
	way, err := settlement.OnTheWay(ctx, q, st.SellerID)
	if err != nil {
		return "", err
	}
	if !balance.IsZero() || sales > 0 || way > 0 {
		return StallMoney, nil
	}
	return "", nil
}
