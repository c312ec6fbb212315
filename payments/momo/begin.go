package momo

import (
	"context"
	"net/url"
	"slices"
	"strconv"

	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/payments"
)

// Begin opens an order at MoMo: a page, a deep link into its app and a QR. The number of
// the request is our reference, so that asking again, for a month, gives the same page.
func (g *Gateway) Begin(ctx context.Context, s payments.Start) (payments.Begun, error) {
	if err := g.Capabilities().Accepts(s.Amount); err != nil {
		return payments.Begun{}, err
	}
	method := s.Method
	if method == "" {
		method = g.cfg.Method
	}
	if s.Ref == "" || s.ExpiresAt <= s.At || !slices.Contains([]string{Wallet, AnyMethod}, method) {
		return payments.Begun{}, &payments.Error{Gateway: Code, Op: "begin", Code: "bad_request"}
	}
	a, err := g.post(ctx, "begin", "/v2/gateway/api/create", pairs{
		{"partnerCode", g.cfg.PartnerCode, false},
		{"requestId", s.Ref, false},
		{"amount", strconv.FormatInt(s.Amount.Dong(), 10), true},
		{"orderId", s.Ref, false},
		{"orderInfo", words(s.Description, 255), false},
		{"redirectUrl", s.ReturnURL, false},
		{"ipnUrl", s.NotifyURL, false},
		{"requestType", method, false},
		{"extraData", "", false},
		{"lang", language(s.Locale), false},
		{"autoCapture", "true", true},
	}, createFields)
	switch {
	case err != nil:
		return payments.Begun{}, err
	case a.ResultCode != "0":
		return payments.Begun{}, a.wrong("begin")
	case !a.about(g, s.Ref) || a.RequestID != s.Ref || !g.ours(a.PayURL):
		return payments.Begun{}, mixedUp("begin")
	}
	return payments.Begun{
		Status: payments.StatusPending,
		Next: payments.Next{
			Kind: payments.NextRedirect, URL: a.PayURL, Method: "GET", QR: a.QRCodeURL, Deeplink: a.Deeplink,
			ExpiresAt: min(s.ExpiresAt, s.At.Add(maxTTL)),
		},
	}, nil
}

// ours reports whether address is a page of the MoMo that we talk to: a browser is sent
// nowhere else.
func (g *Gateway) ours(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.User == nil && u.Scheme+"://"+u.Host == g.cfg.URL
}

func language(locale string) string {
	if locale == "en" {
		return "en"
	}
	return "vi"
}

// words are s as MoMo takes them: plain letters, at most n.
func words(s string, n int) string {
	s = vntext.ASCII(s)
	return s[:min(len(s), n)]
}
