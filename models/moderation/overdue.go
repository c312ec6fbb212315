package moderation

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/outbox"
)

// OverdueNote is the type of the note that the desk has let reports wait too long.
const OverdueNote = "report.overdue"

// Overdue is the body of that note: how many reports are late that nobody was told of.
type Overdue struct {
	Reports int64 `json:"reports"`
}

// TellOverdue tells the desk of reports that wait longer than was promised, all of them
// together and each once.
func (m *Moderation) TellOverdue(ctx context.Context) error {
	return m.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := m.Now()
		res := tx.WithContext(ctx).Table("listing_reports").Where("state = 'open' AND told_at = 0 AND due_at <= ?", now).Update("told_at", now)
		if res.Error != nil || res.RowsAffected == 0 {
			return res.Error
		}
		return outbox.Add(ctx, tx, outbox.Note{Type: OverdueNote, Version: 1, Subject: "desk", Body: Overdue{Reports: res.RowsAffected}})
	})
}
