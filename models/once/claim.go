package once

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Keep is how long a key lives: phones come back late.
const Keep = 7 * 24 * time.Hour

// record is a row of once_keys.
type record struct {
	Actor       string
	Operation   string
	Key         string
	RequestHash string        `gorm:"<-:create"`
	ResultID    string        `gorm:"<-:create"` // only Store writes it later
	CreatedAt   clock.Instant `gorm:"<-:create"`
}

// Claim takes key for the verb whose transaction is tx. When done is false the verb goes
// on, and calls Store in the same tx; when done is true it has happened before, and id is
// what it made. Of equal requests at the same time one goes on while the others wait for
// its commit and then get its id; when it rolls back, a fault included, the next goes on.
//
// A key used for another request is fault "once.other_request"; an empty or overlong
// key is "once.key".
func Claim(ctx context.Context, tx *gorm.DB, key Key, now clock.Instant) (id string, done bool, err error) {
	return claim(ctx, tx, key, "", now)
}

// ClaimFor is Claim for a verb that knows the id of what it will make: it is stored with
// the claim, and the verb does not call Store.
func ClaimFor(ctx context.Context, tx *gorm.DB, key Key, id string, now clock.Instant) (first string, done bool, err error) {
	if id == "" {
		return "", false, fmt.Errorf("once: %s stores no id", key.Operation)
	}
	return claim(ctx, tx, key, id, now)
}

func claim(ctx context.Context, tx *gorm.DB, key Key, result string, now clock.Instant) (id string, done bool, err error) {
	if err := key.check(); err != nil {
		return "", false, err
	}
	if !db.InTx(tx) {
		return "", false, fmt.Errorf("once: %s claims outside a transaction", key.Operation)
	}
	tx = tx.WithContext(ctx)
	actor, k := key.hashed()
	// The second INSERT of one key waits on the primary key for the first to commit. The
	// SELECT after it is a new statement, so it sees what was committed meanwhile.
	res := tx.Exec(`INSERT INTO once_keys (actor, operation, key, request_hash, result_id, created_at) VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (actor, operation, key) DO NOTHING`, actor, key.Operation, k, key.RequestHash, result, now)
	if res.Error != nil {
		return "", false, fmt.Errorf("once: claim: %w", res.Error)
	}
	if res.RowsAffected == 1 {
		return "", false, nil
	}
	var r record
	err = tx.Table("once_keys").Where("actor = ? AND operation = ? AND key = ?", actor, key.Operation, k).Take(&r).Error
	switch {
	case err != nil:
		return "", false, fmt.Errorf("once: claim: %w", err)
	case r.RequestHash != key.RequestHash:
		return "", false, fault.New(fault.Invalid, "once.other_request").On("idempotency_key")
	case r.ResultID == "":
		return "", false, fmt.Errorf("once: %s committed without storing its result", key.Operation)
	}
	return r.ResultID, true, nil
}

// Store keeps the id of what the verb made under the key that it claimed in tx.
func Store(ctx context.Context, tx *gorm.DB, key Key, id string) error {
	if id == "" {
		return fmt.Errorf("once: %s stores no id", key.Operation)
	}
	actor, k := key.hashed()
	res := tx.WithContext(ctx).Table("once_keys").
		Where("actor = ? AND operation = ? AND key = ? AND request_hash = ? AND result_id = ''",
			actor, key.Operation, k, key.RequestHash).
		Update("result_id", id)
	if res.Error != nil {
		return fmt.Errorf("once: store: %w", res.Error)
	}
	if res.RowsAffected != 1 {
		return fmt.Errorf("once: %s stores a result without a claim", key.Operation)
	}
	return nil
}
