package stripe

import (
	"context"
	"net/url"
	"strings"
	"time"

	sdk "github.com/stripe/stripe-go/v76"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/payments"
)

const (
	currency = "vnd" // without cents: 150000 is 150,000 đồng
	refKey   = "payment_id"
	backKey  = "refund_ref"
)

// Begin opens a Checkout Session, or a PaymentIntent for who asks for one. Asking again
// within a day is the same request to Stripe.
func (g *Gateway) Begin(ctx context.Context, s payments.Start) (payments.Begun, error) {
	if err := g.Capabilities().Accepts(s.Amount); err != nil {
		return payments.Begun{}, err
	}
	if s.Ref == "" || s.ExpiresAt <= s.At {
		return payments.Begun{}, &payments.Error{Gateway: Code, Op: "begin", Code: "bad_request"}
	}
	switch s.Method {
	case "":
		return g.beginSession(ctx, s)
	case MethodIntent:
		return g.beginIntent(ctx, s)
	}
	return payments.Begun{}, &payments.Error{Gateway: Code, Op: "begin", Code: "bad_request"}
}

func (g *Gateway) beginSession(ctx context.Context, s payments.Start) (payments.Begun, error) {
	back := s.CancelURL
	if back == "" {
		back = s.ReturnURL
	}
	params := &sdk.CheckoutSessionParams{
		Mode: sdk.String("payment"), ClientReferenceID: sdk.String(s.Ref), Locale: sdk.String(language(s.Locale)),
		SuccessURL: sdk.String(g.successURL(s)), CancelURL: sdk.String(back), ExpiresAt: sdk.Int64(expiresAt(s)),
		Metadata: map[string]string{refKey: s.Ref},
		LineItems: []*sdk.CheckoutSessionLineItemParams{{
			Quantity: sdk.Int64(1),
			PriceData: &sdk.CheckoutSessionLineItemPriceDataParams{
				Currency: sdk.String(currency), UnitAmount: sdk.Int64(s.Amount.Dong()),
				ProductData: &sdk.CheckoutSessionLineItemPriceDataProductDataParams{Name: sdk.String(words(s))},
			},
		}},
		PaymentIntentData: &sdk.CheckoutSessionPaymentIntentDataParams{
			Metadata: map[string]string{refKey: s.Ref}, TransferGroup: sdk.String(s.Code), Description: sdk.String(words(s)),
		},
	}
	params.Context = ctx
	params.SetIdempotencyKey("begin_" + s.Ref)
	got, err := g.sessions().New(params)
	switch {
	case err != nil:
		return payments.Begun{}, failed("begin", err)
	case got.ID == "" || got.ClientReferenceID != s.Ref || got.AmountTotal != s.Amount.Dong() || got.Currency != currency || !g.page(got.URL):
		return payments.Begun{}, mixedUp("begin")
	}
	return payments.Begun{
		ProviderRef: got.ID, Status: payments.StatusPending,
		Next: payments.Next{Kind: payments.NextRedirect, URL: got.URL, Method: "GET", ExpiresAt: s.ExpiresAt},
	}, nil
}

func (g *Gateway) beginIntent(ctx context.Context, s payments.Start) (payments.Begun, error) {
	params := &sdk.PaymentIntentParams{
		Amount: sdk.Int64(s.Amount.Dong()), Currency: sdk.String(currency), Description: sdk.String(words(s)), TransferGroup: sdk.String(s.Code),
		AutomaticPaymentMethods: &sdk.PaymentIntentAutomaticPaymentMethodsParams{Enabled: sdk.Bool(true)},
		Metadata:                map[string]string{refKey: s.Ref},
	}
	params.Context = ctx
	params.SetIdempotencyKey("begin_" + s.Ref)
	got, err := g.intents().New(params)
	switch {
	case err != nil:
		return payments.Begun{}, failed("begin", err)
	case got.ID == "" || got.Metadata[refKey] != s.Ref || got.Amount != s.Amount.Dong() || got.Currency != currency || got.ClientSecret == "":
		return payments.Begun{}, mixedUp("begin")
	}
	return payments.Begun{
		ProviderRef: got.ID, Status: payments.StatusPending,
		Next: payments.Next{Kind: payments.NextClientSecret, ClientSecret: got.ClientSecret, ExpiresAt: s.ExpiresAt},
	}, nil
}

// Stripe keeps a page open for half an hour at least, counted by its own clock, and for a
// day at most. A buyer of ours has less: Cancel closes the page then.
const (
	shortest = 30 * time.Minute
	slack    = 2 * time.Minute // until Stripe hears of it, and for clocks that differ
)

func expiresAt(s payments.Start) int64 {
	return int64(max(s.ExpiresAt, s.At.Add(shortest+slack))) / 1000
}

// page reports whether address is a page of Stripe: a browser is sent nowhere else.
func (g *Gateway) page(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.User == nil && u.Scheme+"://"+u.Host == g.cfg.Pages
}

func language(locale string) string {
	if locale == "en" {
		return "en"
	}
	return "vi"
}

// words are what the buyer reads on Stripe's page and on the card's statement.
func words(s payments.Start) string {
	text := vntext.ASCII(s.Description)
	if text = strings.TrimSpace(text[:min(len(text), 200)]); text == "" {
		return s.Code
	}
	return text
}

func second(at int64) clock.Instant { return clock.Instant(at * 1000) }
