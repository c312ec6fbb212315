package checkout

import (
	"context"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// Return is the browser coming back from a gateway: it proves nothing, so the gateway is
// asked at once, as far as it lets itself be asked, and the buyer sees what is true. It
// returns the id of the payment to show. It refuses with "payment.unknown" what does not
// lead to one.
func (c *Checkout) Return(ctx context.Context, gateway string, r payments.RawRequest) (paymentID string, err error) {
	unknown := fault.New(fault.NotFound, "payment.unknown")
	g, err := c.Gateways.Gateway(gateway)
	if err != nil {
		return "", unknown.From(err)
	}
	v, ok := g.(payments.ReturnVerifier)
	if !ok {
		return "", unknown
	}
	ref, _, err := v.VerifyReturn(ctx, r)
	if err != nil {
		return "", unknown.From(err)
	}
	a, found, err := payment.AttemptByRef(ctx, c.DB.Read(ctx), gateway, ref)
	switch {
	case err != nil:
		return "", err
	case !found:
		return "", unknown
	case a.Status == payment.AttemptSucceeded:
		return a.PaymentID, nil
	}
	if _, err := c.ask(ctx, a); err != nil {
		c.Log.WarnContext(ctx, "a gateway was asked in vain", "gateway", gateway, "attempt", a.ID, "error", err)
	}
	return a.PaymentID, nil
}
