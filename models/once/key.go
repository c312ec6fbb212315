package once

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"unicode/utf8"

	"github.com/chophien/chophien/models/fault"
)

// MaxKey is how many characters of a client's key are taken.
const MaxKey = 200

// Key names one request of one actor.
type Key struct {
	Actor       string // the person's id, or a guest's cart token; stored hashed
	Operation   string // the verb, "checkout.place"
	Key         string // what the client sent; stored hashed
	RequestHash string // Hash of the verb's input
}

// hashed is the key as stored: neither a guest's secret nor whatever a client put into
// its key ends up in the database.
func (k Key) hashed() (actor, key string) {
	return digest([]byte(k.Actor)), digest([]byte(k.Key))
}

// check refuses a key that is empty or longer than MaxKey with fault "once.key".
func (k Key) check() error {
	if k.Key == "" || utf8.RuneCountInString(k.Key) > MaxKey {
		return fault.New(fault.Invalid, "once.key").On("idempotency_key")
	}
	if k.Actor == "" || k.Operation == "" || k.RequestHash == "" {
		return fmt.Errorf("once: the key of %q lacks an actor, an operation or a request", k.Operation)
	}
	return nil
}

// Hash tells requests apart: two inputs have one hash exactly when their JSON is equal
// but for the order of members. It panics when v cannot be encoded, which no input
// struct does.
func Hash(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("once: %T is not an input: %v", v, err))
	}
	// Decoding and encoding again sorts the members of what was json.RawMessage too.
	var plain any
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	if err := dec.Decode(&plain); err != nil {
		panic(fmt.Sprintf("once: %T is not an input: %v", v, err))
	}
	if b, err = json.Marshal(plain); err != nil {
		panic(fmt.Sprintf("once: %T is not an input: %v", v, err))
	}
	return digest(b)
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
