package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chophien/chophien/models/clock"
)

// Subject is whose identity is to be checked, and what for.
type Subject struct {
	Reference string // our own name of the check; starting again with it is starting once
	Purpose   string // in words that the person reads in the app
	BackURL   string // where the person's browser goes afterwards; nothing is read from it
}

// Next is what the person does now. Nothing here, when URL and Code are empty: they show
// the document to people.
type Next struct {
	Tx        string // the provider's own name of the check
	URL       string // opens the app or page where the person confirms
	Code      string // short; shown in both places, to be compared
	ExpiresAt clock.Instant
}

// Result is what was found. Number is the whole number of the document: it is sealed at
// once and never printed.
type Result struct {
	Name       string
	Number     Number
	Level      string // of assurance, in the provider's word
	At         clock.Instant
	ValidUntil clock.Date // of the document, or of the check; '' for no end
}

// Number is that of a document; it prints as stars.
type Number string

// String implements fmt.Stringer.
func (Number) String() string { return "****" }

// GoString implements fmt.GoStringer.
func (Number) GoString() string { return "****" }

// Reveal gives the number to be sealed.
func (n Number) Reveal() string { return string(n) }

var _ fmt.Stringer = Number("")

// Transaction is a check as a provider is asked about it: what the provider calls it, and
// what the market itself has seen of it.
type Transaction struct {
	Tx   string
	Seen []Sighting
	Read *Result // what an officer read off the document; nil before
}

// Provider checks identities. Calls may take long and belong outside every transaction.
type Provider interface {
	// Code names the provider in rows and configuration.
	Code() string
	// Method is how the check is kept, as models/seller names it.
	Method() string
	// Electronic reports whether a person confirms on a phone of their own.
	Electronic() bool
	// Life is how long a check may take before it is over.
	Life() time.Duration
	// Start begins a check. An error leaves nothing that could pass.
	Start(ctx context.Context, s Subject) (Next, error)
	// Result asks what was found: ErrPending, ErrRefused and ErrOver tell where it stands,
	// any other error that the provider could not be asked.
	Result(ctx context.Context, t Transaction) (Result, error)
}

// What providers answer beside a result.
var (
	ErrPending = errors.New("identity: nobody has confirmed yet")
	ErrRefused = errors.New("identity: the person or the provider said no")
	ErrOver    = errors.New("identity: its time is over")
)

// Providers are those that the market works with.
type Providers []Provider

// Of finds a provider by its code.
func (ps Providers) Of(code string) (Provider, bool) {
	for _, p := range ps {
		if p.Code() == code {
			return p, true
		}
	}
	return nil, false
}

// Electronic is the one by which a person is checked without meeting anybody.
func (ps Providers) Electronic() (Provider, bool) {
	for _, p := range ps {
		if p.Electronic() {
			return p, true
		}
	}
	return nil, false
}
