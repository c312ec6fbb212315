package zalopay

import (
	"context"
	"net/http"
	"net/url"
	"regexp"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/payments"
)

var bankCode = regexp.MustCompile(`^[A-Za-z0-9]{2,20}$`)

// Begin opens an order. ZaloPay does not repeat its answer: an order that is there already
// is an Ambiguous error with the code -68. It refuses with the codes "bad_request",
// "return_url" and "bank_code" what ZaloPay would not take.
func (g *Gateway) Begin(ctx context.Context, s payments.Start) (payments.Begun, error) {
	if err := g.Capabilities().Accepts(s.Amount); err != nil {
		return payments.Begun{}, err
	}
	switch {
	case !code.Valid(s.Code) || s.Ref != payments.RefDated.Make(s.Code, s.Attempt, s.At) || s.ExpiresAt <= s.At:
		return payments.Begun{}, refused("begin", "bad_request")
	case s.Method != "" && !bankCode.MatchString(s.Method):
		return payments.Begun{}, refused("begin", "bank_code")
	}
	kept, err := encode(embed{ReturnURL: s.ReturnURL, Preferred: []string{}, PaymentID: s.PaymentID})
	if err != nil || len(kept) > 1024 {
		return payments.Begun{}, refused("begin", "return_url")
	}
	o := order{
		AppID: g.cfg.AppID, Ref: s.Ref, User: s.Code, Time: int64(s.At), Amount: s.Amount.Dong(), Item: "[]", Embed: kept,
		Words: text(s.Description, 256, "Thanh toan "+s.Code), Bank: s.Method, Seconds: max(300, int64(s.ExpiresAt.Sub(s.At).Seconds())), NotifyURL: s.NotifyURL,
	}
	o.MAC = o.sign(g.cfg.Key1)
	a, err := g.ask(ctx, "begin", "/v2/create", o)
	if err != nil {
		return payments.Begun{}, err
	}
	if a.Code != yes {
		return payments.Begun{}, &payments.Error{Gateway: Code, Op: "begin", Code: num(a.Detail), Message: a.Message, Ambiguous: a.Code == underWay || a.Detail == exists}
	}
	u, err := url.Parse(a.OrderURL)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" {
		return payments.Begun{}, &payments.Error{Gateway: Code, Op: "begin", Ambiguous: true, Cause: payments.ErrMalformed}
	}
	return payments.Begun{
		ProviderRef: a.Token, Status: payments.StatusPending,
		Next: payments.Next{Kind: payments.NextRedirect, URL: a.OrderURL, Method: http.MethodGet, QR: a.QR, ExpiresAt: s.ExpiresAt},
	}, nil
}

func refused(op, code string) error { return &payments.Error{Gateway: Code, Op: op, Code: code} }

// told is ZaloPay's time, or otherwise.
func told(ms int64, otherwise clock.Instant) clock.Instant {
	if ms == 0 {
		return otherwise
	}
	return clock.Instant(ms)
}
