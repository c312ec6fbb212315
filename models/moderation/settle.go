package moderation

import (
	"context"
	"encoding/json"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

const mostNote = 500 // characters

// Settle is the desk's answer to a report. Upheld takes the listing down.
type Settle struct {
	Upheld bool   `json:"upheld" form:"upheld"`
	Note   string `json:"note" form:"note"` // why, for the seller and the file
}

// Settle answers a report, by the desk. Upheld hides the product, and its seller is told
// why. It refuses with "moderation.note" an answer without a reason, one that cannot be
// taken with the keys of vntext.Input, with "moderation.settled" a report that
// was answered before, and with "moderation.unknown" one that is not there.
func (m *Moderation) Settle(ctx context.Context, by actor.Admin, reportID string, in Settle) error {
	return m.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := m.Now()
		r, err := find(ctx, tx, reportID)
		if err != nil {
			return err
		}
		note, refused := vntext.Input(in.Note, mostNote, true)
		switch {
		case refused != "":
			return fault.New(fault.Invalid, refused).On("note").With("most", mostNote)
		case note == "":
			return fault.New(fault.Invalid, "moderation.note").On("note")
		}
		state := "dismissed"
		if in.Upheld {
			state = "upheld"
		}
		res := tx.WithContext(ctx).Table("listing_reports").Where("id = ? AND state = 'open'", reportID).
			Updates(map[string]any{"state": state, "settled_by": by.PersonID, "settled_at": now, "note": note})
		if res.Error != nil {
			return res.Error
		}
		if res.RowsAffected == 0 {
			return fault.New(fault.Conflict, "moderation.settled")
		}
		if in.Upheld {
			err := catalog.Hide(ctx, tx, r.ProductID, note, by, now)
			if err != nil && !fault.Is(err, fault.Conflict) { // hidden meanwhile
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "moderation.settle", Subject: audit.Subject{Kind: "listing_report", ID: r.ID}, Reason: state}, now)
	})
}

func find(ctx context.Context, q *gorm.DB, id string) (r Report, err error) {
	err = q.WithContext(ctx).Where("id = ?", id).Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = fault.New(fault.NotFound, "moderation.unknown")
	}
	return r, err
}

// Open lists at most limit reports that wait, oldest first: those whose time is over lead.
func (m *Moderation) Open(ctx context.Context, _ actor.Admin, after db.Cursor, limit int) ([]Report, error) {
	var rows []Report
	q := m.DB.Read(ctx).Where("state = 'open'")
	return rows, db.Oldest(q, "created_at", "id", after, limit).Find(&rows).Error
}

// Words opens what the person who reported wrote, for the desk.
func (m *Moderation) Words(r Report) (w Words, err error) {
	if r.WordsSealed == "" { // who wrote them was erased
		return w, nil
	}
	text, err := m.Keys.Open("listing_report.words", r.WordsSealed)
	if err != nil {
		return w, err
	}
	return w, json.Unmarshal([]byte(text), &w)
}
