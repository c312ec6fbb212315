package vietqr

import (
	"slices"
	"strings"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Why a verified notice is of no interest: Event.Code of an ignored event.
const (
	IgnoredOutgoing = "outgoing"      // money that left
	IgnoredAccount  = "other_account" // an account that is not the market's
	IgnoredTest     = "test"          // the source tries out the connection
)

// Credit makes the event of money that reached c.Account. Candidate codes are looked for in
// Content and in each of more by itself (what a source cut out, longer descriptions).
func Credit(c payments.BankCredit, amount money.VND, at clock.Instant, more ...string) payments.Event {
	c.Codes = nil
	for _, text := range append([]string{c.Content}, more...) {
		for _, found := range code.Find(text) {
			if !slices.Contains(c.Codes, found) {
				c.Codes = append(c.Codes, found)
			}
		}
	}
	key := c.Source + ":" + c.SourceID
	return payments.Event{
		Key: key, TxnID: key, Kind: payments.EventBankCredit, Status: payments.StatusPaid,
		Amount: amount, At: at, Bank: &c,
	}
}

// Ignore makes the event of a notice that is verified and of no interest.
func Ignore(source, id, why string, at clock.Instant) payments.Event {
	return payments.Event{Key: source + ":" + id, Kind: payments.EventIgnored, At: at, Code: why}
}

// LocalTime reads the wall-clock times that sources write ("2026-11-22 09:35:12", Vietnam),
// and those that name their zone.
// One that cannot be read becomes arrived: a strange date is no reason to lose money.
func LocalTime(text string, arrived clock.Instant) clock.Instant {
	for _, layout := range []string{time.DateTime, "2006-01-02T15:04:05", time.RFC3339} {
		if t, err := time.ParseInLocation(layout, strings.TrimSpace(text), clock.Zone); err == nil {
			return clock.At(t)
		}
	}
	return arrived
}

// Answer is what notice sources expect: 2xx with {"success":true} once the notice is kept,
// whatever the market makes of it; anything else and they send it again.
func Answer(o payments.Outcome) payments.Answer {
	status := 200
	switch o {
	case payments.BadSignature, payments.Stale, payments.Foreign:
		status = 401
	case payments.Malformed:
		status = 400
	case payments.TooLarge:
		status = 413
	case payments.OurFailure:
		status = 500
	}
	body := `{"success":true}`
	if status != 200 {
		body = `{"success":false}`
	}
	return payments.Answer{Status: status, ContentType: "application/json", Body: []byte(body)}
}
