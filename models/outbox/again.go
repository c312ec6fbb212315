package outbox

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
)

// Again is Retry by the market's desk, in a transaction of its own.
func Again(ctx context.Context, d *db.DB, _ actor.Admin, id string) error {
	return d.Tx(ctx, func(tx *gorm.DB) error { return Retry(ctx, tx, id) })
}
