package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// EditPerson is how a person is called and in which language the market writes to them.
type EditPerson struct {
	Name   string `json:"name" form:"name"`
	Locale string `json:"locale" form:"locale"`
}

// EditPerson changes the actor's own name and language. An empty language stays as it
// is; one that is neither "vi" nor "en" is fault.Invalid "person.locale".
func (a *Accounts) EditPerson(ctx context.Context, by actor.Buyer, in EditPerson) error {
	name, err := cleanName(in.Name)
	if err != nil {
		return err
	}
	columns := map[string]any{"name": name}
	switch in.Locale {
	case "vi", "en":
		columns["locale"] = in.Locale
	case "":
	default:
		return fault.New(fault.Invalid, "person.locale").On("locale")
	}
	err = a.DB.Tx(ctx, func(tx *gorm.DB) error {
		res := tx.WithContext(ctx).Table("people").Where("id = ? AND state = ?", by.PersonID, active).Updates(columns)
		if res.Error != nil {
			return fmt.Errorf("account: edit person: %w", res.Error)
		}
		if res.RowsAffected == 0 {
			return fault.New(fault.NotFound, "person.unknown")
		}
		return nil
	})
	a.cache.clear()
	return err
}
