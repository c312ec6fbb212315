package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// DayHere says that the place of a day is the network of address, from which its supervisor
// asks: the purse is open to it from now on, and to no other. Said again, when the network
// of the place has changed, it moves. Refused: everybody but the supervisor, with
// fault.Forbidden "day.supervise"; a day that is over, with fault.Conflict "day.over".
func (a *Accounts) DayHere(ctx context.Context, by actor.Actor, id, address string) error {
	return a.changeDay(ctx, by, id, "day.here", func(d Day) error {
		if by.Stamp().ID != d.SupervisorID {
			return fault.New(fault.Forbidden, "day.supervise")
		}
		return nil
	}, map[string]any{"address_blind": a.dayAddress(address)})
}

// EndDay shuts a day before its time. One that is over is fault.Conflict "day.over".
func (a *Accounts) EndDay(ctx context.Context, by actor.Actor, id string) error {
	return a.changeDay(ctx, by, id, "day.ended", func(Day) error { return nil }, map[string]any{"ended_at": a.Now()})
}

func (a *Accounts) changeDay(ctx context.Context, by actor.Actor, id, verb string, may func(Day) error, to map[string]any) error {
	return a.DB.Tx(ctx, func(tx *gorm.DB) error {
		d, err := FindDay(ctx, tx, by, id)
		if err == nil {
			err = may(d)
		}
		if err != nil {
			return err
		}
		now := a.Now()
		res := tx.WithContext(ctx).Table("signup_days").Where("id = ? AND ended_at = 0 AND ends_at > ?", d.ID, now).Updates(to)
		if res.Error != nil {
			return fmt.Errorf("account: day: %w", res.Error)
		}
		if res.RowsAffected == 0 {
			return fault.New(fault.Conflict, "day.over")
		}
		return audit.Write(ctx, tx, audit.Entry{
			By: by.Stamp(), Verb: verb, Subject: audit.Subject{Kind: "signup_day", ID: d.ID}, Detail: map[string]any{"used": d.Used},
		}, now)
	})
}

func (a *Accounts) dayAddress(address string) string {
	return a.Keys.Blind("signup_days.address_blind", Network(address))
}

// dayAt finds the running day of a code at the network of address, empty for none: then
// the code changes nothing.
func (a *Accounts) dayAt(ctx context.Context, tx *gorm.DB, code, address string, now clock.Instant) (string, error) {
	if code == "" {
		return "", nil
	}
	var id string
	err := tx.WithContext(ctx).Raw(`SELECT id FROM signup_days
		WHERE code = ? AND address_blind = ? AND starts_at <= ? AND ends_at > ? AND ended_at = 0`,
		code, a.dayAddress(address), now, now).Scan(&id).Error
	if err != nil {
		return "", fmt.Errorf("account: day: %w", err)
	}
	return id, nil
}

// takeFromDay takes one code out of the purse of a day; fault.Limited "day.full" when it is
// empty.
func takeFromDay(ctx context.Context, tx *gorm.DB, id string, now clock.Instant) error {
	res := tx.WithContext(ctx).Exec(`UPDATE signup_days SET used = used + 1
		WHERE id = ? AND used < purse AND ends_at > ? AND ended_at = 0`, id, now)
	if res.Error != nil {
		return fmt.Errorf("account: day: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Limited, "day.full")
	}
	return nil
}
