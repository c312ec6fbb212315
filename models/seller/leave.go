package seller

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Leave ends what a person may do for a seller, by their own will. The last who may edit
// members leaves a closed stall only ("member.last_editor"); with the last member of it go
// the address and the number at which the stall was reached. Its name, its checks and its
// accounts stay for the tax office.
func Leave(ctx context.Context, tx *gorm.DB, sellerID string, by actor.Buyer, now clock.Instant) error {
	tx = tx.WithContext(ctx)
	if err := hold(ctx, tx, sellerID); err != nil {
		return err
	}
	s, err := Find(ctx, tx, sellerID)
	if err != nil {
		return err
	}
	m, err := membership(ctx, tx, sellerID, by.PersonID)
	if err != nil {
		return err
	}
	if s.State != Closed {
		return change(ctx, tx, m, map[string]any{"removed_at": now}, "member.leave", by, now)
	}
	res := tx.Table("seller_members").Where("id = ? AND removed_at = 0", m.ID).Update("removed_at", now)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "member.moved")
	}
	left, err := Members(ctx, tx, sellerID)
	if err == nil && len(left) == 0 {
		err = tx.Table("sellers").Where("id = ?", sellerID).Updates(map[string]any{"pickup_sealed": "", "phone_id": nil}).Error
	}
	if err != nil {
		return err
	}
	return told(ctx, tx, "member.leave", sellerID, by.PersonID, by, now)
}

// Editors counts who may edit the members of a seller.
func Editors(ctx context.Context, q *gorm.DB, sellerID string) (int, error) {
	all, err := Members(ctx, q, sellerID)
	n := 0
	for _, m := range all {
		if m.Rights.Has(actor.EditMembers) {
			n++
		}
	}
	return n, err
}

// Reached reports whether a phone is the number of a stall.
func Reached(ctx context.Context, q *gorm.DB, phoneID string) (bool, error) {
	var n int64
	err := q.WithContext(ctx).Table("sellers").Where("phone_id = ?", phoneID).Count(&n).Error
	return n > 0, err
}
