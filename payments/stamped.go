package payments

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"github.com/chophien/chophien/models/clock"
)

// Tolerance is how far a signed time may be from ours, to either side.
const Tolerance = 5 * time.Minute

// Stamp signs body at the second of at: "t=1763785912,v1=<hex>", where the hex is
// HMAC-SHA256(secret, t + "." + body). Stripe, the sandbox and the demo bank share it.
func Stamp(secret Secret, at clock.Instant, body []byte) string {
	t := strconv.FormatInt(int64(at)/1000, 10)
	return "t=" + t + ",v1=" + hex.EncodeToString(stampMAC(secret, t, body))
}

// VerifyStamp judges header over body by any of secrets (two are active while one is being
// replaced). It refuses with ErrMalformed, ErrBadSignature, or, for a good signature whose
// time is further from at than tolerance, ErrStale.
func VerifyStamp(header string, body []byte, secrets []Secret, at clock.Instant, tolerance time.Duration) error {
	if header == "" {
		return ErrBadSignature
	}
	var t string
	var given []string
	for part := range strings.SplitSeq(header, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			t = value
		case "v1":
			given = append(given, value)
		}
	}
	sec, err := strconv.ParseInt(t, 10, 64)
	if err != nil || sec < 0 || sec > 1<<40 || t != strconv.FormatInt(sec, 10) {
		return ErrMalformed
	}
	if !AnyMAC(given, secrets, func(s Secret) []byte { return stampMAC(s, t, body) }) {
		return ErrBadSignature
	}
	return CheckFresh(clock.Instant(sec*1000), at, tolerance)
}

// CheckFresh refuses with ErrStale a time further from at than tolerance, to either side.
func CheckFresh(told, at clock.Instant, tolerance time.Duration) error {
	// In milliseconds: a Duration of a far-off time would wrap around.
	if d, most := int64(at-told), tolerance.Milliseconds(); d > most || d < -most {
		return ErrStale
	}
	return nil
}

// SameMAC compares a signature in hex, upper or lower case, with mac in constant time.
func SameMAC(given string, mac []byte) bool {
	raw, err := hex.DecodeString(given)
	return err == nil && hmac.Equal(raw, mac)
}

// AnyMAC reports whether one of given is, in hex, the signature by one of secrets. An empty
// secret signs nothing.
func AnyMAC(given []string, secrets []Secret, mac func(Secret) []byte) bool {
	ok := false
	for _, s := range secrets {
		if s.IsZero() {
			continue
		}
		want := mac(s)
		for _, g := range given {
			ok = SameMAC(g, want) || ok
		}
	}
	return ok
}

func stampMAC(secret Secret, t string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(secret.Reveal()))
	h.Write([]byte(t))
	h.Write([]byte{'.'})
	h.Write(body)
	return h.Sum(nil)
}
