package onboarding

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// When it is told that a paper ends: so many days before, and not again before nearer.
var warnings = []struct{ days, nearer int }{{7, -1}, {WarnDays, 7}}

// WarnDays is how many days before its end a paper is first told of, and stands among what is
// to be done.
const WarnDays = 30

// papers is how many are looked at at once.
const papers = 200

// WarnOfEndings tells sellers 30 and 7 days before that a certificate, a paper of
// their stall or their last identity check ends. A day on which nobody ran is made up for.
func (o *Onboarding) WarnOfEndings(ctx context.Context) error {
	var all error
	for _, w := range warnings {
		for _, warn := range []func(ctx context.Context, tx *gorm.DB, days, nearer, limit int, now clock.Instant) (int, error){
			catalog.WarnOfEnding, seller.WarnOfCheck, requirement.WarnOfEnding,
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
