package settlement

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
)

// Cashier pays sellers what they have earned, and tells them.
type Cashier struct {
	DB   *db.DB
	Now  clock.Clock
	Keys *crypt.Keyring // opens bank account numbers for the bank's file
}

func (c *Cashier) read(ctx context.Context) *gorm.DB { return c.DB.Read(ctx) }
