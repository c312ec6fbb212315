package payos

import (
	"context"
	"net/http"

	"github.com/chophien/chophien/payments"
)

// What payOS's words mean for an attempt. UNDERPAID still waits for the rest.
var statuses = map[string]payments.Status{
	"PENDING":    payments.StatusPending,
	"UNDERPAID":  payments.StatusPending,
	"PROCESSING": payments.StatusProcessing,
	"PAID":       payments.StatusPaid,
	"CANCELLED":  payments.StatusCancelled,
	"EXPIRED":    payments.StatusExpired,
	"FAILED":     payments.StatusFailed,
}

// Query asks payOS about a's link: its state, and every transfer that came for it.
func (g *Gateway) Query(ctx context.Context, a payments.Attempt) (payments.Snapshot, error) {
	got, err := g.call(ctx, "query", http.MethodGet, "/v2/payment-requests/"+a.Ref, nil)
	if err != nil {
		return payments.Snapshot{}, err
	}
	return g.snapshot("query", got, a)
}

func (g *Gateway) snapshot(op string, got answer, a payments.Attempt) (payments.Snapshot, error) {
	if got.Code == noSuch {
		return payments.Snapshot{Status: payments.StatusAbsent}, nil
	}
	if got.Code != done {
		return payments.Snapshot{}, got.wrong(op)
	}
	status, known := statuses[got.text("status")]
	if !known {
		status = payments.StatusProcessing // a word that nobody can read yet is no failure
	}
	link, err := textID(got.Data["id"])
	if err != nil || !got.about(a.Ref) {
		return payments.Snapshot{}, mixedUp(op)
	}
	snap := payments.Snapshot{Status: status}
	transfers, _ := got.Data["transactions"].([]any)
	for _, t := range transfers {
		fields, _ := t.(map[string]any)
		ev, err := credit(fields, link, a.Ref, g.cfg.Accounts, a.At)
		if err != nil {
			return payments.Snapshot{}, mixedUp(op)
		}
		snap.Events = append(snap.Events, ev)
	}
	return snap, nil
}

// Cancel closes a's link, so that it can no longer be paid.
func (g *Gateway) Cancel(ctx context.Context, a payments.Attempt) error {
	snap, err := g.Query(ctx, a)
	if err != nil || snap.Status.Final() || snap.Status == payments.StatusAbsent {
		return err
	}
	got, err := g.call(ctx, "cancel", http.MethodPost, "/v2/payment-requests/"+a.Ref+"/cancel", []byte(`{"cancellationReason":"het han"}`))
	if err == nil && got.Code != done && got.Code != noSuch {
		err = got.wrong("cancel")
	}
	return err
}
