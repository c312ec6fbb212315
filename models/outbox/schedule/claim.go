package schedule

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

var errPanicked = errors.New("schedule: the job panicked")

// Row is what is known of a job.
type Row struct {
	Name        string
	NextAt      clock.Instant
	LeasedUntil clock.Instant
	LastRunAt   clock.Instant
	LastError   string // a message key
}

// List tells of every job that ever ran here, by name.
func List(ctx context.Context, q *gorm.DB) ([]Row, error) {
	var out []Row
	if err := q.WithContext(ctx).Table("schedules").Order("name").Find(&out).Error; err != nil {
		return nil, fmt.Errorf("schedule: list: %w", err)
	}
	return out, nil
}

func (s *Schedule) rows(ctx context.Context) (map[string]Row, error) {
	list, err := List(ctx, s.DB.Read(ctx))
	if err != nil {
		return nil, err
	}
	out := make(map[string]Row, len(list))
	for _, r := range list {
		out[r.Name] = r
	}
	return out, nil
}

// plan sets the first slot of a job that is new or due more often than it was. Of two
// processes that plan at once, both mean the same slot.
func (s *Schedule) plan(ctx context.Context, j Job, now clock.Instant) error {
	next := j.Next(now)
	err := s.DB.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec(`INSERT INTO schedules (name, next_at) VALUES (?, ?)
			ON CONFLICT (name) DO UPDATE SET next_at = excluded.next_at
			WHERE schedules.next_at > excluded.next_at AND schedules.leased_until <= ?`, j.Name, next, now).Error
	})
	if err != nil {
		return fmt.Errorf("schedule: plan %s: %w", j.Name, err)
	}
	return nil
}

// claim takes the slot of j, and returns the token of the claim, or nothing when another
// process was quicker.
func (s *Schedule) claim(ctx context.Context, j Job, now clock.Instant) (token string, err error) {
	mine := db.NewID()
	err = s.DB.Tx(ctx, func(tx *gorm.DB) error {
		token = ""
		res := tx.Exec(`UPDATE schedules SET leased_until = ?, owner = ? WHERE name = ? AND next_at <= ? AND leased_until <= ?`,
			now.Add(j.lease()), mine, j.Name, now, now)
		if res.RowsAffected == 1 {
			token = mine
		}
		return res.Error
	})
	if err != nil {
		return "", fmt.Errorf("schedule: claim %s: %w", j.Name, err)
	}
	return token, nil
}

// renew makes the claim last longer and reports whether it still is ours. A database
// that is away for a moment takes no claim away: the lease decides.
func (s *Schedule) renew(ctx context.Context, j Job, token string) bool {
	lost := false
	err := s.DB.Tx(ctx, func(tx *gorm.DB) error {
		res := tx.Exec("UPDATE schedules SET leased_until = ? WHERE name = ? AND owner = ?", s.Now().Add(j.lease()), j.Name, token)
		lost = res.Error == nil && res.RowsAffected == 0
		return res.Error
	})
	return err != nil || !lost
}

// release ends the claim, unless it was lost, and sets the next slot.
func (s *Schedule) release(ctx context.Context, j Job, token string, begun, next clock.Instant, wrong string) error {
	err := s.DB.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Exec(`UPDATE schedules SET next_at = ?, leased_until = 0, owner = '', last_run_at = ?, last_error = ?
			WHERE name = ? AND owner = ?`, next, begun, wrong, j.Name, token).Error
	})
	if err != nil {
		return fmt.Errorf("schedule: release %s: %w", j.Name, err)
	}
	return nil
}

// reason is what is kept of an error: a key, never its text, which may hold anything.
func reason(err error) string {
	if err == nil {
		return ""
	}
	if all := fault.All(err); len(all) > 0 {
		return all[0].Key
	}
	if errors.Is(err, errPanicked) {
		return "schedule.panicked"
	}
	return "schedule.failed"
}
