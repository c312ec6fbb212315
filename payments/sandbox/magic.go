package sandbox

import (
	"context"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// The last three digits of an amount make the bank behave in a certain way without anybody
// at its page. The first group works with Config.Auto only; then every other amount is
// approved. The second group always works.
const (
	magicDecline    = 1 // declined
	magicCancel     = 2 // cancelled by the buyer
	magicNothing    = 3 // nobody ever decides
	magicDuplicate  = 4 // approved, told three times
	magicEarly      = 5 // approved, told before Begin answers
	magicSuspicious = 8 // taken, under review
	magicOutOfOrder = 12
	magicNoEvent    = 13
	magicSlow       = 14

	magicRefundFails = 6  // refunds are refused
	magicRefundLater = 7  // refunds are decided after Config.RefundDelay
	magicRefundTurns = 9  // refunds are accepted, and fail after Config.RefundDelay
	magicBeginLost   = 10 // the session is opened, the answer to Begin lost
	magicRefundLost  = 11 // the refund is made, the first answer lost
)

func magicOf(amount money.VND) int64 { return amount.Dong() % 1000 }

// auto decides a fresh session by its amount.
func (g *Gateway) auto(ctx context.Context, ref string, amount money.VND) {
	action := Approve
	switch magicOf(amount) {
	case magicNothing:
		return
	case magicDecline:
		action = Decline
	case magicCancel:
		action = Cancel
	case magicDuplicate:
		action = Duplicate
	case magicSuspicious:
		action = Suspicious
	case magicOutOfOrder:
		action = OutOfOrder
	case magicNoEvent:
		action = NoEvent
	case magicSlow:
		action = Slow
	}
	// A fresh session is open, so this fails only if the memory does; then it stays pending.
	if _, err := g.Act(ctx, ref, action); err == nil && magicOf(amount) == magicEarly {
		g.tried(ctx, ref)
	}
}

// refundMood is how the refunds of a payment of amount behave.
func (g *Gateway) refundMood(amount money.VND) (later, fails bool) {
	switch magicOf(amount) {
	case magicRefundFails:
		return false, true
	case magicRefundLater:
		return true, false
	case magicRefundTurns:
		return true, true
	}
	return g.cfg.Refunds == payments.RefundAsync, g.cfg.RefundsFail
}
