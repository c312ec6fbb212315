package stripe

import (
	"context"
	"strings"
	"time"

	sdk "github.com/stripe/stripe-go/v76"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// found is what Stripe has for an attempt: a session, an intent, or neither.
type found struct {
	session *sdk.CheckoutSession
	intent  *sdk.PaymentIntent
}

// Query says what Stripe knows of a.
func (g *Gateway) Query(ctx context.Context, a payments.Attempt) (payments.Snapshot, error) {
	f, err := g.find(ctx, "query", a)
	if err != nil {
		return payments.Snapshot{}, err
	}
	e := payments.Event{Kind: payments.EventPayment, Ref: a.Ref, At: g.cfg.Now()}
	unit := currency
	switch {
	case f.session != nil:
		s := f.session
		e.Status, e.Code, unit = ofSession(s), string(s.Status)+"/"+string(s.PaymentStatus), string(s.Currency)
		e.Amount = money.Of(s.AmountTotal)
		if s.PaymentIntent != nil {
			e.TxnID = s.PaymentIntent.ID
			if s.PaymentIntent.AmountReceived > 0 {
				e.Amount = money.Of(s.PaymentIntent.AmountReceived)
			}
		}
	case f.intent != nil:
		p := f.intent
		e.Status, e.Code, unit = ofIntent(string(p.Status)), string(p.Status), string(p.Currency)
		e.TxnID, e.Amount = p.ID, money.Of(p.AmountReceived)
	default:
		return payments.Snapshot{Status: payments.StatusAbsent}, nil
	}
	snap := payments.Snapshot{Status: e.Status}
	switch e.Status {
	case payments.StatusPending, payments.StatusProcessing:
		return snap, nil
	case payments.StatusPaid:
		if e.TxnID == "" || !e.Amount.Positive() || unit != currency {
			return payments.Snapshot{}, mixedUp("query")
		}
	default:
		e.TxnID, e.Amount = "", money.VND{}
	}
	e.Decline = declineOf(e.Status)
	e.Key = "query:" + a.Ref + ":" + string(e.Status)
	snap.Events = []payments.Event{e}
	return snap, nil
}

// ofSession is a session in our words. Complete says only that the buyer is done: the money
// may be on its way, or be refused.
func ofSession(s *sdk.CheckoutSession) payments.Status {
	switch {
	case s.PaymentStatus == sdk.CheckoutSessionPaymentStatusPaid:
		return payments.StatusPaid
	case s.Status == sdk.CheckoutSessionStatusOpen:
		return payments.StatusPending
	case s.Status == sdk.CheckoutSessionStatusExpired:
		return payments.StatusExpired
	case s.PaymentIntent != nil:
		switch s.PaymentIntent.Status {
		case sdk.PaymentIntentStatusRequiresPaymentMethod, sdk.PaymentIntentStatusCanceled:
			return payments.StatusFailed
		}
	}
	return payments.StatusProcessing
}

// ofIntent is an intent's status in our words. A card that was refused leaves it open: the
// buyer may try another one.
func ofIntent(status string) payments.Status {
	switch sdk.PaymentIntentStatus(status) {
	case sdk.PaymentIntentStatusSucceeded:
		return payments.StatusPaid
	case sdk.PaymentIntentStatusCanceled:
		return payments.StatusCancelled
	case sdk.PaymentIntentStatusRequiresPaymentMethod, sdk.PaymentIntentStatusRequiresConfirmation, sdk.PaymentIntentStatusRequiresAction:
		return payments.StatusPending
	}
	return payments.StatusProcessing
}

func declineOf(s payments.Status) payments.Decline {
	switch s {
	case payments.StatusExpired:
		return payments.DeclineExpired
	case payments.StatusFailed, payments.StatusCancelled:
		return payments.DeclineOther
	}
	return payments.DeclineNone
}

// find asks for what Stripe opened for a: by its id, or, where the answer to Begin never
// came, among everything that was opened at that time.
func (g *Gateway) find(ctx context.Context, op string, a payments.Attempt) (found, error) {
	var f found
	var err error
	switch {
	case strings.HasPrefix(a.ProviderRef, "cs_"):
		params := &sdk.CheckoutSessionParams{}
		params.Context = ctx
		params.AddExpand("payment_intent")
		f.session, err = g.sessions().Get(a.ProviderRef, params)
	case strings.HasPrefix(a.ProviderRef, "pi_"):
		params := &sdk.PaymentIntentParams{}
		params.Context = ctx
		f.intent, err = g.intents().Get(a.ProviderRef, params)
	default:
		return g.search(ctx, op, a)
	}
	switch {
	case missing(err):
		return found{}, nil
	case err != nil:
		return found{}, failed(op, err)
	case f.session != nil && f.session.ClientReferenceID != a.Ref, f.intent != nil && f.intent.Metadata[refKey] != a.Ref:
		return found{}, mixedUp(op)
	}
	return f, nil
}

// Begin is called within seconds of the attempt's time, by clocks that may differ a little.
const around = 10 * time.Minute

// tooMany is how many sessions of twenty minutes are looked through before nobody is
// believed to be absent.
const tooMany = 20_000

func (g *Gateway) search(ctx context.Context, op string, a payments.Attempt) (found, error) {
	window := &sdk.RangeQueryParams{
		GreaterThanOrEqual: int64(a.At.Add(-around)) / 1000, LesserThanOrEqual: int64(a.At.Add(around)) / 1000,
	}
	sessions := &sdk.CheckoutSessionListParams{CreatedRange: window}
	sessions.Context, sessions.Limit = ctx, sdk.Int64(100)
	sessions.AddExpand("data.payment_intent")
	seen := 0
	list := g.sessions().List(sessions)
	for ; seen < tooMany && list.Next(); seen++ {
		if s := list.CheckoutSession(); s.ClientReferenceID == a.Ref {
			return found{session: s}, nil
		}
	}
	if err := list.Err(); err != nil {
		return found{}, failed(op, err)
	}
	intents := &sdk.PaymentIntentListParams{CreatedRange: window}
	intents.Context, intents.Limit = ctx, sdk.Int64(100)
	others := g.intents().List(intents)
	for ; seen < tooMany && others.Next(); seen++ {
		if p := others.PaymentIntent(); p.Metadata[refKey] == a.Ref {
			return found{intent: p}, nil
		}
	}
	if err := others.Err(); err != nil {
		return found{}, failed(op, err)
	}
	if seen >= tooMany {
		return found{}, &payments.Error{Gateway: Code, Op: op, Code: "too_many", Ambiguous: true}
	}
	return found{}, nil
}

// Cancel closes the page or the intent of a. What is paid, or on its way, stays as it is.
func (g *Gateway) Cancel(ctx context.Context, a payments.Attempt) error {
	f, err := g.find(ctx, "cancel", a)
	if err != nil {
		return err
	}
	switch {
	case f.session != nil && f.session.Status == sdk.CheckoutSessionStatusOpen:
		params := &sdk.CheckoutSessionExpireParams{}
		params.Context = ctx
		_, err = g.sessions().Expire(f.session.ID, params)
	case f.intent != nil && ofIntent(string(f.intent.Status)) == payments.StatusPending:
		params := &sdk.PaymentIntentCancelParams{CancellationReason: sdk.String(string(sdk.PaymentIntentCancellationReasonAbandoned))}
		params.Context = ctx
		_, err = g.intents().Cancel(f.intent.ID, params)
	}
	if err == nil {
		return nil
	}
	// Perhaps the buyer was faster: then there is nothing left to close.
	if again, wrong := g.find(ctx, "cancel", a); wrong == nil && !again.open() {
		return nil
	}
	return failed("cancel", err)
}

func (f found) open() bool {
	return f.session != nil && f.session.Status == sdk.CheckoutSessionStatusOpen ||
		f.intent != nil && ofIntent(string(f.intent.Status)) == payments.StatusPending
}
