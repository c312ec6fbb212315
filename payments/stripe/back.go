package stripe

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"

	"github.com/chophien/chophien/payments"
)

// successURL is where Stripe sends the browser after paying. Stripe signs nothing there, so
// the market signs its own reference.
func (g *Gateway) successURL(s payments.Start) string {
	u, err := url.Parse(s.ReturnURL)
	if err != nil {
		return s.ReturnURL
	}
	q := u.Query()
	q.Set("ref", s.Ref)
	q.Set("sig", hex.EncodeToString(returnMAC(g.cfg.Secrets[0], s.Ref)))
	u.RawQuery = q.Encode()
	return u.String()
}

// VerifyReturn reads the address on which the buyer came back; for display only. It says
// that something was done at Stripe, not that it went well.
func (g *Gateway) VerifyReturn(_ context.Context, r payments.RawRequest) (ref string, hint payments.Status, err error) {
	if r.TooLarge() {
		return "", "", payments.ErrTooLarge
	}
	q, err := url.ParseQuery(r.RawQuery)
	if err != nil || len(q["ref"]) > 1 || len(q["sig"]) > 1 {
		return "", "", payments.ErrMalformed
	}
	ref = q.Get("ref")
	if ref == "" || !payments.AnyMAC(q["sig"], g.cfg.Secrets, func(k payments.Secret) []byte { return returnMAC(k, ref) }) {
		return "", "", payments.ErrBadSignature
	}
	return ref, payments.StatusProcessing, nil
}

// returnMAC signs other words than payments.Stamp does, so that neither can stand in for
// the other.
func returnMAC(secret payments.Secret, ref string) []byte {
	h := hmac.New(sha256.New, []byte(secret.Reveal()))
	h.Write([]byte("return\n" + ref))
	return h.Sum(nil)
}
