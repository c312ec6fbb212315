package privacy

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/seller"
)

// Answer writes down a person's yes or no to one question of consent, said by themself or
// through the helper beside them, and what waited for it goes on: with a yes to Publishing
// every stall that they keep opens of which nothing else is asked. One that was suspended
// because they took it back stays so until an officer opens it. It refuses as account.Answer
// does.
func (p *Privacy) Answer(ctx context.Context, by actor.Actor, in account.Consent) error {
	return p.DB.Tx(ctx, func(tx *gorm.DB) error {
		personID, err := p.Accounts.Answer(ctx, tx, by, in)
		if err != nil || in.Purpose != account.Publishing || in.Answer != account.Yes {
			return err
		}
		return p.kept(ctx, tx, personID, func(stall seller.Stall) error {
			_, err := seller.OpenReady(ctx, tx, stall.SellerID, actor.System{Job: "consent", Channel: by.Stamp().Channel}, p.Now())
			return err
		})
	})
}
