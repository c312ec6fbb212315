package remittance

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/money"
)

// Cursor is where the page behind l starts.
func (l Line) Cursor() db.Cursor { return db.Cursor{At: clock.Instant(l.Number), ID: l.ID} }

// ListLines returns lines of a remittance by their rows, those of one state if it is named.
func ListLines(ctx context.Context, q *gorm.DB, remittanceID string, state LineState, after db.Cursor, limit int) ([]Line, error) {
	q = q.WithContext(ctx).Where("remittance_id = ? AND number > ?", remittanceID, int64(after.At))
	if state != "" {
		q = q.Where("state = ?", state)
	}
	var out []Line
	return out, q.Order("number").Limit(limit).Find(&out).Error
}

// Part is what of a remittance is in one state.
type Part struct {
	State  LineState
	Lines  int
	Amount money.VND
}

// Parts sums a remittance up by the state of its lines.
func Parts(ctx context.Context, q *gorm.DB, remittanceID string) ([]Part, error) {
	var out []Part
	err := q.WithContext(ctx).Raw(`SELECT state, COUNT(*) AS lines, CAST(SUM(amount) AS BIGINT) AS amount
		FROM remittance_lines WHERE remittance_id = ? GROUP BY state ORDER BY state`, remittanceID).Scan(&out).Error
	return out, err
}
