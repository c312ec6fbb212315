package privacy

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/seller"
)

// Withdraw takes back a person's agreement, and what stands on it ends with it: without
// Publishing their active stalls are suspended until they agree again and an officer opens
// them, without Helping whoever helps them just now stops. Orders that stand are finished.
// It refuses as account.Withdraw does.
func (p *Privacy) Withdraw(ctx context.Context, by actor.Buyer, purpose string) error {
	err := p.DB.Tx(ctx, func(tx *gorm.DB) error {
		if err := p.Accounts.Withdraw(ctx, tx, by, purpose); err != nil || purpose != account.Publishing {
			return err
		}
		return p.kept(ctx, tx, by.PersonID, func(stall seller.Stall) error {
			return seller.StopUnpublished(ctx, tx, stall.SellerID, actor.System{Job: "consent", Channel: by.Channel}, p.Now())
		})
	})
	p.Accounts.Reread()
	if err == nil && purpose == account.Helping {
		err = p.Accounts.EndAssistsOf(ctx, by)
	}
	return err
}

// kept runs fn for every stall that a person keeps, always in one order.
func (p *Privacy) kept(ctx context.Context, tx *gorm.DB, personID string, fn func(seller.Stall) error) error {
	all, err := seller.MembershipsOf(ctx, tx, personID)
	for _, s := range all {
		if err == nil && s.Rights.Has(actor.EditMembers) {
			err = fn(s)
		}
	}
	return err
}

// Shown lists the stalls that are hidden when the person no longer agrees that they are
// shown: active ones that they govern.
func Shown(ctx context.Context, q *gorm.DB, by actor.Buyer) ([]seller.Stall, error) {
	all, err := seller.MembershipsOf(ctx, q, by.PersonID)
	var out []seller.Stall
	for _, s := range all {
		if s.State == seller.Active && s.Rights.Has(actor.EditMembers) {
			out = append(out, s)
		}
	}
	return out, err
}
