package crypt

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"strings"
)

const keyBytes = 32

var keyID = regexp.MustCompile(`^[a-z0-9_-]{1,16}$`)

// Keyring holds the keys: the first one seals, all of them open. It prints no secret,
// whichever way it is printed.
type Keyring struct {
	first string
	open  map[string]cipher.AEAD
	ids   []string
	blind []byte
}

// ParseKeyring reads keys "id:base64,id2:base64" of 32 bytes each and the blind index key,
// "base64" of 32 bytes. To rotate, put a new key in front and keep the old ones until
// everything is sealed anew. The blind index key stays: changing it means computing every
// blind index again. All that is wrong is told at once, none of it with its value.
func ParseKeyring(keys, blind string) (*Keyring, error) {
	k := &Keyring{open: map[string]cipher.AEAD{}}
	var wrong []error
	seen := map[string]bool{}
	for i, part := range strings.Split(keys, ",") {
		id, text, ok := strings.Cut(strings.TrimSpace(part), ":")
		raw, err := base64.StdEncoding.DecodeString(text)
		switch {
		case !ok || !keyID.MatchString(id):
			wrong = append(wrong, fmt.Errorf("crypt: key %d is not of the form id:base64, id of a-z 0-9 _ -", i+1))
			continue
		case err != nil || len(raw) != keyBytes:
			wrong = append(wrong, fmt.Errorf("crypt: key %q is not base64 of %d bytes", id, keyBytes))
			continue
		case k.open[id] != nil:
			wrong = append(wrong, fmt.Errorf("crypt: key id %q is there twice", id))
			continue
		case seen[string(raw)]:
			wrong = append(wrong, fmt.Errorf("crypt: key %q is equal to another one", id))
			continue
		}
		seen[string(raw)] = true
		k.open[id] = aead(raw)
		k.ids = append(k.ids, id)
	}
	raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(blind))
	switch {
	case err != nil || len(raw) != keyBytes:
		wrong = append(wrong, fmt.Errorf("crypt: the blind index key is not base64 of %d bytes", keyBytes))
	case seen[string(raw)]:
		wrong = append(wrong, errors.New("crypt: the blind index key is equal to a sealing key"))
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	k.blind, k.first = raw, k.ids[0]
	return k, nil
}

// Generate makes a new key of that id and a new blind index key, in the form that
// ParseKeyring reads. Pass crypto/rand.Reader as random, or nil for it.
func Generate(random io.Reader, id string) (keys, blind string, err error) {
	if random == nil {
		random = rand.Reader
	}
	raw := make([]byte, 2*keyBytes)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", "", fmt.Errorf("crypt: generate: %w", err)
	}
	enc := base64.StdEncoding
	return id + ":" + enc.EncodeToString(raw[:keyBytes]), enc.EncodeToString(raw[keyBytes:]), nil
}

func aead(key []byte) cipher.AEAD {
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // only for a length that is not 32
	}
	g, err := cipher.NewGCM(block)
	if err != nil {
		panic(err) // only for another block size than AES has
	}
	return g
}

// String names the key ids.
func (k *Keyring) String() string {
	if k == nil {
		return "no keys"
	}
	return "keys " + strings.Join(k.ids, ", ")
}

// Format implements fmt.Formatter: %#v and %+v tell no more than String.
func (k *Keyring) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, k.String()) }

// LogValue implements slog.LogValuer.
func (k *Keyring) LogValue() slog.Value { return slog.StringValue(k.String()) }

// MarshalText implements encoding.TextMarshaler, so that no JSON holds more.
func (k *Keyring) MarshalText() ([]byte, error) { return []byte(k.String()), nil }
