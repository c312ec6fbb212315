package stripe

import (
	"context"
	"errors"
	"net/http"
	"time"

	sdk "github.com/stripe/stripe-go/v76"
	"github.com/stripe/stripe-go/v76/checkout/session"
	"github.com/stripe/stripe-go/v76/paymentintent"
	"github.com/stripe/stripe-go/v76/refund"

	"github.com/chophien/chophien/payments"
)

// Gateway takes money by card and by what else Stripe offers. It is safe for concurrent use.
type Gateway struct {
	cfg     Config
	backend sdk.Backend
}

// New refuses a configuration with which no money could be asked for or believed.
func New(cfg Config) (*Gateway, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	return &Gateway{cfg: cfg, backend: sdk.GetBackendWithConfig(sdk.APIBackend, &sdk.BackendConfig{
		HTTPClient: cfg.HTTP, URL: sdk.String(cfg.URL), EnableTelemetry: sdk.Bool(false),
		MaxNetworkRetries: sdk.Int64(0), // what is asked again, and when, the market decides
		LeveledLogger:     &sdk.LeveledLogger{Level: sdk.LevelNull},
	})}, nil
}

// Code is "stripe".
func (g *Gateway) Code() string { return Code }

// Capabilities: Stripe's page, or a client secret for programs; refunds that are never
// quite final.
func (g *Gateway) Capabilities() payments.Capabilities {
	minutes := func(ms ...int) (out []time.Duration) {
		for _, m := range ms {
			out = append(out, time.Duration(m)*time.Minute)
		}
		return out
	}
	return payments.Capabilities{
		Next:            []payments.NextKind{payments.NextRedirect, payments.NextClientSecret},
		Listens:         true,
		VerifyReturn:    true,
		Query:           true,
		QueryRefund:     true,
		Cancel:          true,
		Refund:          payments.RefundAsync,
		PartialRefund:   true,
		MultiRefund:     true,
		NotifiesFailure: true,
		Min:             g.cfg.Min,
		Max:             g.cfg.Max,
		MinRefund:       g.cfg.MinRefund,
		MinTTL:          5 * time.Minute,
		MaxTTL:          maxHold - g.cfg.HoldGrace,
		DefaultTTL:      g.cfg.TTL,
		HoldGrace:       g.cfg.HoldGrace,
		PollAfter:       minutes(2, 5, 15, 30, 120, 1440),
		PollGap:         10 * time.Second,
		RefundPollAfter: minutes(1, 5, 30, 120, 1440),
		Ref:             payments.RefPlain,
		FormActions:     []string{g.cfg.Pages},
	}
}

// The key is put into a client for each call: kept in one it could be printed.

func (g *Gateway) sessions() session.Client {
	return session.Client{B: g.backend, Key: g.cfg.SecretKey.Reveal()}
}

func (g *Gateway) intents() paymentintent.Client {
	return paymentintent.Client{B: g.backend, Key: g.cfg.SecretKey.Reveal()}
}

func (g *Gateway) refunds() refund.Client {
	return refund.Client{B: g.backend, Key: g.cfg.SecretKey.Reveal()}
}

// failed puts what the SDK returned into the market's words. The SDK's own error quotes
// Stripe's message and is left behind.
func failed(op string, err error) error {
	var said *sdk.Error
	if !errors.As(err, &said) {
		if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || !payments.NeverLeft(err) {
			return &payments.Error{Gateway: Code, Op: op, Ambiguous: true, Cause: cause(err)}
		}
		return &payments.Error{Gateway: Code, Op: op, Retryable: true, Cause: cause(err)}
	}
	e := &payments.Error{Gateway: Code, Op: op, Code: string(said.Code), Message: said.Msg, HTTPStatus: said.HTTPStatusCode}
	if e.Code == "" {
		e.Code = string(said.Type)
	}
	switch s := said.HTTPStatusCode; {
	case s == http.StatusTooManyRequests:
		e.Retryable = true
	case s < 400, s >= 500, s == http.StatusConflict, s == http.StatusRequestTimeout:
		e.Ambiguous = true // 409: the same request is being worked on
	}
	return e
}

// cause is what broke a call, without what was sent or received.
func cause(err error) error {
	for _, known := range []error{context.Canceled, context.DeadlineExceeded} {
		if errors.Is(err, known) {
			return known
		}
	}
	if payments.NeverLeft(err) {
		return errors.New("nobody is there")
	}
	return errors.New("the answer was lost or could not be read")
}

// missing reports Stripe's word for something that does not exist.
func missing(err error) bool {
	var said *sdk.Error
	return errors.As(err, &said) && said.HTTPStatusCode == http.StatusNotFound
}

func mixedUp(op string) error {
	return &payments.Error{Gateway: Code, Op: op, Code: "mixed_up", HTTPStatus: http.StatusOK, Ambiguous: true}
}
