package checkout

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// errRetry rolls back an event that cannot be judged yet: it must not be stored, or its
// next delivery would look like a duplicate and the money would never be booked.
var errRetry = errors.New("checkout: the event may come again")

// Receive takes what a listener was sent: verified before anything is looked up, stored
// and applied in one transaction, answered after its commit in the provider's own words. Of
// what is refused only that it was is kept; see Refused. It never fails: what went wrong is in the answer, so that the provider tries again.
func (c *Checkout) Receive(ctx context.Context, l payments.Listener, r payments.RawRequest) payments.Answer {
	// The provider may hang up; what it said is applied all the same.
	ctx = context.WithoutCancel(ctx)
	events, err := l.Verify(ctx, r)
	if err != nil {
		o := payments.OutcomeOf(err)
		c.Log.WarnContext(ctx, "a notice was refused", "listener", l.Code(), "outcome", o)
		c.refuse(ctx, l.Code(), o, nil)
		return l.Ack(o, nil)
	}
	outcome, decided := payments.Ignored, (*payments.Event)(nil)
	for i := range events {
		o := c.Apply(ctx, l.Code(), events[i], string(r.Body)+r.RawQuery)
		if o == payments.UnknownRef { // some providers are told 200 or 204, and never ask again
			c.refuse(ctx, l.Code(), o, &events[i])
		}
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
	return c.apply(ctx, news{listener: listener, event: ev, raw: raw})
}

// news is an event and the road that it came by.
type news struct {
	listener string
	event    payments.Event
	raw      string
	asked    bool // the market asked, and this is the answer
}

func (c *Checkout) apply(ctx context.Context, n news) payments.Outcome {
	sealed := c.Keys.Seal("provider_event.raw", n.raw)
	var outcome payments.Outcome
	err := c.DB.Tx(ctx, func(tx *gorm.DB) (err error) {
		outcome, err = c.applyIn(ctx, tx, n, sealed)
		return err
	})
	switch {
	case errors.Is(err, errRetry):
		c.Log.WarnContext(ctx, "news of an unknown reference", "listener", n.listener)
		return payments.UnknownRef
	case err != nil:
		c.Log.ErrorContext(ctx, "news could not be applied", "listener", n.listener, "kind", n.event.Kind, "error", err)
		return payments.OurFailure
	}
	return outcome
}

// applyIn stores an event and acts on it in one transaction.
func (c *Checkout) applyIn(ctx context.Context, tx *gorm.DB, n news, sealed string) (payments.Outcome, error) {
	var a payment.Attempt
	var about *string
	if n.event.Kind == payments.EventPayment {
		found := false
		var err error
		if a, found, err = payment.AttemptByRef(ctx, tx, n.listener, n.event.Ref); err != nil {
			return "", err
		}
		if !found {
			return "", errRetry
		}
		about = &a.PaymentID
	}
	stored, fresh, err := payment.Hear(ctx, tx, n.listener, n.event, about, sealed, c.Now())
	if err != nil {
		return "", err
	}
	if !fresh {
		if first := payments.Outcome(stored.Outcome); first != payments.Applied {
			return first, nil
		}
		return payments.Duplicate, nil
	}
	outcome, paymentID, err := c.believe(ctx, tx, n, a)
	switch {
	case err != nil:
		return "", err
	case outcome == payments.UnknownRef:
		return "", errRetry
	}
	return outcome, payment.Judge(ctx, tx, stored, outcome, paymentID)
}

// believe acts on a verified event inside the transaction that stores it. a is the attempt
// of news about one.
func (c *Checkout) believe(ctx context.Context, tx *gorm.DB, n news, a payment.Attempt) (payments.Outcome, string, error) {
	switch n.event.Kind {
	case payments.EventPayment:
		outcome, err := c.attempted(ctx, tx, n, a)
		return outcome, a.PaymentID, err
	case payments.EventBankCredit:
		return c.credited(ctx, tx, n.event)
	case payments.EventRefund:
		return c.refundNews(ctx, tx, n.listener, n.event)
	case payments.EventDispute:
		return c.disputed(ctx, tx, n.listener, n.event)
	}
	return payments.Ignored, "", nil
}
