package account

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"math/big"
)

// tokenBytes is 256 bits: nobody finds one by trying.
const tokenBytes = 32

// newToken draws a secret for a cookie or a header.
func newToken() string {
	b := make([]byte, tokenBytes)
	_, _ = rand.Read(b) // it ends the program rather than fail
	return base64.RawURLEncoding.EncodeToString(b)
}

// hashToken is what is stored of a token. A plain hash does: there is nothing to guess
// in 256 random bits. What is not of the form of a token has no hash.
func hashToken(token string) string {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return ""
	}
	sum := sha256.Sum256([]byte(token))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// newCode draws six digits, each value equally likely.
func newCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // no randomness: nothing may be issued
	}
	digits := n.String()
	return "000000"[len(digits):] + digits
}
