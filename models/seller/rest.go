package seller

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/vntext"
)

// Rest is how a stall rests: it is seen and found, and nothing of it can be bought. Orders
// that stand are finished, by their own clocks.
type Rest struct {
	BySeason  bool       `gorm:"<-:create"` // the calendar puts it to sleep and wakes it
	Asleep    bool       `gorm:"<-:create"`
	WakesOn   clock.Date `gorm:"<-:create"` // "" when it sleeps until somebody wakes it
	Away      bool       `gorm:"<-:create"` // on holiday now
	AwayFrom  clock.Date `gorm:"<-:create"` // "" without holidays ahead
	AwayTo    clock.Date `gorm:"<-:create"` // the last day of them
	AwayWords string     `gorm:"<-:create"` // what buyers are told
}

// Resting reports whether nothing can be bought now.
func (r Rest) Resting() bool { return r.Asleep || r.Away }

// MostAway is the most days of one holiday, and longestWords the most letters of its words.
const (
	MostAway     = 60
	longestWords = 200
)

// Holiday is when a stall rests, and what buyers read meanwhile.
type Holiday struct {
	From  clock.Date `json:"from" form:"from"`
	To    clock.Date `json:"to" form:"to"`
	Words string     `json:"words" form:"words"`
}

// MayRest is fault "seller.unknown" for who is not of the seller's, and
// "right.edit_products" for a member without that right.
func MayRest(ctx context.Context, tx *gorm.DB, sellerID string, by actor.Actor) error {
	switch who := by.(type) {
	case actor.Member:
		if who.SellerID != sellerID {
			return fault.New(fault.NotFound, "seller.unknown")
		}
		m, err := membership(ctx, tx, sellerID, who.PersonID)
		if err != nil {
			return err
		}
		if !m.Rights.Has(actor.EditProducts) {
			return fault.New(fault.Forbidden, "right.edit_products")
		}
		return nil
	case actor.Helper:
		if who.SellerID == sellerID {
			return nil
		}
	case actor.Admin, actor.System:
		return nil
	}
	return fault.New(fault.NotFound, "seller.unknown")
}

// SetRest writes whether a stall sleeps: BySeason, Asleep and WakesOn of r. It reports
// whether that changed anything. The caller has judged who may.
func SetRest(ctx context.Context, tx *gorm.DB, sellerID string, r Rest, by actor.Actor, now clock.Instant) (bool, error) {
	return setRest(ctx, tx.WithContext(ctx).Table("sellers").Where("id = ?", sellerID), tx, sellerID, r, by, now)
}

// TurnRest is SetRest for a calendar that has read how the stall rested: where its people
// have said something else meanwhile, theirs stands.
func TurnRest(ctx context.Context, tx *gorm.DB, was Seller, r Rest, by actor.System, now clock.Instant) (bool, error) {
	still := tx.WithContext(ctx).Table("sellers").Where("id = ? AND by_season = ? AND asleep = ? AND wakes_on = ?", was.ID, was.BySeason, was.Asleep, was.WakesOn)
	return setRest(ctx, still, tx, was.ID, r, by, now)
}

func setRest(ctx context.Context, which, tx *gorm.DB, sellerID string, r Rest, by actor.Actor, now clock.Instant) (bool, error) {
	res := which.Where("(by_season <> ? OR asleep <> ? OR wakes_on <> ?)", r.BySeason, r.Asleep, r.WakesOn).
		Updates(map[string]any{"by_season": r.BySeason, "asleep": r.Asleep, "wakes_on": r.WakesOn})
	if res.Error != nil || res.RowsAffected == 0 {
		return false, res.Error
	}
	verb := "wake"
	if r.Asleep {
		verb = "sleep"
	}
	if err := told(ctx, tx, verb, sellerID, string(r.WakesOn), by, now); err != nil {
		return true, err
	}
	return true, changed(ctx, tx, sellerID)
}

// GoAway says when a stall is on holiday; the holiday replaces the one before. It refuses
// with "rest.from" a day before today, with "rest.to" an end before the beginning or above
// MostAway days after it, and words that are too long.
func GoAway(ctx context.Context, tx *gorm.DB, sellerID string, in Holiday, by actor.Actor, now clock.Instant) error {
	if err := MayRest(ctx, tx, sellerID, by); err != nil {
		return err
	}
	today := now.Date()
	var l fault.List
	if _, err := clock.ParseDate(string(in.From)); err != nil || in.From < today {
		l.Add(fault.New(fault.Invalid, "rest.from").On("from"))
	} else if _, err := clock.ParseDate(string(in.To)); err != nil || in.To < in.From || in.To >= in.From.AddDays(MostAway) {
		l.Add(fault.New(fault.Invalid, "rest.to").On("to").With("most", MostAway))
	}
	words, refused := vntext.Input(strings.TrimSpace(in.Words), longestWords, false)
	if refused != "" {
		l.Add(fault.New(fault.Invalid, refused).On("words").With("most", longestWords))
	}
	if err := l.Err(); err != nil {
		return err
	}
	which := tx.WithContext(ctx).Table("sellers").Where("id = ?", sellerID)
	return setAway(ctx, which, tx, sellerID, Rest{Away: in.From == today, AwayFrom: in.From, AwayTo: in.To, AwayWords: words}, by, now)
}

// ComeBack ends a holiday, or takes back one that is to come. None is fault "rest.none".
func ComeBack(ctx context.Context, tx *gorm.DB, sellerID string, by actor.Actor, now clock.Instant) error {
	if err := MayRest(ctx, tx, sellerID, by); err != nil {
		return err
	}
	var n int64
	if err := tx.WithContext(ctx).Table("sellers").Where("id = ? AND away_from <> ''", sellerID).Count(&n).Error; err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "rest.none")
	}
	return setAway(ctx, tx.WithContext(ctx).Table("sellers").Where("id = ?", sellerID), tx, sellerID, Rest{}, by, now)
}

func setAway(ctx context.Context, which, tx *gorm.DB, sellerID string, r Rest, by actor.Actor, now clock.Instant) error {
	res := which.Updates(map[string]any{"away": r.Away, "away_from": r.AwayFrom, "away_to": r.AwayTo, "away_words": r.AwayWords})
	if res.Error != nil || res.RowsAffected == 0 {
		return res.Error
	}
	if err := told(ctx, tx, "holiday", sellerID, string(r.AwayFrom), by, now); err != nil {
		return err
	}
	return changed(ctx, tx, sellerID)
}

// TurnAway begins and ends holidays by the day, and says how many it found; one that its
// people changed meanwhile is left alone.
func TurnAway(ctx context.Context, tx *gorm.DB, by actor.System, now clock.Instant) (int, error) {
	var rows []Seller
	today := now.Date()
	err := tx.WithContext(ctx).Where("away_from <> '' AND ((NOT away AND away_from <= ?) OR away_to < ?)", today, today).Order("id").Limit(200).Find(&rows).Error
	if err != nil {
		return 0, err
	}
	for _, s := range rows {
		r := Rest{Away: true, AwayFrom: s.AwayFrom, AwayTo: s.AwayTo, AwayWords: s.AwayWords}
		if s.AwayTo < today {
			r = Rest{}
		}
		still := tx.WithContext(ctx).Table("sellers").Where("id = ? AND away = ? AND away_from = ? AND away_to = ?", s.ID, s.Away, s.AwayFrom, s.AwayTo)
		if err := setAway(ctx, still, tx, s.ID, r, by, now); err != nil {
			return 0, err
		}
	}
	return len(rows), nil
}

// TellSoon leaves the note that a sleeping stall wakes within two weeks.
func TellSoon(ctx context.Context, tx *gorm.DB, sellerID string) error {
	return outbox.Add(ctx, tx, outbox.Note{Type: SoonNote, Version: 1, Subject: sellerID, Body: Note{SellerID: sellerID}})
}

// TellWoke leaves the note that a stall sells again after its sleep.
func TellWoke(ctx context.Context, tx *gorm.DB, sellerID string) error {
	return outbox.Add(ctx, tx, outbox.Note{Type: WokeNote, Version: 1, Subject: sellerID, Body: Note{SellerID: sellerID}})
}
