package settlement

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/payment"
)

// Why a transfer came back.
const (
	AccountUnknown = "account_unknown"
	AccountClosed  = "account_closed"
	NameDiffers    = "name_differs"
	BankFailed     = payment.BankFailed // the bank's own fault: the account is tried again
	NotFetched     = "not_fetched"      // nobody came for it at the post: it is tried again
)

// Reasons lists those of a transfer in the order in which pages offer them; PostReasons
// those of money at the post.
var (
	Reasons     = []string{AccountUnknown, AccountClosed, NameDiffers, BankFailed}
	PostReasons = []string{NotFetched, NameDiffers}
)

// Return is what the desk types when a transfer has come back.
type Return struct {
	Reason string `json:"reason" form:"reason"` // one of Reasons, or of PostReasons
}

// ReturnPayout records that a transfer did not arrive: its money is the seller's again
// and goes into a coming batch, and so is the fee that they bore. When the account is to
// blame it is not paid to again; the seller is told to name another one. It refuses with
// payout.reason a reason that is none of its road, bank or post, and with payout.moved a
// payout that was not sent, or has come back before.
func (c *Cashier) ReturnPayout(ctx context.Context, by actor.Admin, payoutID string, in Return) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := c.Now()
		p, err := Find(ctx, tx, payoutID)
		if err != nil {
			return err
		}
		road, err := p.road(ctx, tx)
		if err != nil {
			return err
		}
		if !slices.Contains(road.reasons(), in.Reason) {
			return fault.New(fault.Invalid, "payout.reason").On("reason")
		}
		from := ledger.PayoutTransit(p.ID)
		if p.Status == Paid {
			from = ledger.Bank()
		}
		err = p.move(ctx, tx, Returned, map[string]any{"returned_at": now, "account_refused": in.Reason != BankFailed && in.Reason != NotFetched}, by, in.Reason, now)
		if err != nil {
			return err
		}
		_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "payout_returned", ID: p.ID}, now,
			ledger.Posting{From: from, To: ledger.Seller(p.SellerID), Amount: p.Amount},
			ledger.Posting{From: ledger.PayoutFee(), To: ledger.Seller(p.SellerID), Amount: p.Fee})
		if err != nil {
			return err
		}
		err = audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "payout.return", Reason: in.Reason, Subject: audit.Subject{Kind: "payout", ID: p.ID}}, now)
		if err != nil {
			return err
		}
		return closeIfDone(ctx, tx, by, p.BatchID, now)
	})
}
