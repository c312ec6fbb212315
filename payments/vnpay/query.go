package vnpay

import (
	"context"
	"errors"

	"github.com/chophien/chophien/payments"
)

// Query asks VNPay (querydr). A payment of which VNPay speaks as a refund was paid; how much
// money its own number brought in is then not told, and no event is made of it.
func (g *Gateway) Query(ctx context.Context, a payments.Attempt) (payments.Snapshot, error) {
	said, err := g.querydr(ctx, "query", a, a.TxnID)
	if e, ok := errors.AsType[*payments.Error](err); ok && e.Code == "91" {
		return payments.Snapshot{Status: payments.StatusAbsent}, nil
	}
	if err != nil {
		return payments.Snapshot{}, err
	}
	transaction := said["vnp_TransactionStatus"]
	if isRefund(said) {
		return payments.Snapshot{Status: payments.StatusPaid}, nil
	}
	status, decline := judge("00", transaction)
	snap := payments.Snapshot{Status: status}
	if status == payments.StatusPending || status == payments.StatusProcessing {
		return snap, nil
	}
	e := payments.Event{
		Key: "query:" + a.Ref + ":" + transaction, Kind: payments.EventPayment, Ref: a.Ref, Status: status, Decline: decline,
		At: payDate(said["vnp_PayDate"], g.cfg.Now()), Code: transaction,
	}
	if moved(status) {
		e.TxnID = number(said["vnp_TransactionNo"])
		if e.Amount, err = readAmount(said["vnp_Amount"]); err != nil || !word(e.TxnID, 100) {
			return payments.Snapshot{}, &payments.Error{Gateway: Code, Op: "query", Ambiguous: true, Cause: payments.ErrMalformed}
		}
	}
	snap.Events = []payments.Event{e}
	return snap, nil
}

// isRefund reports whether an answer speaks of money on its way back.
func isRefund(said answer) bool {
	switch said["vnp_TransactionType"] {
	case "02", "03":
		return true
	}
	switch said["vnp_TransactionStatus"] {
	case "05", "06", "09":
		return true
	}
	return false
}

// querydr asks about a transaction of a payment: txn is VNPay's number of it, or "" for the
// newest. VNPay is asked by the time at which the payment was begun.
func (g *Gateway) querydr(ctx context.Context, op string, a payments.Attempt, txn string) (answer, error) {
	body := map[string]string{
		"vnp_RequestId": g.cfg.NewID(), "vnp_Command": "querydr", "vnp_TxnRef": a.Ref, "vnp_OrderInfo": "Truy van GD " + a.Ref,
		"vnp_TransactionDate": stamp(a.At),
	}
	if txn != "" {
		body["vnp_TransactionNo"] = txn
	}
	said, err := g.ask(ctx, op, body, queryAsk, queryAnswer)
	if e, ok := errors.AsType[*payments.Error](err); ok && (e.Code == "94" || e.Code == "99") {
		e.Retryable = true // asked too early, or VNPay is unwell
	}
	return said, err
}
