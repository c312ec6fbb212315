package checkout

import (
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

// deadlines are until when the buyer pays with a gateway and until when stock stands for
// it, counted from placing. An unknown or unnamed gateway has the shortest.
func deadlines(gateways *payments.Registry, gateway string, placed clock.Instant) (due, hold clock.Instant) {
	ttl, grace := PayWithin, 5*time.Minute
	if g, err := gateways.Gateway(gateway); err == nil {
		caps := g.Capabilities()
		ttl, grace = max(PayWithin, caps.DefaultTTL), max(grace, caps.HoldGrace)
	}
	last := placed.Add(HoldAtMost)
	due = min(placed.Add(ttl), last)
	return due, min(due.Add(grace), last)
}
