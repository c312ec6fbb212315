package contract

import (
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Fake is a driver together with a stand-in for its provider, which keeps its own truth of
// money. It serves the proofs that need tables: what the market believes is compared with
// what the provider did.
type Fake interface {
	// Gateway is the driver, talking to the stand-in.
	Gateway() payments.Gateway
	// Listener hears the stand-in's messages: the gateway itself, or a notice source.
	Listener() payments.Listener

	Now() clock.Instant      // the stand-in's and the driver's clock
	Advance(d time.Duration) // moves it

	// Pay takes amount from the buyer for a, whatever its deadline says, and returns the
	// messages that the provider sends of it, as they arrive now.
	Pay(a payments.Attempt, amount money.VND) []payments.RawRequest
	// Decline refuses the buyer and returns the messages of it: none where the provider
	// reports success only. After Pay it is old news that arrives late: nothing is undone.
	Decline(a payments.Attempt) []payments.RawRequest
	// Forge claims a payment of a that never happened, with a signature that is not the
	// provider's.
	Forge(a payments.Attempt, amount money.VND) payments.RawRequest

	// Lose makes the next answer to op ("begin", "refund") get lost after the provider did
	// what was asked. Ops that call nobody are not affected.
	Lose(op string)

	Taken(ref string) money.VND    // what left buyers' accounts for the attempt
	Refunded(ref string) money.VND // what went back, or is on its way back
}
