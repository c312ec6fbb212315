package conversation

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
)

// ReportReasons are why a side calls the desk, in the order in which pages list them.
var ReportReasons = []string{"talk.rude", "talk.outside", "talk.fraud", "talk.spam"}

// DeskReasons are why the desk reads a conversation without having been called.
var DeskReasons = []string{"talk.reported", "talk.complaint", "talk.authority"}

// Report is a call for the desk, who answers it once.
type Report struct {
	ID        string `gorm:"primaryKey"`
	OrderID   string
	Side      Side // who called
	Reason    string
	CreatedAt clock.Instant
	SettledAt clock.Instant `gorm:"<-:create"`
	SettledBy string        `gorm:"<-:create"`
}

// TableName implements gorm's Tabler.
func (Report) TableName() string { return "conversation_reports" }

// Cursor is where the page behind r starts.
func (r Report) Cursor() db.Cursor { return db.Cursor{At: r.CreatedAt, ID: r.ID} }

func reported(ctx context.Context, q *gorm.DB, orderID string, by Side) (bool, error) {
	var n int64
	err := q.WithContext(ctx).Model(&Report{}).Where("order_id = ? AND side = ? AND settled_at = 0", orderID, by).Count(&n).Error
	return n > 0, err
}

// Report calls the desk to a conversation. Calling again before the desk has answered
// changes nothing. It refuses like Read, and with "talk.reason" a reason that is not listed.
func (t *Talks) Report(ctx context.Context, by actor.Actor, idOrCode, reason string) error {
	return t.DB.Tx(ctx, func(tx *gorm.DB) error {
		o, at, err := side(ctx, tx, by, idOrCode)
		if err != nil {
			return err
		}
		if !slices.Contains(ReportReasons, reason) {
			return fault.New(fault.Invalid, "talk.reason").On("reason")
		}
		return tx.WithContext(ctx).Exec(`INSERT INTO conversation_reports (id, order_id, side, reason, created_at, settled_at, settled_by) VALUES (?, ?, ?, ?, ?, 0, '')
			ON CONFLICT (order_id, side) WHERE settled_at = 0 DO NOTHING`, db.NewID(), o.ID, at, reason, t.Now()).Error
	})
}

// Reports returns at most limit calls that the desk has not answered, the oldest first.
func (t *Talks) Reports(ctx context.Context, _ actor.Admin, after db.Cursor, limit int) ([]Report, error) {
	var rows []Report
	return rows, db.Oldest(t.DB.Read(ctx).Where("settled_at = 0"), "created_at", "id", after, limit).Find(&rows).Error
}

// ReportsOf returns the calls about the conversation of an order that the desk has not answered.
func (t *Talks) ReportsOf(ctx context.Context, _ actor.Admin, orderID string) ([]Report, error) {
	var rows []Report
	return rows, t.DB.Read(ctx).Where("order_id = ? AND settled_at = 0", orderID).Order("created_at, id").Find(&rows).Error
}

// Settle says that the desk has answered a call. Once more changes nothing. It refuses with
// "talk.unknown" what is no call.
func (t *Talks) Settle(ctx context.Context, by actor.Admin, reportID string) error {
	return t.DB.Tx(ctx, func(tx *gorm.DB) error {
		var r Report
		res := tx.WithContext(ctx).Where("id = ?", reportID).Limit(1).Find(&r)
		if res.Error == nil && res.RowsAffected == 0 {
			return fault.New(fault.NotFound, "talk.unknown")
		}
		if res.Error != nil || r.SettledAt > 0 {
			return res.Error
		}
		res = tx.WithContext(ctx).Table("conversation_reports").Where("id = ? AND settled_at = 0", r.ID).
			Updates(map[string]any{"settled_at": t.Now(), "settled_by": by.PersonID})
		return res.Error
	})
}

// Inspect is the desk's look into a conversation: whole, for one of DeskReasons, and written
// down before anything is shown. It refuses with "order.unknown", and with "talk.reason".
func (t *Talks) Inspect(ctx context.Context, by actor.Admin, idOrCode, reason string) (v View, err error) {
	err = t.DB.Tx(ctx, func(tx *gorm.DB) error {
		if v.Order, err = order.FindAny(ctx, tx, idOrCode); err != nil {
			return err
		}
		if !slices.Contains(DeskReasons, reason) {
			return fault.New(fault.Invalid, "talk.reason").On("reason")
		}
		entry := audit.Entry{By: by.Stamp(), Verb: "conversation.read", Subject: audit.Subject{Kind: "order", ID: v.Order.ID}, Reason: reason}
		return audit.Write(ctx, tx, entry, t.Now())
	})
	if err != nil {
		return View{}, err
	}
	shown := v.Order
	shown.Status = order.Confirmed // nothing is hidden from who judges
	v.Messages, err = t.messages(ctx, t.DB.Read(ctx), shown, "")
	return v, err
}
