package crypt

import (
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"github.com/chophien/chophien/models/fault"
)

// version is the form of a sealed text: "1.key id.base64url(nonce, ciphertext, tag)".
const version = "1"

// Seal encrypts plain for purpose, "phones.number" for a column: what is sealed for one
// purpose does not open for another. Nothing seals to nothing, so an empty column stays
// empty. Sealing twice gives two texts.
func (k *Keyring) Seal(purpose, plain string) string {
	if plain == "" {
		return ""
	}
	g := k.open[k.first]
	out := make([]byte, g.NonceSize(), g.NonceSize()+len(plain)+g.Overhead())
	_, _ = rand.Read(out) // it ends the program rather than fail
	out = g.Seal(out, out, []byte(plain), bound(purpose, k.first))
	return version + "." + k.first + "." + base64.RawURLEncoding.EncodeToString(out)
}

// Open decrypts what Seal made for purpose, with whichever key it names. A text that was
// changed, moved to another purpose, or sealed with a key that is gone is fault
// "crypt.unreadable"; the fault holds nothing of the text.
func (k *Keyring) Open(purpose, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	id, g, raw, err := k.take(sealed)
	if err == nil {
		var plain []byte
		plain, err = g.Open(nil, raw[:g.NonceSize()], raw[g.NonceSize():], bound(purpose, id))
		if err == nil {
			return string(plain), nil
		}
	}
	return "", fault.New(fault.Internal, "crypt.unreadable").From(fmt.Errorf("crypt: %s: %w", purpose, err))
}

func (k *Keyring) take(sealed string) (id string, g cipher.AEAD, raw []byte, err error) {
	parts := strings.Split(sealed, ".")
	if len(parts) != 3 || parts[0] != version {
		return "", nil, nil, errors.New("not of a known form")
	}
	id = parts[1]
	if g = k.open[id]; g == nil {
		return "", nil, nil, errors.New("its key is not on the ring")
	}
	raw, err = base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(raw) < g.NonceSize()+g.Overhead() {
		return "", nil, nil, errors.New("cut short or garbled")
	}
	return id, g, raw, nil
}

// bound is the associated data: a sealed text is good for one purpose under one key.
func bound(purpose, id string) []byte { return []byte("chophien\x00" + purpose + "\x00" + id) }

// Stale reports whether sealed was made with another key than the first one, and should
// be opened and sealed anew.
func (k *Keyring) Stale(sealed string) bool {
	return sealed != "" && !strings.HasPrefix(sealed, version+"."+k.first+".")
}

// Blind is the index by which a sealed value is found: equal values of one purpose have
// equal indexes, and nobody without the key can compute them. Normalise first: "0912…"
// and "+84 912…" are two values here. Nothing has no index.
func (k *Keyring) Blind(purpose, normalised string) string {
	if normalised == "" {
		return ""
	}
	m := hmac.New(sha256.New, k.blind)
	m.Write([]byte(purpose + "\x00" + normalised))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil))
}
