package onboarding

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// Apply opens a stall that is still to be checked, once for key, and asks what is asked of
// its kind. See seller.Apply.
func (o *Onboarding) Apply(ctx context.Context, in seller.NewSeller, key string, by actor.Actor) (sellerID string, err error) {
	return o.made(ctx, by, "seller.apply", key, in, func(tx *gorm.DB, now clock.Instant) (string, error) {
		s, err := seller.Apply(ctx, tx, o.Keys, in, by, now)
		if err != nil {
			return "", err
		}
		_, err = requirement.Ask(ctx, tx, s.ID, string(s.Kind), by, now)
		return s.ID, err
	})
}

// AddMember lets a person act for a seller. See seller.AddMember.
func (o *Onboarding) AddMember(ctx context.Context, sellerID, personID string, rights actor.Rights, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error {
		return seller.AddMember(ctx, tx, sellerID, personID, rights, by, o.Now())
	})
}

// ChangeRights replaces what a member may do. See seller.ChangeRights.
func (o *Onboarding) ChangeRights(ctx context.Context, sellerID, personID string, rights actor.Rights, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error {
		return seller.ChangeRights(ctx, tx, sellerID, personID, rights, by, o.Now())
	})
}

// RemoveMember ends what a person may do for a seller. See seller.RemoveMember.
func (o *Onboarding) RemoveMember(ctx context.Context, sellerID, personID string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.RemoveMember(ctx, tx, sellerID, personID, by, o.Now()) })
}

// SetPayee replaces where a seller's money goes. See seller.SetPayee. The name of an own
// account is compared with those of the stall and its members: another one asks an officer,
// and money waits for their word.
func (o *Onboarding) SetPayee(ctx context.Context, in seller.NewPayee, by actor.Member, proof actor.Proof) (*seller.Payee, error) {
	var p *seller.Payee
	err := o.DB.Tx(ctx, func(tx *gorm.DB) (err error) {
		if p, err = seller.SetPayee(ctx, tx, o.Keys, in, by, proof, o.Now()); err != nil {
			return err
		}
		names, err := namesOf(ctx, tx, by.SellerID)
		if err != nil {
			return err
		}
		_, err = requirement.Named(ctx, tx, o.Keys, by.SellerID, p.Holder, names, p.Kind != seller.OwnAccount, by, o.Now())
		return err
	})
	return p, err
}

// namesOf are the names in which a seller's own account may be.
func namesOf(ctx context.Context, q *gorm.DB, sellerID string) ([]string, error) {
	s, err := seller.Find(ctx, q, sellerID)
	if err != nil {
		return nil, err
	}
	members, err := seller.Members(ctx, q, sellerID)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(members))
	for i, m := range members {
		ids[i] = m.PersonID
	}
	people, err := account.Names(ctx, q, ids)
	names := []string{s.Name}
	for _, name := range people {
		names = append(names, name)
	}
	return names, err
}

// AcceptGrower takes a grower's money to hand it on. See seller.AcceptGrower.
func (o *Onboarding) AcceptGrower(ctx context.Context, payeeID string, by actor.Member) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.AcceptGrower(ctx, tx, payeeID, by, o.Now()) })
}

// RefuseGrower ends that. See seller.RefuseGrower.
func (o *Onboarding) RefuseGrower(ctx context.Context, payeeID string, by actor.Member) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.RefuseGrower(ctx, tx, payeeID, by, o.Now()) })
}
