package season

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
)

// soon is how many days before a stall wakes its helper is reminded; anew how many days must
// lie between two messages to the same stall's buyers.
const (
	soon = 14
	anew = 200
)

// chunk is how many rows one transaction turns.
const chunk = 100

// Turn does what the day brings: holidays begin and end, goods and stalls fall asleep and
// wake, and who wakes within two weeks is reminded. Run it as often as you like: what is as
// it should be is left alone.
func (s *Season) Turn(ctx context.Context) error {
	for {
		n := 0
		err := s.DB.Tx(ctx, func(tx *gorm.DB) (err error) {
			n, err = seller.TurnAway(ctx, tx, job, s.Now())
			return err
		})
		if err != nil {
			return err
		}
		if n == 0 {
			break
		}
	}
	if err := s.turnGoods(ctx); err != nil {
		return err
	}
	return s.turnStalls(ctx)
}

func (s *Season) turnGoods(ctx context.Context) error {
	for after := ""; ; {
		rows, err := catalog.Resting(ctx, s.DB.Read(ctx), after, chunk)
		if err != nil || len(rows) == 0 {
			return err
		}
		after = rows[len(rows)-1].ID
		for _, p := range rows {
			err := s.DB.Tx(ctx, func(tx *gorm.DB) error {
				now := s.Now()
				asleep, wakesOn := turned(p.Season, p.BySeason, p.Asleep, p.WakesOn, now.Date())
				return catalog.Sleep(ctx, tx, &p, p.BySeason, asleep, wakesOn, job, now)
			})
			if err != nil && !fault.Is(err, fault.Conflict) { // its seller is at work on it: the next turn
				return err
			}
		}
	}
}

// turned is how something rests today that rested otherwise.
func turned(months catalog.Months, bySeason, asleep bool, wakesOn, today clock.Date) (bool, clock.Date) {
	switch {
	case bySeason && (months == 0 || months == catalog.AllYear):
		return false, "" // nothing of it has a season any more
	case bySeason:
		return Sleep{BySeason: true}.asleep(months, today)
	case asleep && wakesOn != "" && wakesOn <= today:
		return false, ""
	}
	return asleep, wakesOn
}

func (s *Season) turnStalls(ctx context.Context) error {
	for after := ""; ; {
		var rows []seller.Seller
		err := s.DB.Read(ctx).Where("(by_season OR asleep) AND state = 'active' AND id > ?", after).Order("id").Limit(chunk).Find(&rows).Error
		if err != nil || len(rows) == 0 {
			return err
		}
		after = rows[len(rows)-1].ID
		for _, one := range rows {
			if err := s.DB.Tx(ctx, func(tx *gorm.DB) error { return s.turnStall(ctx, tx, one) }); err != nil {
				return err
			}
		}
	}
}

func (s *Season) turnStall(ctx context.Context, tx *gorm.DB, one seller.Seller) error {
	now := s.Now()
	today := now.Date()
	months, err := catalog.SeasonOf(ctx, tx, one.ID)
	if err != nil {
		return err
	}
	r := seller.Rest{BySeason: one.BySeason}
	r.Asleep, r.WakesOn = turned(months, one.BySeason, one.Asleep, one.WakesOn, today)
	changed, err := seller.TurnRest(ctx, tx, one, r, job, now)
	switch {
	case err != nil:
		return err
	case changed && one.Asleep && !r.Asleep:
		return tellWoke(ctx, tx, one.ID, today, now)
	case !changed && (r.Asleep != one.Asleep || r.WakesOn != one.WakesOn):
		return nil // its people have just said something else
	}
	if r.Asleep && r.WakesOn != "" && r.WakesOn <= today.AddDays(soon) {
		return tellSoon(ctx, tx, one.ID, r.WakesOn, now)
	}
	return nil
}

// tellSoon leaves a note that a stall wakes on day, once for that day.
func tellSoon(ctx context.Context, tx *gorm.DB, sellerID string, day clock.Date, now clock.Instant) error {
	first, err := told(ctx, tx, "soon", sellerID, day, now)
	if err != nil || !first {
		return err
	}
	return seller.TellSoon(ctx, tx, sellerID)
}

// tellWoke leaves a note that a stall has woken, and not again within half a year, however
// often it falls asleep.
func tellWoke(ctx context.Context, tx *gorm.DB, sellerID string, day clock.Date, now clock.Instant) error {
	var n int64
	err := tx.WithContext(ctx).Table("season_told").Where("seller_id = ? AND what = 'woke' AND day > ?", sellerID, day.AddDays(-anew)).Count(&n).Error
	if err != nil || n > 0 {
		return err
	}
	first, err := told(ctx, tx, "woke", sellerID, day, now)
	if err != nil || !first {
		return err
	}
	return seller.TellWoke(ctx, tx, sellerID)
}

// told writes down what was told of a stall and a day, and whether it is the first time.
func told(ctx context.Context, tx *gorm.DB, what, sellerID string, day clock.Date, now clock.Instant) (first bool, err error) {
	res := tx.WithContext(ctx).Table("season_told").Clauses(clause.OnConflict{DoNothing: true}).
		Create(map[string]any{"seller_id": sellerID, "what": what, "day": day, "at": now})
	return res.RowsAffected == 1, res.Error
}
