package invoice

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// hand freezes what an invoice says and hands it over. The caller holds its lock, so a
// refund comes before it, and is in its figures, or after it, and becomes a correction.
func hand(ctx context.Context, tx *gorm.DB, v *Invoice, by actor.Actor, now clock.Instant, columns map[string]any) error {
	if columns == nil {
		columns = map[string]any{}
	}
	if v.Kind == Sale {
		lines, worth, err := figures(ctx, tx, *v.OrderID)
		if err != nil {
			return err
		}
		if !worth.Positive() {
			return fault.New(fault.Conflict, "invoice.nothing")
		}
		if err := putLines(ctx, tx, v.ID, lines); err != nil {
			return err
		}
		columns["total"], v.Total = worth, worth
	}
	columns["handed_at"], v.HandedAt = now, now
	return move(ctx, tx, v, Handed, by, now, columns)
}

// putLines writes the lines of an invoice in the place of those of an earlier hand-over
// that was refused.
func putLines(ctx context.Context, tx *gorm.DB, id string, lines []Line) error {
	if err := tx.WithContext(ctx).Exec("DELETE FROM invoice_lines WHERE invoice_id = ?", id).Error; err != nil {
		return err
	}
	for i := range lines {
		lines[i].InvoiceID, lines[i].Position = id, i+1
	}
	return tx.WithContext(ctx).Create(&lines).Error
}
