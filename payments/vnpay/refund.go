package vnpay

import (
	"context"
	"errors"
	"slices"

	"github.com/chophien/chophien/payments"
)

// Refund asks for the one refund of a payment. The request's own id is the refund's, so a
// repetition on the same day is known as one (94). That answer is Ambiguous, since VNPay
// gives it also while another refund of the payment is under way; so is 99, of which nobody
// knows what happened. VNPay's yes is never the end: what became of it is asked later. Its
// no is believed only when no refund like this one is on its books.
func (g *Gateway) Refund(ctx context.Context, r payments.Refund) (payments.RefundResult, error) {
	kind := "03"
	if r.Full() {
		kind = "02"
	}
	txn := r.Of.TxnID
	if txn == "" {
		txn = "0" // signed and sent
	}
	said, err := g.ask(ctx, "refund", map[string]string{
		"vnp_RequestId": r.Ref, "vnp_Command": "refund", "vnp_TransactionType": kind, "vnp_TxnRef": r.Of.Ref, "vnp_Amount": wireAmount(r.Amount),
		"vnp_TransactionNo": txn, "vnp_TransactionDate": stamp(r.Of.At), "vnp_CreateBy": text(r.Operator, 245, "chophien"),
		"vnp_OrderInfo": text(r.Reason, 255, "Hoan tien "+r.Of.Ref),
	}, refundAsk, refundAnswer)
	if err == nil {
		return g.refundResult(said, r, payments.RefundPending), nil
	}
	if e, ok := errors.AsType[*payments.Error](err); ok {
		switch e.Code {
		case "", "02", "91", "97": // no answer, or one that looked at no books
		case "94", "99":
			e.Ambiguous = true
		default:
			e.Ambiguous = g.mayHave(ctx, r)
		}
	}
	return payments.RefundResult{}, err
}

// mayHave reports whether VNPay has, or may have, a refund like r.
func (g *Gateway) mayHave(ctx context.Context, r payments.Refund) bool {
	said, err := g.querydr(ctx, "query_refund", r.Of, "")
	return err != nil || isRefund(said) && said["vnp_Amount"] == wireAmount(r.Amount)
}

// QueryRefund asks about the newest transaction of the payment, or by the number that VNPay
// gave the refund. An answer that speaks of the payment itself means that no refund was
// taken on.
func (g *Gateway) QueryRefund(ctx context.Context, r payments.Refund) (payments.RefundResult, error) {
	said, err := g.querydr(ctx, "query_refund", r.Of, r.State)
	if err != nil {
		return payments.RefundResult{}, err
	}
	if !isRefund(said) {
		return payments.RefundResult{Status: payments.RefundAbsent}, nil
	}
	return g.refundResult(said, r, payments.RefundDone), nil
}

// refundResult reads how a refund stands. arrived is what a status that says so is worth.
func (g *Gateway) refundResult(said answer, r payments.Refund, arrived payments.RefundStatus) payments.RefundResult {
	res := payments.RefundResult{
		Status: payments.RefundPending, ProviderRef: number(said["vnp_TransactionNo"]), Amount: r.Amount,
		Code: said["vnp_TransactionStatus"], Message: said["vnp_Message"],
	}
	if res.ProviderRef == "" || !word(res.ProviderRef, 100) || res.ProviderRef == r.Of.TxnID {
		res.ProviderRef = r.State
	}
	res.State = res.ProviderRef
	if told, err := readAmount(said["vnp_Amount"]); err == nil {
		res.Amount = told
	}
	switch {
	case res.Code == "09":
		res.Status = payments.RefundFailed
	case slices.Contains(g.cfg.RefundDone, res.Code):
		res.Status = arrived
	}
	return res
}
