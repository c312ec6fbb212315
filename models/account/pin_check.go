package account

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// PINTries is how many wrong PINs bring a lock, PINDay how many a day are judged at all:
// the right PINs of the owner in between make the locks short again, but not this count.
const (
	PINTries = 5
	PINDay   = 15
)

// pinLocks are the lengths of the first, second … lock in a row; the last one repeats.
var pinLocks = []time.Duration{15 * time.Minute, time.Hour, 24 * time.Hour}

// CheckPIN checks a person's PIN and hands out the proof that verbs about money ask for.
// It is called before their transaction, never inside: a wrong try must stay counted when
// theirs is rolled back. A wrong PIN is fault.Invalid "pin.wrong" with tries "left"; the
// fifth locks, longer each time, which is fault.Limited "pin.locked" with "minutes", as is
// every one above PINDay a day; no
// PIN is "pin.unset"; text that is none costs no try ("pin.shape"). A right PIN also calls
// off a reset that somebody has asked for.
func (a *Accounts) CheckPIN(ctx context.Context, personID, pin string) (actor.Proof, error) {
	pin, err := shapePIN(pin)
	if err != nil {
		return actor.Proof{}, err
	}
	row, err := a.countTry(ctx, personID)
	if err != nil {
		return actor.Proof{}, err
	}
	right, err := a.isPIN(ctx, row.PINHash, pin)
	if err != nil {
		return actor.Proof{}, err
	}
	if !right {
		a.log().WarnContext(ctx, "PIN wrong", "person", personID, "tries", row.PINTries)
		if row.PINTries == PINTries {
			return actor.Proof{}, a.locked(row.PINLockedUntil)
		}
		return actor.Proof{}, fault.New(fault.Invalid, "pin.wrong").On("pin").With("left", PINTries-row.PINTries)
	}
	err = a.DB.Tx(ctx, func(tx *gorm.DB) error {
		res := tx.WithContext(ctx).Table("people").Where("id = ? AND pin_hash = ?", personID, row.PINHash).
			Updates(map[string]any{"pin_tries": 0, "pin_locks": 0, "pin_locked_until": 0, "pin_reset_at": 0})
		if res.Error == nil && res.RowsAffected == 0 {
			return fault.New(fault.Conflict, "pin.moved").On("pin") // changed while we were hashing
		}
		if res.Error != nil {
			return res.Error
		}
		return giveBack(ctx, tx, []ceiling{a.pinDay(personID)})
	})
	if err != nil {
		return actor.Proof{}, err
	}
	return actor.Proved(personID, a.Now()), nil
}

// countTry writes the try down before the PIN is looked at, so that parallel guesses are
// counted like a row of them; the fifth sets the lock, which a right PIN takes off again.
func (a *Accounts) countTry(ctx context.Context, personID string) (person, error) {
	var row person
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		// Another guess may be counted between our look and our write: then look again.
		// Every loss raises the count, so the lock soon ends it.
		for range 2 * PINTries {
			var err error
			if row, err = takePerson(ctx, tx, personID); err != nil {
				return err
			}
			now := a.Now()
			switch {
			case row.PINHash == "":
				return fault.New(fault.Invalid, "pin.unset").On("pin")
			case row.PINLockedUntil > now:
				return a.locked(row.PINLockedUntil)
			}
			next := tried(row, now)
			res := tx.WithContext(ctx).Table("people").
				Where("id = ? AND pin_hash = ? AND pin_tries = ? AND pin_locks = ? AND pin_locked_until = ?",
					personID, row.PINHash, row.PINTries, row.PINLocks, row.PINLockedUntil).
				Updates(map[string]any{
					"pin_tries": next.PINTries, "pin_locks": next.PINLocks, "pin_locked_until": next.PINLockedUntil,
				})
			if res.Error != nil {
				return fmt.Errorf("account: pin: %w", res.Error)
			}
			if res.RowsAffected == 1 {
				row = next
				return a.takePINDay(ctx, tx, personID, now)
			}
		}
		return fault.New(fault.Unavailable, "pin.busy").From(errors.New("account: pin: too many guesses at once"))
	})
	return row, err
}

// pinDay counts the PINs of a person that were judged and not found right.
func (a *Accounts) pinDay(personID string) ceiling {
	return ceiling{"pin:" + a.Keys.Blind("signin_counters", "pin:"+personID), PINDay, day, "pin.locked", true}
}

func (a *Accounts) takePINDay(ctx context.Context, tx *gorm.DB, personID string, now clock.Instant) error {
	err := take(ctx, tx, []ceiling{a.pinDay(personID)}, now)
	for _, f := range fault.All(err) {
		seconds, _ := f.Args["seconds"].(int64)
		_ = f.On("pin").With("until", now.Add(time.Duration(seconds)*time.Second))
	}
	return err
}

// tried is row after one more try at now.
func tried(row person, now clock.Instant) person {
	if row.PINTries >= PINTries { // the lock has run out
		row.PINTries = 0
	}
	row.PINTries++
	row.PINLockedUntil = 0
	if row.PINTries == PINTries {
		row.PINLockedUntil = now.Add(pinLocks[min(row.PINLocks, len(pinLocks)-1)])
		row.PINLocks++
	}
	return row
}

func (a *Accounts) locked(until clock.Instant) *fault.Fault {
	left := math.Ceil(until.Sub(a.Now()).Minutes())
	return fault.New(fault.Limited, "pin.locked").On("pin").With("minutes", int64(left)).With("until", until)
}
