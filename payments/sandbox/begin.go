package sandbox

import (
	"context"
	"errors"
	"net/url"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/payments"
)

// Begin opens a session and sends the buyer to its page, by address or by QR. It refuses a
// reference that is already used for another amount with the code "ref_reused".
func (g *Gateway) Begin(ctx context.Context, s payments.Start) (payments.Begun, error) {
	if err := g.Capabilities().Accepts(s.Amount); err != nil {
		return payments.Begun{}, err
	}
	if s.Ref == "" || s.ExpiresAt <= s.At {
		return payments.Begun{}, &payments.Error{Gateway: Code, Op: "begin", Code: "bad_request"}
	}
	if ctx.Err() != nil {
		return payments.Begun{}, &payments.Error{Gateway: Code, Op: "begin", Retryable: true, Cause: ctx.Err()}
	}
	fresh, err := g.openSession(s)
	if err != nil {
		return payments.Begun{}, err
	}
	if fresh {
		if g.cfg.Auto {
			g.auto(ctx, s.Ref, s.Amount)
		}
		if magicOf(s.Amount) == magicBeginLost {
			return payments.Begun{}, lost("begin")
		}
	}
	return g.begun(s.Ref, s.ExpiresAt), nil
}

// openSession writes the session down, or finds it as it was; fresh says which.
func (g *Gateway) openSession(s payments.Start) (fresh bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if known, ok := g.sessions[s.Ref]; ok {
		if known.Amount != s.Amount || known.PaymentID != s.PaymentID {
			return false, &payments.Error{Gateway: Code, Op: "begin", Code: "ref_reused"}
		}
		return false, nil
	}
	back := s.CancelURL
	if back == "" {
		back = s.ReturnURL
	}
	opened := session{
		Ref: s.Ref, PaymentID: s.PaymentID, Code: s.Code, Amount: s.Amount,
		Description: cut(vntext.ASCII(s.Description), 255), Locale: s.Locale,
		ReturnURL: s.ReturnURL, CancelURL: back,
		StartedAt: s.At, ExpiresAt: s.ExpiresAt, Status: payments.StatusPending,
	}
	if err := g.journal.write(opened); err != nil {
		return false, &payments.Error{Gateway: Code, Op: "begin", Retryable: true, Cause: err}
	}
	g.sessions[s.Ref] = opened
	return true, nil
}

func (g *Gateway) begun(ref string, expires clock.Instant) payments.Begun {
	page := g.page(ref)
	return payments.Begun{
		ProviderRef: "sbx_" + longID(ref),
		Status:      payments.StatusPending,
		Next:        payments.Next{Kind: payments.NextRedirect, URL: page, Method: "GET", QR: page, ExpiresAt: expires},
	}
}

// page is the address on which the buyer decides.
func (g *Gateway) page(ref string) string {
	return g.cfg.BaseURL + "/sandbox/pay/" + url.PathEscape(ref)
}

// lost is an answer that never arrived, although what was asked for was done.
func lost(op string) error {
	return &payments.Error{Gateway: Code, Op: op, Ambiguous: true, Cause: errors.New("the answer was lost")}
}

func cut(s string, n int) string {
	if len(s) > n {
		return s[:n]
	}
	return s
}
