package admission

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// chunk is how many are looked at at once.
const chunk = 200

// Lapse is the daily look at what has ended: identity checks and papers whose last day is
// over are asked again, a stall that must not trade without them stops, and what new rules
// ask is asked. Orders that stand are finished.
func (a *Admission) Lapse(ctx context.Context) error {
	return errors.Join(a.lapseChecks(ctx), a.lapsePapers(ctx), a.askNew(ctx))
}

func (a *Admission) lapseChecks(ctx context.Context) error {
	for {
		lapsed, err := seller.Lapsed(ctx, a.DB.Read(ctx), a.Now().Date(), chunk)
		for _, id := range lapsed {
			stopped := a.DB.Tx(ctx, func(tx *gorm.DB) error {
				if err := seller.SuspendLapsed(ctx, tx, id, machine, a.Now()); err != nil {
					return err
				}
				r, err := requirement.OfKind(ctx, tx, id, requirement.Identity)
				if err != nil || r == nil || !r.State.Holds() {
					return err
				}
				return requirement.AskAgain(ctx, tx, r, requirement.Ended, machine, a.Now())
			})
			if !fault.Is(stopped, fault.Conflict) { // somebody was quicker
				err = errors.Join(err, stopped)
			}
		}
		if err != nil || len(lapsed) < chunk {
			return err
		}
	}
}

func (a *Admission) lapsePapers(ctx context.Context) error {
	for after := ""; ; {
		over, err := requirement.Over(ctx, a.DB.Read(ctx), a.Now().Date(), after, chunk)
		for _, one := range over {
			ended := a.DB.Tx(ctx, func(tx *gorm.DB) error {
				r, err := requirement.End(ctx, tx, one.ID, a.Now())
				if err != nil || r == nil || r.Blocks != requirement.Trade {
					return err
				}
				return seller.StopLacking(ctx, tx, r.SellerID, machine, a.Now())
			})
			if !fault.Is(ended, fault.Conflict) {
				err = errors.Join(err, ended)
			}
			after = one.ID
		}
		if err != nil || len(over) < chunk {
			return err
		}
	}
}

// askNew asks what the rules ask of stalls that were there before them, and stops who
// lacks it once the rule's day has come.
func (a *Admission) askNew(ctx context.Context) error {
	for after := ""; ; {
		ids, kinds, err := requirement.Unasked(ctx, a.DB.Read(ctx), a.Now().Date(), after, chunk)
		for _, id := range ids {
			err = errors.Join(err, a.DB.Tx(ctx, func(tx *gorm.DB) error {
				_, err := requirement.Ask(ctx, tx, id, kinds[id], machine, a.Now())
				return err
			}))
			after = id
		}
		if err != nil || len(ids) < chunk {
			return errors.Join(err, a.stopLacking(ctx))
		}
	}
}

func (a *Admission) stopLacking(ctx context.Context) error {
	ids, err := requirement.Trading(ctx, a.DB.Read(ctx), a.Now().Date(), chunk)
	for _, id := range ids {
		err = errors.Join(err, a.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.StopLacking(ctx, tx, id, machine, a.Now()) }))
	}
	return err
}

// ForgetCards removes pictures of cards that nobody has decided for requirement.Keep days;
// who handed them in is asked again and told why.
func (a *Admission) ForgetCards(ctx context.Context) error {
	ids, err := requirement.Stale(ctx, a.DB.Read(ctx), a.Now().Date(), chunk)
	for _, id := range ids {
		var gone []string
		forgotten := a.DB.Tx(ctx, func(tx *gorm.DB) error {
			r, err := requirement.Find(ctx, tx, id)
			if err != nil {
				return err
			}
			if err := requirement.Expire(ctx, tx, r, a.Now()); err != nil {
				return err
			}
			gone, err = removeCards(ctx, tx, id, a.Now())
			return err
		})
		if forgotten == nil {
			a.clear(ctx, gone)
		}
		if !fault.Is(forgotten, fault.Conflict) {
			err = errors.Join(err, forgotten)
		}
	}
	return err
}
