package season

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
)

// Season puts stalls and goods to sleep and wakes them; every method is one transaction, and
// the jobs are several.
type Season struct {
	DB  *db.DB
	Now clock.Clock
}

// job is who turns the calendar.
var job = actor.System{Job: "season", Channel: actor.Worker}

// Sleep is how a stall or one of its goods is to rest.
type Sleep struct {
	BySeason bool       `json:"by_season" form:"by_season"` // the calendar decides from now on
	Until    clock.Date `json:"until" form:"until"`         // the day on which it wakes; "" until somebody wakes it
}

// longest is the most days for which something may sleep by hand.
const longest = 366

// clean refuses with "rest.season" the calendar for what has no season, and with
// "rest.until" a day that is not to come within a year.
func (in *Sleep) clean(months catalog.Months, today clock.Date) error {
	if in.BySeason {
		in.Until = ""
		if months == 0 || months == catalog.AllYear {
			return fault.New(fault.Conflict, "rest.season")
		}
		return nil
	}
	if in.Until == "" {
		return nil
	}
	if _, err := clock.ParseDate(string(in.Until)); err != nil || in.Until <= today || in.Until > today.AddDays(longest) {
		return fault.New(fault.Invalid, "rest.until").On("until")
	}
	return nil
}

// asleep is whether what rests like this sleeps on a day, and the day on which it wakes.
func (in Sleep) asleep(months catalog.Months, today clock.Date) (bool, clock.Date) {
	if !in.BySeason {
		return true, in.Until
	}
	if months.Has(today.Month()) {
		return false, ""
	}
	next, _ := months.Next(today)
	return true, next
}

// SleepStall lets a stall rest. It refuses what Sleep does, with "seller.unknown" who is not
// of the stall, and with "right.edit_products" a member without that right.
func (s *Season) SleepStall(ctx context.Context, sellerID string, in Sleep, by actor.Actor) error {
	return s.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := s.Now()
		if err := seller.MayRest(ctx, tx, sellerID, by); err != nil {
			return err
		}
		months, err := catalog.SeasonOf(ctx, tx, sellerID)
		if err != nil {
			return err
		}
		if err := in.clean(months, now.Date()); err != nil {
			return err
		}
		r := seller.Rest{BySeason: in.BySeason}
		r.Asleep, r.WakesOn = in.asleep(months, now.Date())
		_, err = seller.SetRest(ctx, tx, sellerID, r, by, now)
		return err
	})
}

// WakeStall ends a stall's sleep at once; the calendar no longer decides. Last year's buyers
// who agreed to notices are told, unless they were this season. A stall that is awake stays
// so. It refuses like SleepStall.
func (s *Season) WakeStall(ctx context.Context, sellerID string, by actor.Actor) error {
	return s.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := s.Now()
		if err := seller.MayRest(ctx, tx, sellerID, by); err != nil {
			return err
		}
		was, err := seller.Find(ctx, tx, sellerID)
		if err != nil {
			return err
		}
		changed, err := seller.SetRest(ctx, tx, sellerID, seller.Rest{}, by, now)
		if err != nil || !changed || !was.Asleep {
			return err
		}
		return tellWoke(ctx, tx, sellerID, now.Date(), now)
	})
}

// SleepProduct lets one product rest. It refuses what Sleep does, with "product.unknown"
// what is not the stall's, and like SleepStall.
func (s *Season) SleepProduct(ctx context.Context, sellerID, productID string, in Sleep, by actor.Actor) error {
	return s.product(ctx, sellerID, productID, by, func(tx *gorm.DB, p *catalog.Product, now clock.Instant) error {
		if err := in.clean(p.Season, now.Date()); err != nil {
			return err
		}
		asleep, wakesOn := in.asleep(p.Season, now.Date())
		return catalog.Sleep(ctx, tx, p, in.BySeason, asleep, wakesOn, by, now)
	})
}

// WakeProduct ends a product's sleep at once; the calendar no longer decides.
func (s *Season) WakeProduct(ctx context.Context, sellerID, productID string, by actor.Actor) error {
	return s.product(ctx, sellerID, productID, by, func(tx *gorm.DB, p *catalog.Product, now clock.Instant) error {
		return catalog.Sleep(ctx, tx, p, false, false, "", by, now)
	})
}

func (s *Season) product(ctx context.Context, sellerID, productID string, by actor.Actor, do func(tx *gorm.DB, p *catalog.Product, now clock.Instant) error) error {
	return s.DB.Tx(ctx, func(tx *gorm.DB) error {
		if err := seller.MayRest(ctx, tx, sellerID, by); err != nil {
			return err
		}
		p, err := catalog.Find(ctx, tx, productID)
		if err != nil {
			return err
		}
		if p.SellerID != sellerID {
			return fault.New(fault.NotFound, "product.unknown")
		}
		return do(tx, p, s.Now())
	})
}

// GoAway says when a stall is on holiday. See seller.GoAway.
func (s *Season) GoAway(ctx context.Context, sellerID string, in seller.Holiday, by actor.Actor) error {
	return s.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.GoAway(ctx, tx, sellerID, in, by, s.Now()) })
}

// ComeBack ends a holiday. See seller.ComeBack.
func (s *Season) ComeBack(ctx context.Context, sellerID string, by actor.Actor) error {
	return s.DB.Tx(ctx, func(tx *gorm.DB) error { return seller.ComeBack(ctx, tx, sellerID, by, s.Now()) })
}
