package contract

import (
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

// Case is one driver, set up with a fixed clock, and all that it has to show.
type Case struct {
	Gateway  payments.Gateway  // nil for a source of bank notices
	Listener payments.Listener // nil for a gateway that hears nothing
	At       clock.Instant     // the time on the driver's clock
	Secrets  []string          // every secret of the configuration, in the clear: none may get out
	Vectors  []Vector          // texts and signatures that the provider's own tools made
	Fake     Fake              // the provider, for gateways that have one; its gateway is another than Gateway

	// Of gateways.
	Start payments.Start // a start that is taken
	Begun payments.Begun // what Begin answers to it, byte for byte

	// Of listeners.
	Notices   []Notice // genuine messages
	BigID     Notice   // one with an id above 2⁵³
	Nulls     Notice   // one whose optional fields are null
	Foreign   []Notice // genuine by signature, for another merchant or account; Want stays empty
	Malformed []string // messages that make no sense, although rightly signed

	// Sign makes a genuine request of any message (the body, or the query of a listener that
	// is called by GET), signed at at by the secret-th of at least two active secrets.
	Sign      func(secret int, message string, at clock.Instant) payments.RawRequest
	Tolerance time.Duration // how old a signed time may be; 0 where no time is signed
	Acks      []Ack         // the answers that the provider's documentation asks for

	// Of return verifiers.
	Returns []Return
}

// Vector is a text that must come out byte for byte.
type Vector struct {
	Name string
	Got  func() string
	Want string
}

// Notice is a message and what it says.
type Notice struct {
	Name    string
	Request payments.RawRequest
	Want    []payments.Event
	Fields  []string // signed texts within the message: a changed byte in any of them is a bad signature

	// Texts beside the signed part of the message: a changed byte there may be overlooked, and
	// then changes nothing of what is read.
	Unsigned []string
}

// Ack is the answer to an outcome.
type Ack struct {
	Outcome payments.Outcome
	Status  int
	Body    string
}

// Return is an address on which a browser comes back.
type Return struct {
	Request payments.RawRequest
	Ref     string
	Hint    payments.Status
	Signed  []string // the names of the parameters that are signed
}
