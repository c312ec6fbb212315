package momo

import (
	"context"
	"strconv"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

// notFound is MoMo's word for an order that it never took on.
const notFound = "42"

// Query asks MoMo's books about a.
func (g *Gateway) Query(ctx context.Context, a payments.Attempt) (payments.Snapshot, error) {
	got, err := g.ask(ctx, "query", "/v2/gateway/api/query", a.Ref)
	if err != nil {
		return payments.Snapshot{}, err
	}
	code := string(got.ResultCode)
	if code == notFound {
		return payments.Snapshot{Status: payments.StatusAbsent}, nil
	}
	known, ok := results[code]
	switch {
	case !ok: // a fault of the question, or a word that nobody knows yet
		return payments.Snapshot{}, got.wrong("query")
	case !got.about(g, a.Ref):
		return payments.Snapshot{}, mixedUp("query")
	}
	snap := payments.Snapshot{Status: known.status}
	e := payments.Event{
		Key: "query:" + a.Ref + ":" + code, Kind: payments.EventPayment, Ref: a.Ref, Status: known.status, Decline: known.decline,
		At: g.told(got), Code: code, Message: got.Message,
	}
	switch known.status {
	case payments.StatusPending, payments.StatusProcessing:
		return snap, nil
	case payments.StatusPaid:
		if e.TxnID, e.Amount, err = moved(string(got.TransID), got.Amount); err != nil {
			return payments.Snapshot{}, mixedUp("query")
		}
		e.Key += ":" + e.TxnID
	}
	snap.Events = []payments.Event{e}
	return snap, nil
}

// ask puts a question about an order, with a number of its own: the answer shall be today's.
func (g *Gateway) ask(ctx context.Context, op, path, orderID string) (answer, error) {
	return g.post(ctx, op, path, pairs{
		{"partnerCode", g.cfg.PartnerCode, false},
		{"requestId", g.cfg.NewID(), false},
		{"orderId", orderID, false},
		{"lang", "vi", false},
	}, queryFields)
}

// told is when MoMo says that it answered.
func (g *Gateway) told(a answer) clock.Instant {
	if ms, err := strconv.ParseInt(string(a.ResponseTime), 10, 64); err == nil && ms > 0 && ms < 1<<50 {
		return clock.Instant(ms)
	}
	return g.cfg.Now()
}
