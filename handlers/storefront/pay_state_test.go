package storefront

import (
	"testing"

	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	pages "github.com/chophien/chophien/web/storefront"
)

func TestABuyerWhosePaymentCameShortIsToldWhatIsMissing(t *testing.T) {
	asked := checkout.Step{Checking: true, Attempt: payment.Attempt{Status: payment.AttemptChecking}}
	came := checkout.Step{Attempt: payment.Attempt{Status: payment.AttemptSucceeded}}
	for _, c := range []struct {
		name     string
		status   payment.Status
		received int64
		step     checkout.Step
		want     pages.PayState
	}{
		{"the gateway is asked", payment.Checking, 0, asked, pages.PayChecking},
		{"a part came, and the gateway is asked", payment.Checking, 153_000, asked, pages.PayChecking},
		{"nobody knows yet", payment.Checking, 0, came, pages.PayChecking},
		{"a part came, and another attempt is asked about", payment.Checking, 153_000, came, pages.PayChecking},
		{"the gateway said that less came", payment.Due, 153_000, came, pages.PayShort},
		{"all of it came", payment.Paid, 170_000, came, pages.PayPaid},
	} {
		p := payment.Payment{Status: c.status, Amount: money.Of(170_000), Received: money.Of(c.received)}
		if got := stateOf(p, c.step, true); got != c.want {
			t.Errorf("%s: %s, not %s", c.name, got, c.want)
		}
	}
}
