package onboarding

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/seller"
)

// Apply opens a stall that is still to be checked, once for key. See seller.Apply.
func (o *Onboarding) Apply(ctx context.Context, in seller.NewSeller, key string, by actor.Actor) (sellerID string, err error) {
	return o.made(ctx, by, "seller.apply", key, in, func(tx *gorm.DB, now clock.Instant) (string, error) {
		s, err := seller.Apply(ctx, tx, o.Keys, in, by, now)
		if err != nil {
			return "", err
		}
		return s.ID, nil
	})
}

// Check stores an identity check. See seller.AddCheck.
func (o *Onboarding) Check(ctx context.Context, sellerID string, in seller.NewCheck, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.AddCheck(ctx, tx, o.Keys, sellerID, in, by, o.Now()) })
}

// Activate lets a checked or suspended seller sell. See seller.Activate.
func (o *Onboarding) Activate(ctx context.Context, sellerID, reason string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.Activate(ctx, tx, sellerID, reason, by, o.Now()) })
}

// Suspend stops a seller from selling. See seller.Suspend.
func (o *Onboarding) Suspend(ctx context.Context, sellerID, reason string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.Suspend(ctx, tx, sellerID, reason, by, o.Now()) })
}

// Close ends a stall for good. See seller.Close.
func (o *Onboarding) Close(ctx context.Context, sellerID, reason string, by actor.Actor) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.Close(ctx, tx, sellerID, reason, by, o.Now()) })
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

// SetPayee replaces where a seller's money goes. See seller.SetPayee.
func (o *Onboarding) SetPayee(ctx context.Context, in seller.NewPayee, by actor.Member, proof actor.Proof) (*seller.Payee, error) {
	var p *seller.Payee
	err := o.DB.Tx(ctx, func(tx *gorm.DB) (err error) {
		p, err = seller.SetPayee(ctx, tx, o.Keys, in, by, proof, o.Now())
		return err
	})
	return p, err
}

// AcceptGrower takes a grower's money to hand it on. See seller.AcceptGrower.
func (o *Onboarding) AcceptGrower(ctx context.Context, payeeID string, by actor.Member) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.AcceptGrower(ctx, tx, payeeID, by, o.Now()) })
}

// RefuseGrower ends that. See seller.RefuseGrower.
func (o *Onboarding) RefuseGrower(ctx context.Context, payeeID string, by actor.Member) error {
	return o.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.RefuseGrower(ctx, tx, payeeID, by, o.Now()) })
}
