package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"

	"github.com/chophien/chophien/payments"
)

// backURL is where the bank's page sends the buyer, with what it wants the browser to know.
func (g *Gateway) backURL(s *session) string {
	status := s.status(g.cfg.Now())
	address := s.ReturnURL
	if status == payments.StatusCancelled {
		address = s.CancelURL
	}
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return ""
	}
	q := u.Query()
	q.Set("ref", s.Ref)
	q.Set("status", string(status))
	q.Set("sig", hex.EncodeToString(returnMAC(g.cfg.Secrets[0], s.Ref, string(status))))
	u.RawQuery = q.Encode()
	return u.String()
}

// VerifyReturn reads the address on which the buyer came back; for display only.
func (g *Gateway) VerifyReturn(_ context.Context, r payments.RawRequest) (ref string, hint payments.Status, err error) {
	if r.TooLarge() {
		return "", "", payments.ErrTooLarge
	}
	q, err := url.ParseQuery(r.RawQuery)
	if err != nil || len(q["ref"]) > 1 || len(q["status"]) > 1 {
		return "", "", payments.ErrMalformed
	}
	ref, status := q.Get("ref"), q.Get("status")
	if !payments.AnyMAC(q["sig"], g.cfg.Secrets, func(k payments.Secret) []byte { return returnMAC(k, ref, status) }) {
		return "", "", payments.ErrBadSignature
	}
	return ref, payments.Status(status), nil
}

// returnMAC signs other words than payments.Stamp does, so that neither can stand in for
// the other.
func returnMAC(secret payments.Secret, ref, status string) []byte {
	h := hmac.New(sha256.New, []byte(secret.Reveal()))
	h.Write([]byte("return\n" + ref + "\n" + status))
	return h.Sum(nil)
}
