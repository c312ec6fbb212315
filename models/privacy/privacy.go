package privacy

import (
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/moderation"
)

// Privacy hands out copies and ends accounts. The other use cases open what they sealed.
type Privacy struct {
	DB         *db.DB
	Now        clock.Clock
	Accounts   *account.Accounts
	Checkout   *checkout.Checkout
	Moderation *moderation.Moderation
}
