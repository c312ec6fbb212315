package account

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// The bounds of a sign-up day.
const (
	DayLeastHours, DayMostHours = 2, 8
	DayMostPeople               = 120
)

// NewDay is a sign-up day to be opened. SupervisorID is empty for who opens it.
type NewDay struct {
	Scheme       string
	WardCode     string
	Place        string
	Hours        int
	Expected     int
	SupervisorID string
}

// OpenDay opens a sign-up day from now on; its purse stays shut until the supervisor says
// Here. Refused: places as vntext.Input does and "day.place" without one, "day.hours",
// "day.expected", "place.ward" for a ward that is none or not the officer's, "day.supervisor"
// for somebody without a role, fault.Conflict "day.already" while they supervise another,
// and everybody but an officer and the desk with fault.Forbidden "day.open".
func (a *Accounts) OpenDay(ctx context.Context, by actor.Actor, in NewDay) (Day, error) {
	switch by.(type) {
	case actor.Officer, actor.Admin:
	default:
		return Day{}, fault.New(fault.Forbidden, "day.open")
	}
	if in.SupervisorID == "" {
		in.SupervisorID = by.Stamp().ID
	}
	if err := in.clean(); err != nil {
		return Day{}, err
	}
	now := a.Now()
	d := Day{
		ID: db.NewID(), Code: code.New(), Scheme: in.Scheme, WardCode: in.WardCode, Place: in.Place, SupervisorID: in.SupervisorID,
		OpenedBy: by.Stamp().ID, Expected: in.Expected, Purse: in.Expected + in.Expected/2,
		StartsAt: now, EndsAt: now.Add(time.Duration(in.Hours) * time.Hour),
	}
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		tx = tx.WithContext(ctx)
		if err := serves(ctx, tx, by, in.Scheme, in.WardCode); err != nil {
			return err
		}
		held, err := Roles(ctx, tx, in.SupervisorID)
		if err == nil && len(held) == 0 {
			err = fault.New(fault.Invalid, "day.supervisor").On("name")
		}
		if err != nil {
			return err
		}
		// What has run out by itself is closed now, so that the next may be watched.
		err = tx.Exec("UPDATE signup_days SET ended_at = ends_at WHERE supervisor_id = ? AND ended_at = 0 AND ends_at <= ?", in.SupervisorID, now).Error
		if err == nil {
			err = tx.Create(&d).Error
		}
		switch {
		case db.IsDuplicate(err):
			return fault.New(fault.Conflict, "day.already").On("name")
		case err != nil:
			return fmt.Errorf("account: open day: %w", err)
		}
		return audit.Write(ctx, tx, audit.Entry{
			By: by.Stamp(), Verb: "day.opened", Subject: audit.Subject{Kind: "signup_day", ID: d.ID},
			Detail: map[string]any{"supervisor": d.SupervisorID, "expected": d.Expected, "purse": d.Purse, "ends_at": int64(d.EndsAt)},
		}, now)
	})
	if err != nil {
		return Day{}, err
	}
	return d, nil
}

func (in *NewDay) clean() error {
	var l fault.List
	place, refused := vntext.Input(norm.NFC.String(in.Place), 100, false)
	if refused == "" && vntext.Fold(place) == "" {
		refused = "day.place"
	}
	if in.Place = place; refused != "" {
		l.Add(fault.New(fault.Invalid, refused).On("place").With("most", 100))
	}
	if in.Hours < DayLeastHours || in.Hours > DayMostHours {
		l.Add(fault.New(fault.Invalid, "day.hours").On("hours").With("least", DayLeastHours).With("most", DayMostHours))
	}
	if in.Expected < 1 || in.Expected > DayMostPeople {
		l.Add(fault.New(fault.Invalid, "day.expected").On("expected").With("most", DayMostPeople))
	}
	return l.Err()
}

// serves refuses a ward that is none, and to an officer one outside of their division.
func serves(ctx context.Context, q *gorm.DB, by actor.Actor, scheme, ward string) error {
	q = q.WithContext(ctx).Table("divisions").Where("scheme = ? AND code = ? AND level = 'ward'", scheme, ward)
	if o, ok := by.(actor.Officer); ok && o.Code != "" {
		q = q.Where("scheme = ? AND (code = ? OR parent_code = ?)", o.Scheme, o.Code, o.Code)
	}
	var n int64
	if err := q.Count(&n).Error; err != nil {
		return fmt.Errorf("account: ward: %w", err)
	}
	if n == 0 {
		return fault.New(fault.Invalid, "place.ward").On("ward_code")
	}
	return nil
}
