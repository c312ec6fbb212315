package payos

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/payments"
)

// Begin opens a payment link. payOS does not repeat its answer: the same attempt begun once
// more is Ambiguous, and Query tells of it.
func (g *Gateway) Begin(ctx context.Context, s payments.Start) (payments.Begun, error) {
	if err := g.Capabilities().Accepts(s.Amount); err != nil {
		return payments.Begun{}, err
	}
	number, err := strconv.ParseInt(s.Ref, 10, 64)
	if err != nil || number <= 0 || !code.Valid(s.Code) || s.ExpiresAt <= s.At {
		return payments.Begun{}, &payments.Error{Gateway: Code, Op: "begin", Code: "bad_request"}
	}
	message, err := json.Marshal(g.link(s, number))
	if err != nil {
		return payments.Begun{}, &payments.Error{Gateway: Code, Op: "begin", Code: "bad_request", Cause: err}
	}
	a, err := g.call(ctx, "begin", http.MethodPost, "/v2/payment-requests", message)
	switch {
	case err != nil:
		return payments.Begun{}, err
	case a.Code != done:
		return payments.Begun{}, a.wrong("begin")
	case !a.about(s.Ref) || !g.page(a.text("checkoutUrl")):
		return payments.Begun{}, mixedUp("begin")
	}
	return payments.Begun{
		ProviderRef: a.text("paymentLinkId"), Status: payments.StatusPending,
		Next: payments.Next{Kind: payments.NextRedirect, URL: a.text("checkoutUrl"), Method: http.MethodGet, QR: a.text("qrCode"), ExpiresAt: s.ExpiresAt},
	}, nil
}

// link is a request for a payment link.
type link struct {
	OrderCode   int64  `json:"orderCode"`
	Amount      int64  `json:"amount"`
	Description string `json:"description"` // the text of the transfer
	CancelURL   string `json:"cancelUrl"`
	ReturnURL   string `json:"returnUrl"`
	ExpiredAt   int64  `json:"expiredAt,omitempty"` // in seconds
	Signature   string `json:"signature"`
}

func (g *Gateway) link(s payments.Start, number int64) link {
	l := link{
		OrderCode: number, Amount: s.Amount.Dong(), Description: s.Code[:min(len(s.Code), g.cfg.TextMax)],
		CancelURL: s.CancelURL, ReturnURL: s.ReturnURL, ExpiredAt: int64(s.ExpiresAt) / 1000,
	}
	if l.CancelURL == "" {
		l.CancelURL = s.ReturnURL
	}
	l.Signature = signature(g.cfg.Secrets[0], l.text())
	return l
}

// text is what the request signs.
func (l link) text() string {
	return signed(map[string]any{
		"amount": strconv.FormatInt(l.Amount, 10), "cancelUrl": l.CancelURL, "description": l.Description,
		"orderCode": strconv.FormatInt(l.OrderCode, 10), "returnUrl": l.ReturnURL,
	}, linkFields)
}

// page reports whether address is one of payOS's pages: a browser is sent nowhere else.
func (g *Gateway) page(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.User == nil && u.Scheme+"://"+u.Host == g.cfg.Pages
}
