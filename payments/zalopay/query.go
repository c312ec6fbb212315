package zalopay

import (
	"context"
	"slices"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

type question struct {
	AppID int64  `json:"app_id"`
	Ref   string `json:"app_trans_id"`
	MAC   string `json:"mac"`
}

// Query asks ZaloPay, the only road by which a failure is learned.
func (g *Gateway) Query(ctx context.Context, a payments.Attempt) (payments.Snapshot, error) {
	// The key itself is part of what it signs.
	mac := sign(g.cfg.Key1, num(g.cfg.AppID), a.Ref, g.cfg.Key1.Reveal())
	said, err := g.ask(ctx, "query", "/v2/query", question{g.cfg.AppID, a.Ref, mac})
	if err != nil && !slices.Contains(g.cfg.Unknown, said.why()) && !slices.Contains(g.cfg.Expired, said.why()) {
		return payments.Snapshot{}, err
	}
	switch {
	case said.Code == yes:
		return g.paidSnapshot(a, said)
	case said.Code == underWay && said.Processing:
		return payments.Snapshot{Status: payments.StatusProcessing}, nil
	case said.Code == underWay:
		return payments.Snapshot{Status: payments.StatusPending}, nil
	case slices.Contains(g.cfg.Unknown, said.why()):
		return payments.Snapshot{Status: payments.StatusAbsent}, nil
	case slices.Contains(g.cfg.Expired, said.why()):
		return unpaid(a, said, payments.StatusExpired, payments.DeclineExpired, g.cfg.Now()), nil
	}
	return unpaid(a, said, payments.StatusFailed, payments.DeclineOther, g.cfg.Now()), nil
}

func (g *Gateway) paidSnapshot(a payments.Attempt, said answer) (payments.Snapshot, error) {
	amount, err := payments.WireAmount(said.Amount)
	txn := optionalID(said.TxnID)
	if err != nil || !amount.Positive() || txn == "" {
		return payments.Snapshot{}, &payments.Error{Gateway: Code, Op: "query", Ambiguous: true, Cause: payments.ErrMalformed}
	}
	return payments.Snapshot{Status: payments.StatusPaid, Events: []payments.Event{{
		Key: "query:" + a.Ref + ":1", Kind: payments.EventPayment, Ref: a.Ref, TxnID: txn, Status: payments.StatusPaid, Amount: amount,
		At: told(milliseconds(said.Time), g.cfg.Now()), Code: "1",
	}}}, nil
}

func unpaid(a payments.Attempt, said answer, status payments.Status, why payments.Decline, now clock.Instant) payments.Snapshot {
	code := num(said.why())
	return payments.Snapshot{Status: status, Events: []payments.Event{{
		Key: "query:" + a.Ref + ":" + code, Kind: payments.EventPayment, Ref: a.Ref, Status: status, Decline: why, At: now, Code: code,
	}}}
}
