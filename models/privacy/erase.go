package privacy

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/trader"
)

// Erase ends the actor's account, at once and for good. It asks for a fresh proof
// ("proof.needed") and refuses with the sentences of Obstacles what is still to be settled.
// The last person of a phone takes its number along; every session ends with it.
func (p *Privacy) Erase(ctx context.Context, by actor.Buyer, proof actor.Proof) error {
	if !proof.Of(by.PersonID, p.Now()) {
		return fault.New(fault.Forbidden, "proof.needed")
	}
	who, err := account.Person(ctx, p.DB.Read(ctx), by.PersonID)
	if err != nil {
		return err
	}
	number, err := p.Accounts.PhoneNumber(ctx, p.DB.Read(ctx), who.PhoneID)
	if err != nil {
		return err
	}
	err = p.DB.Tx(ctx, func(tx *gorm.DB) error {
		household, err := account.Hold(ctx, tx, who.PhoneID)
		if err != nil {
			return err
		}
		last := len(household) == 1
		left, err := obstacles(ctx, tx, who, last)
		if err != nil {
			return err
		}
		if len(left) > 0 {
			return fault.List(left).Err()
		}
		if err := p.wipe(ctx, tx, by, ownerOf(who, last)); err != nil {
			return err
		}
		if err := p.Accounts.Erase(ctx, tx, by, by.PersonID); err != nil || !last {
			return err
		}
		if reached, err := seller.Reached(ctx, tx, who.PhoneID); err != nil || reached {
			return err // it is a stall's number, and stays that
		}
		return p.Accounts.ErasePhone(ctx, tx, by, who.PhoneID)
	})
	p.Accounts.Reread()
	if err != nil {
		return err
	}
	p.Accounts.TellErased(ctx, number, who)
	return nil
}

// wipe asks every room to forget what it keeps of an owner; the rows stay.
func (p *Privacy) wipe(ctx context.Context, tx *gorm.DB, by actor.Buyer, o order.Owner) error {
	stalls, err := seller.MembershipsOf(ctx, tx, by.PersonID)
	if err != nil {
		return err
	}
	for _, st := range stalls {
		if err := seller.Leave(ctx, tx, st.SellerID, by, p.Now()); err != nil {
			return err
		}
	}
	photos, err := complaint.Forget(ctx, tx, o)
	if err != nil {
		return err
	}
	for _, id := range photos {
		if err := media.Release(ctx, tx, id, p.Now()); err != nil {
			return err
		}
	}
	for _, forget := range []func() error{
		func() error { return conversation.Forget(ctx, tx, o) },
		func() error { return order.Forget(ctx, tx, o) },
		func() error { return payment.Forget(ctx, tx, o) },
		func() error { return invoice.Forget(ctx, tx, o) },
		func() error { return cart.Forget(ctx, tx, o.PersonID) },
		func() error { return moderation.Forget(ctx, tx, o.PersonID) },
		func() error { return identity.Forget(ctx, tx, o.PersonID) },
		func() error { return seller.ForgetWords(ctx, tx, o.PersonID) },
		func() error { return trader.Forget(ctx, tx, o.PersonID) },
	} {
		if err := forget(); err != nil {
			return err
		}
	}
	return nil
}
