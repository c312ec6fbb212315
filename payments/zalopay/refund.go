package zalopay

import (
	"context"
	"slices"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

type wish struct {
	AppID  int64  `json:"app_id"`
	ID     string `json:"m_refund_id"`
	TxnID  string `json:"zp_trans_id"`
	Amount int64  `json:"amount"`
	Time   int64  `json:"timestamp"`
	Words  string `json:"description"`
	MAC    string `json:"mac"`
}

type refundQuestion struct {
	AppID int64  `json:"app_id"`
	ID    string `json:"m_refund_id"`
	Time  int64  `json:"timestamp"`
	MAC   string `json:"mac"`
}

// days are the most days on which a refund is asked for: each has an id of its own, and all
// of them are looked up before another is used.
const days = 8

// Refund asks for money back under the id of today. Was it first asked for on another day,
// the ids of the days since are looked up before; a no is believed only when ZaloPay has no
// refund of that id, for a repetition is refused as well.
func (g *Gateway) Refund(ctx context.Context, r payments.Refund) (payments.RefundResult, error) {
	if r.Of.TxnID == "" {
		return payments.RefundResult{}, refused("refund", "not_paid")
	}
	now := g.cfg.Now()
	ids := g.ids(r, now)
	if len(ids) > days {
		if res, err := g.lookUp(ctx, "refund", r, ids[:days]); err != nil || res.Status != payments.RefundAbsent {
			return res, err
		}
		return payments.RefundResult{}, refused("refund", "too_old")
	}
	today := ids[len(ids)-1]
	if before := ids[:len(ids)-1]; len(before) > 0 {
		if res, err := g.lookUp(ctx, "refund", r, before); err != nil || res.Status != payments.RefundAbsent {
			return res, err
		}
	}
	w := wish{AppID: g.cfg.AppID, ID: today, TxnID: r.Of.TxnID, Amount: r.Amount.Dong(), Time: int64(now), Words: text(r.Reason, 100, "Hoan tien "+r.Of.Code)}
	w.MAC = sign(g.cfg.Key1, num(w.AppID), w.TxnID, num(w.Amount), w.Words, num(w.Time))
	said, err := g.ask(ctx, "refund", "/v2/refund", w)
	if err != nil {
		return payments.RefundResult{}, err
	}
	if res := g.result(said, r); res.Status != payments.RefundFailed {
		return res, nil
	}
	res, err := g.lookUp(ctx, "refund", r, []string{today})
	if err != nil {
		return payments.RefundResult{}, &payments.Error{Gateway: Code, Op: "refund", Code: num(said.why()), Ambiguous: true, Cause: err}
	}
	switch {
	case res.Status != payments.RefundAbsent:
		return res, nil
	case slices.Contains(g.cfg.Unknown, said.why()):
		// The same code stands for an unknown payment and for a card's bank that takes its
		// days: it is asked about, and after a fortnight a person is.
		return payments.RefundResult{Status: payments.RefundPending, Amount: r.Amount, Code: num(said.why()), Message: said.Message}, nil
	}
	return payments.RefundResult{}, &payments.Error{Gateway: Code, Op: "refund", Code: num(said.why()), Message: said.Message}
}

// QueryRefund looks a refund up under the ids of every day since it was first asked for.
func (g *Gateway) QueryRefund(ctx context.Context, r payments.Refund) (payments.RefundResult, error) {
	ids := g.ids(r, g.cfg.Now())
	return g.lookUp(ctx, "query_refund", r, ids[:min(len(ids), days)])
}

// ids are our ids of r: one for each day in Vietnam from when it was first asked for to now.
func (g *Gateway) ids(r payments.Refund, now clock.Instant) []string {
	ids := []string{refundID(g.cfg.AppID, r.Ref, r.At)}
	for d, today := r.At.Date().AddDays(1), now.Date(); d <= today && len(ids) <= days; d = d.AddDays(1) {
		ids = append(ids, refundID(g.cfg.AppID, r.Ref, d.Start()))
	}
	return ids
}

// lookUp is the first of ids that ZaloPay knows and has not turned down; else one that it
// has, or RefundAbsent.
func (g *Gateway) lookUp(ctx context.Context, op string, r payments.Refund, ids []string) (payments.RefundResult, error) {
	found := payments.RefundResult{Status: payments.RefundAbsent}
	for _, id := range ids {
		now := int64(g.cfg.Now())
		said, err := g.ask(ctx, op, "/v2/query_refund", refundQuestion{g.cfg.AppID, id, now, sign(g.cfg.Key1, num(g.cfg.AppID), id, num(now))})
		if slices.Contains(g.cfg.Unknown, said.why()) {
			continue
		}
		if err != nil {
			return payments.RefundResult{}, err
		}
		if found = g.result(said, r); found.Status != payments.RefundFailed {
			break
		}
	}
	return found, nil
}

// result reads how a refund stands. ZaloPay does not repeat its amount.
func (g *Gateway) result(said answer, r payments.Refund) payments.RefundResult {
	res := payments.RefundResult{ProviderRef: optionalID(said.RefundID), Amount: r.Amount, Code: num(said.Code), Message: said.Message}
	if res.ProviderRef == "" {
		res.ProviderRef = r.State
	}
	res.State = res.ProviderRef
	switch {
	case said.Code == yes:
		res.Status = payments.RefundDone
	case said.Code == underWay, slices.Contains(g.cfg.Waiting, said.why()):
		res.Status = payments.RefundPending
	default:
		res.Status, res.Code = payments.RefundFailed, num(said.why())
	}
	return res
}
