package checkout

import (
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

// deadlines are until when the buyer pays with a gateway and until when stock stands for
// it, counted from placing; a gateway that is chosen late has as long as it needs at least,
// but stock never stands longer than HoldAtMost. An unknown or unnamed gateway has the
// shortest.
func deadlines(gateways *payments.Registry, gateway string, placed, now clock.Instant) (due, hold clock.Instant) {
	ttl, least, grace := PayWithin, time.Duration(0), 5*time.Minute
	if g, err := gateways.Gateway(gateway); err == nil {
		caps := g.Capabilities()
		ttl, least, grace = max(PayWithin, caps.DefaultTTL), caps.MinTTL, max(grace, caps.HoldGrace)
	}
	last := placed.Add(HoldAtMost)
	due = min(max(placed.Add(ttl), now.Add(least)), last)
	return due, min(due.Add(grace), last)
}
