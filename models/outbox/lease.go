package outbox

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
)

// batch is what one lease holds.
type batch struct {
	token string
	notes []Note
	ended int  // notes that were given up instead
	more  bool // behind one of notes another waits in its lane
}

// leased is a row as a lease returns it.
type leased struct {
	Seq         int64
	ID          string
	Type        string
	Version     int
	Subject     string
	Body        string
	AvailableAt clock.Instant
	Attempts    int
	More        bool // a younger note waits in its lane
}

// due is a note that may be told now: free, its time has come, and nothing older of its
// lane is waiting. What nobody wants holds up nothing.
const due = `n.state = 'pending' AND n.available_at <= ? AND n.leased_until <= ? AND n.type IN ?
	AND NOT EXISTS (SELECT 1 FROM outbox_notes o
		WHERE o.state = 'pending' AND o.lane = n.lane AND o.seq < n.seq AND o.type IN ?)`

// lease takes the notes that are due longest for this deliverer alone. A note whose lease ran out,
// because its process died, is due again; when that has happened at the last attempt it
// is given up, lest it kill one process after another.
func (d *Deliverer) lease(ctx context.Context) (batch, error) {
	types := d.wanted()
	if len(types) == 0 {
		return batch{}, nil
	}
	now := d.Now()
	skip := "FOR UPDATE SKIP LOCKED"
	if d.DB.Dialect() == db.SQLite {
		skip = "" // its one writer is this
		// An idle outbox must not take it every second, so a look that writes nothing comes first.
		var some []int
		err := d.DB.Read(ctx).Raw("SELECT 1 FROM outbox_notes n WHERE "+due+" LIMIT 1", now, now, types, types).Scan(&some).Error
		if err != nil || len(some) == 0 {
			return batch{}, err
		}
	}
	b := batch{token: db.NewID()}
	until := now.Add(orDefault(d.Lease, time.Minute))
	var rows []leased
	err := d.DB.Tx(ctx, func(tx *gorm.DB) error {
		rows = nil
		// MATERIALIZED: run once, so that the limit holds whatever the plan.
		err := tx.Raw(`WITH picked AS MATERIALIZED (
				SELECT n.seq FROM outbox_notes n WHERE `+due+` ORDER BY n.available_at, n.seq LIMIT ? `+skip+`)
			UPDATE outbox_notes SET leased_until = ?, lease_owner = ?, attempts = attempts + 1
			WHERE seq IN (SELECT seq FROM picked)
			RETURNING seq, id, type, version, subject, body, available_at, attempts,
				EXISTS (SELECT 1 FROM outbox_notes o WHERE o.state = 'pending' AND o.lane = outbox_notes.lane AND o.seq > outbox_notes.seq) AS more`,
			now, now, types, types, orDefault(d.Batch, 100), until, b.token).Scan(&rows).Error
		if err != nil {
			return err
		}
		taken := len(rows)
		rows, err = d.giveUp(tx, rows)
		b.ended = taken - len(rows)
		return err
	})
	if err != nil {
		return batch{}, fmt.Errorf("outbox: lease: %w", err)
	}
	if b.ended > 0 {
		d.log().Error("notes given up after crashes", "notes", b.ended)
	}
	slices.SortFunc(rows, func(a, b leased) int { return cmp.Compare(a.Seq, b.Seq) })
	for _, r := range rows {
		b.more = b.more || r.More
		b.notes = append(b.notes, Note{ID: r.ID, Type: r.Type, Version: r.Version, Subject: r.Subject,
			Body: json.RawMessage(r.Body), NotBefore: r.AvailableAt, Attempts: r.Attempts})
	}
	return b, nil
}

// giveUp ends those notes that were never settled at their last attempt, and returns the
// others.
func (d *Deliverer) giveUp(tx *gorm.DB, rows []leased) ([]leased, error) {
	most := orDefault(d.MaxAttempts, 25)
	var crashed []string
	rows = slices.DeleteFunc(rows, func(r leased) bool {
		if r.Attempts > most {
			crashed = append(crashed, r.ID)
		}
		return r.Attempts > most
	})
	if len(crashed) == 0 {
		return rows, nil
	}
	return rows, tx.Exec(`UPDATE outbox_notes SET state = 'dead', attempts = attempts - 1, last_error = 'outbox.crashed', leased_until = 0, lease_owner = ''
		WHERE id IN ?`, crashed).Error
}
