package stripe

import (
	"context"
	"strings"

	sdk "github.com/stripe/stripe-go/v76"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Refund gives money back to the card. Stripe remembers a request for a day; a refund must
// not be paid twice ever, so that it is looked for first.
func (g *Gateway) Refund(ctx context.Context, r payments.Refund) (payments.RefundResult, error) {
	if !strings.HasPrefix(r.Of.TxnID, "pi_") || r.Ref == "" || !r.Amount.Positive() {
		return payments.RefundResult{}, &payments.Error{Gateway: Code, Op: "refund", Code: "not_paid"}
	}
	if known, err := g.refundOf(ctx, "refund", r); err != nil || known != nil {
		return resultOf(known), err
	}
	params := &sdk.RefundParams{
		PaymentIntent: sdk.String(r.Of.TxnID), Amount: sdk.Int64(r.Amount.Dong()), Reason: sdk.String(string(sdk.RefundReasonRequestedByCustomer)),
		Metadata: map[string]string{backKey: r.Ref, refKey: r.Of.Ref},
	}
	params.Context = ctx
	params.SetIdempotencyKey("refund_" + r.Ref)
	made, err := g.refunds().New(params)
	switch {
	case err != nil:
		return payments.RefundResult{}, failed("refund", err)
	case made.ID == "" || made.Metadata[backKey] != r.Ref || made.Currency != currency:
		return payments.RefundResult{}, mixedUp("refund")
	}
	return resultOf(made), nil
}

// QueryRefund says what became of r.
func (g *Gateway) QueryRefund(ctx context.Context, r payments.Refund) (payments.RefundResult, error) {
	known, err := g.refundOf(ctx, "query_refund", r)
	if err != nil {
		return payments.RefundResult{}, err
	}
	if known == nil {
		return payments.RefundResult{Status: payments.RefundAbsent}, nil
	}
	return resultOf(known), nil
}

// refundOf looks for r among the refunds of its money; nil when it is not there.
func (g *Gateway) refundOf(ctx context.Context, op string, r payments.Refund) (*sdk.Refund, error) {
	params := &sdk.RefundListParams{PaymentIntent: sdk.String(r.Of.TxnID)}
	params.Context, params.Limit = ctx, sdk.Int64(100)
	list := g.refunds().List(params)
	for list.Next() {
		if made := list.Refund(); made.Metadata[backKey] == r.Ref {
			return made, nil
		}
	}
	if err := list.Err(); err != nil {
		return nil, failed(op, err)
	}
	return nil, nil
}

func resultOf(made *sdk.Refund) payments.RefundResult {
	if made == nil {
		return payments.RefundResult{}
	}
	code := string(made.Status)
	if made.FailureReason != "" {
		code = string(made.FailureReason)
	}
	return payments.RefundResult{Status: refundStatus(string(made.Status)), ProviderRef: made.ID, Amount: money.Of(made.Amount), Code: code}
}

// refundStatus is a refund's status in our words. It may still fail after it succeeded.
func refundStatus(s string) payments.RefundStatus {
	switch sdk.RefundStatus(s) {
	case sdk.RefundStatusSucceeded:
		return payments.RefundDone
	case sdk.RefundStatusFailed, sdk.RefundStatusCanceled:
		return payments.RefundFailed
	}
	return payments.RefundPending
}
