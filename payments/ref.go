package payments

import (
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
)

// RefRule is how a provider wants our references to look.
type RefRule string

// The rules. A reference is made of the payment's code and the attempt, so that it is
// unique for ever and a person can read the payment from it.
const (
	RefPlain  RefRule = "plain"  // "K7QM2XWPAD-1"
	RefDated  RefRule = "dated"  // "261122_K7QM2XWPAD-1": the day in Vietnam first
	RefNumber RefRule = "number" // a whole number below 2⁵³
)

// MaxAttempt is the most attempts that one payment can have.
const MaxAttempt = 255

// Make is our reference for attempt of the payment with paymentCode, begun at at. It is ""
// for a code that was not issued or an attempt outside 1 to MaxAttempt.
func (r RefRule) Make(paymentCode string, attempt int, at clock.Instant) string {
	if !code.Valid(paymentCode) || attempt < 1 || attempt > MaxAttempt {
		return ""
	}
	plain := paymentCode + "-" + strconv.Itoa(attempt)
	switch r {
	case RefDated:
		return at.Local().Format("060102") + "_" + plain
	case RefNumber:
		// Nine characters of 5 bits and 8 bits of attempt fill 53 bits exactly: what
		// JavaScript, and so many a gateway, can count. The check character adds nothing.
		var n uint64
		for i := range code.Length - 1 {
			n = n<<5 | uint64(strings.IndexByte(code.Alphabet, paymentCode[i]))
		}
		return strconv.FormatUint(n<<8|uint64(attempt), 10)
	}
	return plain
}

// Code is the payment's code of which a reference by this rule was made, or "" for one that
// was not; only numbers are read back, the other rules show it as it is.
func (r RefRule) Code(ref string) string {
	n, err := strconv.ParseUint(ref, 10, 64)
	if r != RefNumber || err != nil || n >= 1<<53 || n&(MaxAttempt) == 0 {
		return ""
	}
	body := make([]byte, code.Length-1)
	for i, rest := len(body)-1, n>>8; i >= 0; i, rest = i-1, rest>>5 {
		body[i] = code.Alphabet[rest&31]
	}
	for i := range len(code.Alphabet) { // the check character is the one that fits
		if whole := string(body) + code.Alphabet[i:i+1]; code.Valid(whole) {
			return whole
		}
	}
	return ""
}
