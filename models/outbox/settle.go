package outbox

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
)

// settle writes down what became of each note of b. Where the lease has run out and
// somebody else has taken a note over, theirs counts.
func (d *Deliverer) settle(ctx context.Context, b batch, failed Failed) error {
	var done []string
	for _, n := range b.notes {
		if failed[n.ID] == nil {
			done = append(done, n.ID)
		}
	}
	now := d.Now()
	err := d.DB.Tx(ctx, func(tx *gorm.DB) error {
		if len(done) > 0 {
			err := tx.Exec(`UPDATE outbox_notes SET state = 'done', delivered_at = ?, leased_until = 0, lease_owner = '', last_error = ''
				WHERE id IN ? AND lease_owner = ? AND state = 'pending'`, now, done, b.token).Error
			if err != nil {
				return err
			}
		}
		for _, n := range b.notes {
			err := failed[n.ID]
			if err == nil {
				continue
			}
			if until, only := waits(err); only {
				err = tx.Exec(`UPDATE outbox_notes SET attempts = attempts - 1, available_at = ?, leased_until = 0, lease_owner = ''
					WHERE id = ? AND lease_owner = ? AND state = 'pending'`, until, n.ID, b.token).Error
				if err != nil {
					return err
				}
				continue
			}
			state := "pending"
			if n.Attempts >= orDefault(d.MaxAttempts, 25) {
				state = "dead"
			}
			err = tx.Exec(`UPDATE outbox_notes SET state = ?, last_error = ?, available_at = ?, leased_until = 0, lease_owner = ''
				WHERE id = ? AND lease_owner = ? AND state = 'pending'`,
				state, reason(err), now.Add(backoff(n.Attempts)), n.ID, b.token).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("outbox: settle: %w", err)
	}
	for _, n := range b.notes {
		err := failed[n.ID]
		if _, only := waits(err); err != nil && !only {
			d.log().Warn("note not delivered", "type", n.Type, "note", n.ID, "subject", n.Subject, "attempt", n.Attempts, "error", err)
		}
	}
	return nil
}

// backoff is the wait after the n-th failed attempt: 1 second, doubling, 1 hour at most.
func backoff(n int) time.Duration {
	return min(time.Second<<min(n-1, 12), time.Hour)
}

// reason is what is kept of an error: a key, never its text, which may hold anything.
func reason(err error) string {
	if all := fault.All(err); len(all) > 0 {
		return all[0].Key
	}
	if errors.As(err, new(errPanicked)) {
		return "outbox.panicked"
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return "outbox.late"
	}
	return "outbox.failed"
}
