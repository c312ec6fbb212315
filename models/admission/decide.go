package admission

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// Accept is the word of an officer of the place, or of the desk, that what was handed in
// is right; the stall opens when nothing else keeps it. An identity is accepted by Check
// ("requirement.check"), except where a provider has made the check and only the name was
// another one. Others do not find it; two who decide at once: the second hears
// "requirement.moved".
func (a *Admission) Accept(ctx context.Context, requirementID string, by actor.Actor) error {
	return a.decide(ctx, requirementID, by, func(tx *gorm.DB, r *requirement.Requirement, s *seller.Seller, now clock.Instant) error {
		if r.Kind == requirement.Identity {
			return a.confirm(ctx, tx, s, by, now)
		}
		if err := sellersTurn(r); err != nil {
			return err
		}
		return requirement.Accept(ctx, tx, a.Keys, r, requirement.Proof{Method: "paper"}, by, now)
	})
}

// sellersTurn refuses what was rejected meanwhile: somebody else has decided, and the
// seller was told.
func sellersTurn(r *requirement.Requirement) error {
	if r.State == requirement.Rejected {
		return fault.New(fault.Conflict, "requirement.moved")
	}
	return nil
}

// confirm applies a check whose name was another one.
func (a *Admission) confirm(ctx context.Context, tx *gorm.DB, s *seller.Seller, by actor.Actor, now clock.Instant) error {
	try, err := identity.UnderReview(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	if try == nil {
		return fault.New(fault.Conflict, "requirement.check")
	}
	if err := identity.Confirm(ctx, tx, try, by, now); err != nil {
		return err
	}
	return a.known(ctx, tx, s, try, by, now)
}

// Reject says why what was handed in does not do. See Accept for who may.
func (a *Admission) Reject(ctx context.Context, requirementID, reason string, by actor.Actor) error {
	return a.decide(ctx, requirementID, by, func(tx *gorm.DB, r *requirement.Requirement, s *seller.Seller, now clock.Instant) error {
		if err := requirement.Reject(ctx, tx, r, reason, by, now); err != nil || r.Kind != requirement.Identity {
			return err
		}
		try, err := identity.UnderReview(ctx, tx, s.ID)
		if err != nil || try == nil {
			return err
		}
		return identity.Fail(ctx, tx, try, identity.ReasonName, by, now)
	})
}

// Waive says why something need not be proved. Nobody's identity is waived
// ("requirement.identity"). See Accept for who may.
func (a *Admission) Waive(ctx context.Context, requirementID, reason string, by actor.Actor) error {
	return a.decide(ctx, requirementID, by, func(tx *gorm.DB, r *requirement.Requirement, _ *seller.Seller, now clock.Instant) error {
		if r.Kind == requirement.Identity {
			return fault.New(fault.Conflict, "requirement.identity")
		}
		if err := sellersTurn(r); err != nil {
			return err
		}
		return requirement.Waive(ctx, tx, r, reason, by, now)
	})
}

// AskAgain takes back that a requirement holds; a stall that must not trade without it is
// stopped with the same word. See Accept for who may.
func (a *Admission) AskAgain(ctx context.Context, requirementID, reason string, by actor.Actor) error {
	return a.decide(ctx, requirementID, by, func(tx *gorm.DB, r *requirement.Requirement, s *seller.Seller, now clock.Instant) error {
		if err := requirement.AskAgain(ctx, tx, r, reason, by, now); err != nil || r.Blocks != requirement.Trade {
			return err
		}
		return seller.StopLacking(ctx, tx, s.ID, by, now)
	})
}

// decide runs one word about a requirement. Pictures of a card go with it, and a stall that
// nothing keeps any more opens.
func (a *Admission) decide(ctx context.Context, id string, by actor.Actor, word func(tx *gorm.DB, r *requirement.Requirement, s *seller.Seller, now clock.Instant) error) error {
	var gone []string
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := a.Now()
		r, s, err := mayJudge(ctx, tx, id, by)
		if err != nil {
			return err
		}
		if err := word(tx, r, s, now); err != nil {
			return err
		}
		if gone, err = removeCards(ctx, tx, r.ID, now); err != nil {
			return err
		}
		_, err = seller.OpenReady(ctx, tx, s.ID, machine, now)
		return err
	})
	if err != nil {
		return err
	}
	a.clear(ctx, gone)
	return nil
}

// removeCards ends the pictures of cards of a requirement.
func removeCards(ctx context.Context, tx *gorm.DB, requirementID string, now clock.Instant) ([]string, error) {
	gone, err := requirement.RemoveFiles(ctx, tx, requirementID, false, now)
	if err != nil {
		return nil, err
	}
	for _, id := range gone {
		if err := media.Remove(ctx, tx, id, now); err != nil {
			return nil, err
		}
	}
	return gone, nil
}
