package checkout

import (
	"context"
	"errors"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// errRetry rolls back an event that cannot be judged yet: it must not be stored, or its
// next delivery would look like a duplicate and the money would never be booked.
var errRetry = errors.New("checkout: the event may come again")

// Receive takes what a listener was sent: verified before anything is looked up, stored
// and applied in one transaction, answered after its commit in the provider's own words.
// It never fails: what went wrong is in the answer, so that the provider tries again.
func (c *Checkout) Receive(ctx context.Context, l payments.Listener, r payments.RawRequest) payments.Answer {
	// The provider may hang up; what it said is applied all the same.
	ctx = context.WithoutCancel(ctx)
	events, err := l.Verify(ctx, r)
	if err != nil {
		c.Log.WarnContext(ctx, "a notice was refused", "listener", l.Code(), "outcome", payments.OutcomeOf(err))
		return l.Ack(payments.OutcomeOf(err), nil)
	}
	outcome, decided := payments.Ignored, (*payments.Event)(nil)
	for i := range events {
		o := c.Apply(ctx, l.Code(), events[i], string(r.Body)+r.RawQuery)
		if decided == nil || rank(o) > rank(outcome) {
			outcome, decided = o, &events[i]
		}
	}
	return l.Ack(outcome, decided)
}

// rank orders outcomes by how much the provider must hear of them.
func rank(o payments.Outcome) int {
	switch o {
	case payments.OurFailure:
		return 5
	case payments.UnknownRef:
		return 4
	case payments.AmountMismatch:
		return 3
	case payments.Applied:
		return 2
	case payments.Duplicate:
		return 1
	}
	return 0
}

// Apply is the one way by which news from a provider becomes rows: called for webhooks,
// returns, polls and statements alike. The same event has one effect, however often and
// by whatever road it comes.
func (c *Checkout) Apply(ctx context.Context, listener string, ev payments.Event, raw string) payments.Outcome {
	var outcome payments.Outcome
	err := c.DB.Tx(ctx, func(tx *gorm.DB) error {
		stored, fresh, err := payment.Hear(ctx, tx, listener, ev, printable(raw), c.Now())
		if err != nil {
			return err
		}
		if !fresh {
			if outcome = payments.Outcome(stored.Outcome); outcome == payments.Applied {
				outcome = payments.Duplicate
			}
			return nil
		}
		var paymentID string
		outcome, paymentID, err = c.believe(ctx, tx, listener, ev)
		switch {
		case err != nil:
			return err
		case outcome == payments.UnknownRef:
			return errRetry
		}
		return payment.Judge(ctx, tx, stored, outcome, paymentID)
	})
	switch {
	case errors.Is(err, errRetry):
		c.Log.WarnContext(ctx, "news of an unknown reference", "listener", listener)
		return payments.UnknownRef
	case err != nil:
		c.Log.ErrorContext(ctx, "news could not be applied", "listener", listener, "kind", ev.Kind, "error", err)
		return payments.OurFailure
	}
	return outcome
}

// believe acts on a verified event inside the transaction that stores it.
func (c *Checkout) believe(ctx context.Context, tx *gorm.DB, listener string, ev payments.Event) (payments.Outcome, string, error) {
	switch ev.Kind {
	case payments.EventPayment:
		return c.attempted(ctx, tx, listener, ev)
	case payments.EventBankCredit:
		return c.credited(ctx, tx, ev)
	case payments.EventRefund:
		return c.refundNews(ctx, tx, listener, ev)
	case payments.EventDispute:
		return c.disputed(ctx, tx, listener, ev)
	}
	return payments.Ignored, "", nil
}

// printable keeps a raw message storable: PostgreSQL takes neither broken UTF-8 nor NUL.
func printable(raw string) string {
	if !utf8.ValidString(raw) {
		raw = string([]rune(raw))
	}
	out := make([]rune, 0, len(raw))
	for _, r := range raw {
		if r == 0 {
			r = utf8.RuneError
		}
		out = append(out, r)
	}
	return string(out)
}
