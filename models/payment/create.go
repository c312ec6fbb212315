package payment

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/outbox"
)

// Create writes a payment with what it covers; the allocations add up to its amount. Of one
// that is due at the door its seller is told at once.
func Create(ctx context.Context, tx *gorm.DB, p Payment, parts []Allocation) error {
	if err := db.Later(ctx, tx, nil).Create(&p).Error; err != nil {
		return err
	}
	if err := db.Later(ctx, tx, nil).Create(&parts).Error; err != nil || !p.AtDoor {
		return err
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: DoorNoteType, Version: 1, Subject: p.ID, Body: PaidNote{PaymentID: p.ID, GroupID: p.GroupID}})
}
