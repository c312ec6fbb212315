package shipping

import (
	"context"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Note keeps one piece of news of a parcel and brings its status up to it. News come
// twice, late and out of order: the same (status, instant) is kept once, older news and
// those that no road leads to are kept without moving anything. moved reports whether
// the status changed. It refuses with "shipping.status" a status that does not exist.
func Note(ctx context.Context, tx *gorm.DB, s *Shipment, status Status, source string, at, now clock.Instant) (moved bool, err error) {
	if !status.Valid() {
		return false, fault.New(fault.Invalid, "shipping.status").On("status")
	}
	e := Event{ID: db.NewID(), ShipmentID: s.ID, Status: status, Source: source, At: at, CreatedAt: now}
	res := tx.WithContext(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "shipment_id"}, {Name: "status"}, {Name: "at"}}, DoNothing: true,
	}).Create(&e)
	if res.Error != nil || res.RowsAffected == 0 || !s.Status.CanBecome(status) || at < s.StatusAt {
		return false, res.Error
	}
	res = tx.WithContext(ctx).Table("shipments").Where("id = ? AND status = ? AND status_at = ?", s.ID, s.Status, s.StatusAt).
		Updates(map[string]any{"status": status, "status_at": at})
	if res.Error != nil {
		return false, res.Error
	}
	if res.RowsAffected == 0 {
		return false, fault.New(fault.Conflict, "shipping.moved")
	}
	s.Status, s.StatusAt = status, at
	return true, nil
}
