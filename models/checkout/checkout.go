package checkout

import (
	"log/slog"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/payments"
)

// Checkout holds what the verbs of this package work with.
type Checkout struct {
	DB        *db.DB
	Now       clock.Clock
	Keys      *crypt.Keyring
	Places    *division.Directory
	Gateways  *payments.Registry
	Carriers  *shipping.Carriers
	BaseURL   string // of this market, without a slash at the end: where gateways send people and news
	Terms     string // version of the terms that a buyer accepts now
	CallLimit time.Duration
	BankHours BankHours // when bank notices are expected; the zero value expects none
	Direct    bool      // buyers pay sellers, not the market; see direct.go
	Account   string    // number of the market's own account, "" where it has none; read only where sellers collect
	DoorLimit int       // unpaid orders on their way to doors, of one phone; 0: DoorAtMost
	Log       *slog.Logger

	refused refusals
}

// The clocks of a purchase, shown to both sides. Dated: in force since 2026-11-01.
const (
	PayWithin     = 15 * time.Minute // the buyer pays, unless the gateway needs longer
	HoldAtMost    = 2 * time.Hour    // stock is held from placing on, whatever a gateway says
	ConfirmWithin = 24 * time.Hour   // the seller answers after the money came
)

// callLimit is how long a request waits for a gateway.
func (c *Checkout) callLimit() time.Duration {
	if c.CallLimit > 0 {
		return c.CallLimit
	}
	return 10 * time.Second
}
