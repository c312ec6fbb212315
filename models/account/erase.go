package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/fault"
)

// Erase wipes a person: name, PIN, addresses, roles and sessions. Ids and consents stay,
// the consents as withdrawn, so no chain of history breaks. A buyer may erase themself, an
// admin anybody; for others it is fault.NotFound "person.unknown". Whether open orders
// forbid it is for the caller, whose transaction tx is, and who calls Reread after it. The
// number stays for the others of the phone: see ErasePhone.
func (a *Accounts) Erase(ctx context.Context, tx *gorm.DB, by actor.Actor, personID string) error {
	switch by := by.(type) {
	case actor.Admin:
	case actor.Buyer:
		if by.PersonID != personID {
			return fault.New(fault.NotFound, "person.unknown")
		}
	default:
		return fault.New(fault.NotFound, "person.unknown")
	}
	tx = tx.WithContext(ctx)
	now := a.Now()
	res := tx.Table("people").Where("id = ? AND state = 'active'", personID).Updates(map[string]any{
		"state": "erased", "name": "", "pin_hash": "", "pin_tries": 0, "pin_locks": 0, "pin_locked_until": 0, "pin_reset_at": 0,
	})
	if res.Error != nil {
		return fmt.Errorf("account: erase: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.NotFound, "person.unknown")
	}
	if _, err := revoke(ctx, tx, now, "person_id = ?", personID); err != nil {
		return err
	}
	if _, err := wipeAddresses(ctx, tx, now, "person_id = ?", personID); err != nil {
		return err
	}
	for _, step := range []*gorm.DB{
		tx.Table("sessions").Where("person_id = ?", personID).Update("label", ""), // people write names there
		tx.Table("roles").Where("person_id = ? AND revoked_at = 0", personID).
			Updates(map[string]any{"revoked_at": now, "revoked_by": "erasure"}),
		tx.Table("consents").Where("person_id = ? AND withdrawn_at = 0", personID).Update("withdrawn_at", now),
	} {
		if step.Error != nil {
			return fmt.Errorf("account: erase: %w", step.Error)
		}
	}
	a.cache.clear()
	return audit.Write(ctx, tx, audit.Entry{
		By: by.Stamp(), Verb: "person.erased", Subject: audit.Subject{Kind: "person", ID: personID},
	}, now)
}

// ErasePhone wipes a number that no living person has any more: the row stays for what
// refers to it, and the number may come back as a new one. A phone with people is
// fault.Conflict "phone.in_use".
func (a *Accounts) ErasePhone(ctx context.Context, tx *gorm.DB, by actor.Actor, phoneID string) error {
	tx = tx.WithContext(ctx)
	var row phone
	if err := tx.Where("id = ? AND erased_at = 0", phoneID).Limit(1).Find(&row).Error; err != nil {
		return fmt.Errorf("account: erase phone: %w", err)
	}
	now := a.Now()
	res := tx.Table("phones").Where("id = ? AND erased_at = 0", phoneID).
		Where("NOT EXISTS (SELECT 1 FROM people p WHERE p.phone_id = phones.id AND p.state = 'active')").
		Updates(map[string]any{"erased_at": now, "sealed": "", "blind": "erased:" + phoneID})
	switch {
	case res.Error != nil:
		return fmt.Errorf("account: erase phone: %w", res.Error)
	case row.ID == "":
		return fault.New(fault.NotFound, "phone.unknown")
	case res.RowsAffected == 0:
		return fault.New(fault.Conflict, "phone.in_use")
	}
	if _, err := revoke(ctx, tx, now, "phone_id = ?", phoneID); err != nil {
		return err
	}
	for _, step := range []*gorm.DB{
		tx.Exec("DELETE FROM devices WHERE phone_id = ?", phoneID),
		tx.Exec("DELETE FROM signin_codes WHERE phone_blind = ?", row.Blind),
	} {
		if step.Error != nil {
			return fmt.Errorf("account: erase phone: %w", step.Error)
		}
	}
	a.cache.clear()
	return audit.Write(ctx, tx, audit.Entry{
		By: by.Stamp(), Verb: "phone.erased", Subject: audit.Subject{Kind: "phone", ID: phoneID},
	}, now)
}
