package onboarding

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/once"
)

// Onboarding brings sellers and goods to the market; every method is one transaction,
// Import apart.
type Onboarding struct {
	DB     *db.DB
	Keys   *crypt.Keyring
	Places *division.Directory
	Now    clock.Clock
}

// attempts is how often something is made anew because at the same moment the same product
// was sent: then the one that is there by now is seen.
const attempts = 2

// made runs a verb that makes something, once for a key of the actor: a repeated request
// gets the id of the first. Without a key every call makes something new.
func (o *Onboarding) made(ctx context.Context, by actor.Actor, operation, key string, in any, make func(tx *gorm.DB, now clock.Instant) (string, error)) (id string, err error) {
	now := o.Now()
	k := once.Key{Actor: by.Stamp().ID, Operation: operation, Key: key}
	if key != "" {
		k.RequestHash = once.Hash(in)
	}
	work := func(tx *gorm.DB) error {
		id = ""
		if key != "" {
			was, done, err := once.Claim(ctx, tx, k, now)
			if err != nil || done {
				id = was
				return err
			}
		}
		if id, err = make(tx, now); err != nil || key == "" {
			return err
		}
		return once.Store(ctx, tx, k, id)
	}
	for range attempts {
		if err = o.DB.Tx(ctx, work); !db.IsDuplicate(err) {
			break
		}
	}
	return id, err
}
