package settlement_test

import (
	"testing"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/settlement"
)

var (
	payouts = markettest.Machine[settlement.Status]{
		Name:     "A payout, and a transfer to a buyer",
		Statuses: []settlement.Status{settlement.Due, settlement.Sent, settlement.Paid, settlement.Returned}, Edges: settlement.Edges,
		Begins: []settlement.Status{settlement.Due}, Ends: []settlement.Status{settlement.Paid, settlement.Returned},
	}
	batches = markettest.Machine[settlement.BatchStatus]{
		Name:     "A batch",
		Statuses: []settlement.BatchStatus{settlement.Filling, settlement.Open, settlement.Exported, settlement.Settled}, Edges: settlement.BatchEdges,
		Begins: []settlement.BatchStatus{settlement.Filling}, Ends: []settlement.BatchStatus{settlement.Settled},
	}
)

func TestEveryPayoutEnds(t *testing.T) {
	payouts.Prove(t)
	batches.Prove(t)
	markettest.Drawn(t, "machine.md", "The courses of a payout", payouts.Drawing(), batches.Drawing())
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		for _, st := range payouts.Statuses {
			if s.Count(t, "payout_statuses", "status = ?", st) != 1 {
				t.Errorf("%s is not in the table", st)
			}
		}
		for _, st := range batches.Statuses {
			if s.Count(t, "payout_batch_statuses", "status = ?", st) != 1 {
				t.Errorf("%s is not in the table", st)
			}
		}
	})
}
