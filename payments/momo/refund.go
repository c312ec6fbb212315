package momo

import (
	"context"
	"encoding/json"
	"strconv"
	"time"

	"github.com/chophien/chophien/payments"
)

// month is how long MoMo surely knows a request by its number.
const month = 30 * 24 * time.Hour

// refundID is MoMo's name of a refund: an order of its own, and the number of the request.
func refundID(r payments.Refund) string { return "RF-" + r.Ref }

// Refund gives money back to where it came from. Asking again is the same request, and
// MoMo repeats what it said; what is so old that MoMo may have forgotten it is looked up
// first.
func (g *Gateway) Refund(ctx context.Context, r payments.Refund) (payments.RefundResult, error) {
	if id, err := strconv.ParseUint(r.Of.TxnID, 10, 64); err != nil || id == 0 || r.Ref == "" || !r.Amount.Positive() {
		return payments.RefundResult{}, &payments.Error{Gateway: Code, Op: "refund", Code: "not_paid"}
	}
	if g.cfg.Now().Sub(r.At) > month {
		if res, err := g.QueryRefund(ctx, r); err != nil || res.Status != payments.RefundAbsent {
			return res, err
		}
	}
	a, err := g.post(ctx, "refund", "/v2/gateway/api/refund", pairs{
		{"partnerCode", g.cfg.PartnerCode, false},
		{"orderId", refundID(r), false},
		{"requestId", refundID(r), false},
		{"amount", strconv.FormatInt(r.Amount.Dong(), 10), true},
		{"transId", r.Of.TxnID, true},
		{"lang", "vi", false},
		{"description", words(r.Reason, 255), false},
	}, refundFields)
	if err != nil {
		return payments.RefundResult{}, err
	}
	code := string(a.ResultCode)
	switch code {
	case "0":
		if !a.about(g, refundID(r)) {
			return payments.RefundResult{}, mixedUp("refund")
		}
		return result(code, a.Amount, a.TransID, a.Message)
	case "7000", "7002", "8000":
		return payments.RefundResult{Status: payments.RefundPending, ProviderRef: refundID(r), Amount: r.Amount, Code: code, Message: a.Message}, nil
	case "1081", "1088": // more than there is, or money that cannot go back
		return payments.RefundResult{Status: payments.RefundFailed, ProviderRef: refundID(r), Amount: r.Amount, Code: code, Message: a.Message}, nil
	}
	return payments.RefundResult{}, a.wrong("refund")
}

// QueryRefund says what became of r. MoMo is asked about the refund itself and, where it
// does not know that, for the list of refunds of the payment.
func (g *Gateway) QueryRefund(ctx context.Context, r payments.Refund) (payments.RefundResult, error) {
	a, err := g.ask(ctx, "query_refund", "/v2/gateway/api/refund/query", refundID(r))
	if err != nil {
		return payments.RefundResult{}, err
	}
	if t, ok := a.refund(refundID(r)); ok {
		return t.result(a.Message)
	}
	if a.about(g, refundID(r)) && a.ResultCode != notFound && len(a.TransID) > 0 && a.Amount != "" {
		return result(string(a.ResultCode), a.Amount, a.TransID, a.Message)
	}
	if a, err = g.ask(ctx, "query_refund", "/v2/gateway/api/query", r.Of.Ref); err != nil {
		return payments.RefundResult{}, err
	}
	if t, ok := a.refund(refundID(r)); ok {
		return t.result(a.Message)
	}
	// Only the books of this very payment can prove that there is no such refund.
	if a.ResultCode == notFound || a.about(g, r.Of.Ref) && a.ResultCode == "0" {
		return payments.RefundResult{Status: payments.RefundAbsent, Code: string(a.ResultCode)}, nil
	}
	return payments.RefundResult{}, a.wrong("query_refund")
}

func (a answer) refund(id string) (refundTrans, bool) {
	for _, t := range a.RefundTrans {
		if t.OrderID == id {
			return t, true
		}
	}
	return refundTrans{}, false
}

func (t refundTrans) result(message string) (payments.RefundResult, error) {
	return result(string(t.ResultCode), t.Amount, t.TransID, message)
}

// result is what a code says of a refund that MoMo knows.
func result(code string, amount json.Number, transID json.RawMessage, message string) (payments.RefundResult, error) {
	v, err := payments.WireAmount(amount)
	if err != nil {
		return payments.RefundResult{}, mixedUp("query_refund")
	}
	res := payments.RefundResult{Status: payments.RefundFailed, Amount: v, Code: code, Message: message}
	if id, err := payments.WireID(transID); err == nil {
		res.ProviderRef = id
	}
	switch {
	case code == "0":
		res.Status = payments.RefundDone
	case underway(code):
		res.Status = payments.RefundPending
	case later(code):
		res.Status = payments.RefundAbsent
	}
	return res, nil
}
