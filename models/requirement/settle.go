package requirement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/vntext"
)

// Identified accepts the identity of a stall, whatever was handed in for it, and with the
// number of a citizen's card the tax code of an individual: since 1 July 2025 they are one
// number. What holds already is left as it is.
func Identified(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, sellerID string, individual bool, p Proof, by actor.Actor, now clock.Instant) error {
	all, err := OfSeller(ctx, tx, sellerID)
	if err != nil {
		return err
	}
	for i := range all {
		r, number := &all[i], p.Number
		if r.State.Holds() {
			continue
		}
		switch {
		case r.Kind == Identity:
			last := p
			last.Number, last.Last4 = "", last4(number) // the check keeps the number itself
			if err := Accept(ctx, tx, keys, r, last, by, now); err != nil {
				return err
			}
		case r.Kind == TaxCode && individual && len(number) == 12 && isTaxCode(number):
			if err := Accept(ctx, tx, keys, r, Proof{Method: p.Method, Number: number}, by, now); err != nil {
				return err
			}
		}
	}
	return nil
}

// Named compares the name of an account with those of the seller: of the stall and of its
// members. A name that is none of them asks an officer, and money waits; that of somebody
// else who was named with consent is accepted as such. It says whether it agrees.
func Named(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, sellerID, holder string, names []string, consented bool, by actor.Actor, now clock.Instant) (bool, error) {
	agrees := consented
	for _, n := range names {
		agrees = agrees || SameName(holder, n)
	}
	r, err := OfKind(ctx, tx, sellerID, BankName)
	if err != nil || r == nil {
		return agrees, err
	}
	if r.State.Holds() { // of the account before
		if err := move(ctx, tx, r, Asked, map[string]any{"method": ""}, NewAccount, by, now); err != nil {
			return agrees, err
		}
	}
	machine := actor.System{Job: "bank_name", Channel: by.Stamp().Channel}
	switch {
	case agrees && consented:
		return agrees, Accept(ctx, tx, keys, r, Proof{Method: "consent"}, machine, now)
	case agrees:
		return agrees, Accept(ctx, tx, keys, r, Proof{Method: "same_name"}, machine, now)
	case r.State == Handed:
		return agrees, nil
	}
	return agrees, move(ctx, tx, r, Handed, map[string]any{"handed_by": by.Stamp().ID, "handed_at": now}, NameDiffer, machine, now)
}

// SameName reports whether two names are one without marks, case, spaces and points: banks
// write names so.
func SameName(a, b string) bool {
	return vntext.Key(a) != "" && vntext.Key(a) == vntext.Key(b)
}

// Differs gives the identity of a stall to an officer: a check was made elsewhere, and the
// name there is not the account's.
func Differs(ctx context.Context, tx *gorm.DB, sellerID string, by actor.Actor, now clock.Instant) error {
	r, err := OfKind(ctx, tx, sellerID, Identity)
	if err != nil || r == nil || r.State == Handed || r.State.Holds() {
		return err
	}
	return move(ctx, tx, r, Handed, map[string]any{"handed_by": by.Stamp().ID, "handed_at": now}, NameDiffer, by, now)
}
