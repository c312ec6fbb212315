package payment_test

import (
	"slices"
	"testing"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/payment"
)

var (
	payments_ = markettest.Machine[payment.Status]{
		Name:     "A payment",
		Statuses: []payment.Status{payment.Due, payment.Checking, payment.Paid, payment.Expired, payment.Cancelled}, Edges: payment.Edges,
		Begins: []payment.Status{payment.Due}, Ends: []payment.Status{payment.Paid, payment.Expired, payment.Cancelled},
	}
	attempts = markettest.Machine[payment.AttemptStatus]{
		Name: "An attempt",
		Statuses: []payment.AttemptStatus{payment.AttemptCreating, payment.AttemptOpen, payment.AttemptChecking, payment.AttemptSucceeded,
			payment.AttemptFailed, payment.AttemptCancelled, payment.AttemptExpired},
		Edges:  payment.AttemptEdges,
		Begins: []payment.AttemptStatus{payment.AttemptCreating},
		Ends:   []payment.AttemptStatus{payment.AttemptSucceeded, payment.AttemptFailed, payment.AttemptCancelled, payment.AttemptExpired},
	}
	refunds = markettest.Machine[payment.RefundStatus]{
		Name: "A refund",
		Statuses: []payment.RefundStatus{payment.RefundDue, payment.RefundNeedsAccount, payment.RefundSending, payment.RefundProcessing,
			payment.RefundDone, payment.RefundFailed},
		Edges:  payment.RefundEdges,
		Begins: []payment.RefundStatus{payment.RefundDue, payment.RefundNeedsAccount}, Ends: []payment.RefundStatus{payment.RefundDone},
	}
)

func TestEveryRoadOfMoneyEnds(t *testing.T) {
	payments_.Prove(t)
	attempts.Prove(t)
	refunds.Prove(t)
	for _, s := range attempts.Statuses {
		if s.Live() == slices.Contains(attempts.Ends, s) {
			t.Errorf("an attempt that is %s is live: %v", s, s.Live())
		}
	}
	for _, s := range payments_.Statuses {
		if s.Open() == slices.Contains(payments_.Ends, s) {
			t.Errorf("a payment that is %s is open: %v", s, s.Open())
		}
	}
	markettest.Drawn(t, "machine.md", "The courses of money", payments_.Drawing(), attempts.Drawing(), refunds.Drawing())
}

func TestTheTableKnowsTheStatuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var known []payment.Status
		if err := d.Read(ctx).Table("payment_statuses").Pluck("status", &known).Error; err != nil {
			t.Fatal(err)
		}
		slices.Sort(known)
		if want := slices.Sorted(slices.Values(payments_.Statuses)); !slices.Equal(known, want) {
			t.Errorf("the table has %v, the code %v", known, want)
		}
	})
}
