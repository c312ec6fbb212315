package account

import (
	"log/slog"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/notify"
)

// Accounts signs people in and says who holds a token. It opens its own transactions:
// sending and hashing lie between them. Use one for a process, by pointer.
type Accounts struct {
	DB     *db.DB
	Keys   *crypt.Keyring
	Now    clock.Clock
	Send   notify.Sender
	Limits Limits       // zero fields mean DefaultLimits
	Log    *slog.Logger // security events, ids only; nil means slog.Default

	cache cache
}

func (a *Accounts) log() *slog.Logger {
	if a.Log == nil {
		return slog.Default()
	}
	return a.Log
}
