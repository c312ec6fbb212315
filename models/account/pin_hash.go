package account

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"

	"golang.org/x/crypto/argon2"

	"github.com/chophien/chophien/models/fault"
)

// The cost of one hash, about 33 ms; OWASP's first choice for argon2id.
const (
	pinTime   = 2
	pinMemory = 19 * 1024 // KiB
	pinSalt   = 16
	pinBytes  = 32
)

// hashing lets two hashes run at once: each takes 19 MiB, and a crowd of them would take
// the machine.
var hashing = make(chan struct{}, 2)

// hashPIN is what is stored of a PIN: its slow hash, sealed. Six digits are found from
// any hash in an hour, so the key, which is not in the database, is what protects a copy.
func (a *Accounts) hashPIN(ctx context.Context, pin string) (string, error) {
	pin, err := shapePIN(pin)
	if err != nil {
		return "", err
	}
	salt := make([]byte, pinSalt)
	_, _ = rand.Read(salt)
	sum, err := slow(ctx, pin, salt)
	if err != nil {
		return "", err
	}
	return a.Keys.Seal(sealedPIN, base64.RawStdEncoding.EncodeToString(append(salt, sum...))), nil
}

// isPIN reports whether sealed was made of pin.
func (a *Accounts) isPIN(ctx context.Context, sealed, pin string) (bool, error) {
	text, err := a.Keys.Open(sealedPIN, sealed)
	if err != nil {
		return false, err
	}
	raw, err := base64.RawStdEncoding.DecodeString(text)
	if err != nil || len(raw) != pinSalt+pinBytes {
		return false, errors.New("account: a stored PIN is not readable")
	}
	sum, err := slow(ctx, pin, raw[:pinSalt])
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(sum, raw[pinSalt:]) == 1, nil
}

func slow(ctx context.Context, pin string, salt []byte) ([]byte, error) {
	select {
	case hashing <- struct{}{}:
		defer func() { <-hashing }()
	case <-ctx.Done():
		return nil, fault.New(fault.Unavailable, "pin.busy").From(fmt.Errorf("account: pin: %w", ctx.Err()))
	}
	return argon2.IDKey([]byte(pin), salt, pinTime, pinMemory, 1, pinBytes), nil
}
