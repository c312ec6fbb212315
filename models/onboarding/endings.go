package onboarding

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
)

// When it is told that a paper ends: so many days before, and not again before nearer.
var warnings = []struct{ days, nearer int }{{7, -1}, {30, 7}}

// papers is how many are looked at at once.
const papers = 200

// WarnOfEndings tells sellers 30 and 7 days before that a certificate or their last
// identity check ends. A day on which nobody ran is made up for.
func (o *Onboarding) WarnOfEndings(ctx context.Context) error {
	var all error
	for _, w := range warnings {
		for _, warn := range []func(ctx context.Context, tx *gorm.DB, days, nearer, limit int, now clock.Instant) (int, error){
			catalog.WarnOfEnding, seller.WarnOfCheck,
		} {
			for n := papers; n == papers; {
				err := o.DB.Tx(ctx, func(tx *gorm.DB) (err error) {
					n, err = warn(ctx, tx, w.days, w.nearer, papers, o.Now())
					return err
				})
				if err != nil {
					all, n = errors.Join(all, err), 0
				}
			}
		}
	}
	return all
}

// SuspendLapsed stops sellers whose every identity check has ended from selling: nobody
// may buy from somebody who is not known. Orders that stand are finished.
func (o *Onboarding) SuspendLapsed(ctx context.Context) error {
	by := actor.System{Job: "suspend_lapsed", Channel: actor.Worker}
	for {
		lapsed, err := seller.Lapsed(ctx, o.DB.Read(ctx), o.Now().Date(), papers)
		for _, id := range lapsed {
			suspended := o.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.SuspendLapsed(ctx, tx, id, by, o.Now()) })
			if !fault.Is(suspended, fault.Conflict) { // somebody was quicker
				err = errors.Join(err, suspended)
			}
		}
		if err != nil || len(lapsed) < papers {
			return err
		}
	}
}
