package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
)

// rest is how a product and its stall rest.
type rest struct {
	asleep       bool
	wakesOn      clock.Date
	stallAsleep  bool
	stallWakesOn clock.Date
	away         bool
	awayTo       clock.Date
}

// until says whether the product cannot be bought for that, and the day on which it can be
// again: the latest of those that are known, "" where one is not.
func (r rest) until() (resting bool, day clock.Date) {
	for _, one := range []struct {
		on bool
		to clock.Date
	}{{r.asleep, r.wakesOn}, {r.stallAsleep, r.stallWakesOn}, {r.away, dayAfter(r.awayTo)}} {
		switch {
		case !one.on:
		case one.to == "":
			return true, ""
		default:
			resting, day = true, max(day, one.to)
		}
	}
	return resting, day
}

func dayAfter(day clock.Date) clock.Date {
	if day == "" {
		return ""
	}
	return day.AddDays(1)
}

// Sleep writes whether a product sleeps, and how. The caller has judged who may.
func Sleep(ctx context.Context, tx *gorm.DB, p *Product, bySeason, asleep bool, wakesOn clock.Date, by actor.Actor, now clock.Instant) error {
	if p.BySeason == bySeason && p.Asleep == asleep && p.WakesOn == wakesOn {
		return nil
	}
	if err := touch(ctx, tx, p, map[string]any{"by_season": bySeason, "asleep": asleep, "wakes_on": wakesOn}); err != nil {
		return err
	}
	p.BySeason, p.Asleep, p.WakesOn = bySeason, asleep, wakesOn
	return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "product.rest", Subject: audit.Subject{Kind: "product", ID: p.ID},
		Detail: map[string]any{"asleep": asleep, "wakes_on": wakesOn}}, now)
}

// Resting lists products that sleep or let the calendar decide, by id, behind one.
func Resting(ctx context.Context, q *gorm.DB, after string, limit int) ([]Product, error) {
	var out []Product
	err := q.WithContext(ctx).Where("(by_season OR asleep) AND id > ?", after).Order("id").Limit(limit).Find(&out).Error
	return out, err
}
