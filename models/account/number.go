package account

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Purposes of sealing; also the names under which blind indexes are made.
const (
	sealedNumber  = "phones.sealed"
	sealedCode    = "signin_codes.phone_sealed"
	sealedPIN     = "people.pin_hash"
	sealedAddress = "addresses.sealed"
)

// phone is a row of phones.
type phone struct {
	ID        string
	Blind     string        `gorm:"<-:create"`
	Sealed    string        `gorm:"<-:create"`
	CreatedAt clock.Instant `gorm:"<-:create"`
}

// TableName is phones.
func (phone) TableName() string { return "phones" }

// Phone returns the id of the number, which is added when it is new. number is what
// NormalPhone returned. It proves nothing: use it for a seller's line, an import, a demo.
func (a *Accounts) Phone(ctx context.Context, tx *gorm.DB, number string) (string, error) {
	row := phone{
		ID: db.NewID(), Blind: a.Keys.Blind(sealedNumber, number),
		Sealed: a.Keys.Seal(sealedNumber, number), CreatedAt: a.Now(),
	}
	tx = tx.WithContext(ctx)
	err := tx.Exec(`INSERT INTO phones (id, blind, sealed, created_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (blind) DO NOTHING`, row.ID, row.Blind, row.Sealed, row.CreatedAt).Error
	if err != nil {
		return "", fmt.Errorf("account: phone: %w", err)
	}
	var id string
	if err := tx.Raw("SELECT id FROM phones WHERE blind = ?", row.Blind).Scan(&id).Error; err != nil {
		return "", fmt.Errorf("account: phone: %w", err)
	}
	return id, nil
}

// PhoneNumber opens the number of a phone ("+84…"), for who must call or write to it now.
// Others are shown crypt.MaskPhone of it. A phone that is unknown or erased is
// fault.NotFound "phone.unknown".
func (a *Accounts) PhoneNumber(ctx context.Context, q *gorm.DB, phoneID string) (string, error) {
	var row phone
	err := q.WithContext(ctx).Where("id = ? AND erased_at = 0", phoneID).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return "", fault.New(fault.NotFound, "phone.unknown")
	}
	if err != nil {
		return "", fmt.Errorf("account: phone number: %w", err)
	}
	return a.Keys.Open(sealedNumber, row.Sealed)
}

// PhoneNumbers is PhoneNumber for several phones, by id, in one statement; those that are
// unknown or erased are not in the map.
func (a *Accounts) PhoneNumbers(ctx context.Context, q *gorm.DB, phoneIDs []string) (map[string]string, error) {
	var rows []phone
	if err := q.WithContext(ctx).Where("id IN ? AND erased_at = 0", phoneIDs).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("account: phone numbers: %w", err)
	}
	out := make(map[string]string, len(rows))
	for _, row := range rows {
		number, err := a.Keys.Open(sealedNumber, row.Sealed)
		if err != nil {
			return nil, err
		}
		out[row.ID] = number
	}
	return out, nil
}
