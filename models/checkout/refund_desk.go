package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/once"
	"github.com/chophien/chophien/models/payment"
)

// MarkTransferred records, by the desk, that a refund was transferred from the bank: the
// bank's reference is the evidence. It refuses with "refund.evidence" an empty one and
// with "payment.refund_closed" a refund that does not wait for a transfer, or is in a file
// for the bank already ("refund.in_batch"). The same key again changes nothing, whatever has
// become of the refund since.
func (c *Checkout) MarkTransferred(ctx context.Context, by actor.Admin, refundID, evidence, key string) error {
	claim := once.Key{Actor: by.PersonID + refundID, Operation: "refund.transferred", Key: key, RequestHash: once.Hash(evidence)}
	return c.atDeskOnce(ctx, by, refundID, claim, func(tx *gorm.DB, r *payment.Refund) (bool, error) {
		evidence, err := proofOf(evidence)
		if err != nil {
			return false, err
		}
		if !r.ByHand() {
			return false, nil
		}
		if r.TransferID != nil {
			return false, fault.New(fault.Conflict, "refund.in_batch")
		}
		return payment.Finish(ctx, tx, r, ledger.Bank(), evidence, c.Now())
	})
}

// ReopenTransfer records, by the desk, that a bank sent a refund back that was done: the
// buyer is asked for an account once more. It refuses with "payment.refund_closed" a
// refund that is not done, and with "refund.in_batch" one that was sent in a file: the
// whole transfer comes back there. The same key again changes nothing: a refund may have
// been transferred anew by then, and would be once more.
func (c *Checkout) ReopenTransfer(ctx context.Context, by actor.Admin, refundID, key string) error {
	claim := once.Key{Actor: by.PersonID + refundID, Operation: "refund.reopened", Key: key, RequestHash: once.Hash(nil)}
	return c.atDeskOnce(ctx, by, refundID, claim, func(tx *gorm.DB, r *payment.Refund) (bool, error) {
		if r.Status != payment.RefundDone {
			return false, nil
		}
		if r.TransferID != nil {
			return false, fault.New(fault.Conflict, "refund.in_batch")
		}
		return true, payment.Refuse(ctx, tx, r, "returned", c.Now())
	})
}

// DecideRefund records, by the desk, what the gateway's own books say of a refund about
// which the gateway did not answer in time, or was switched off: given, with the
// gateway's reference as evidence, or never given, and then it becomes a transfer. It
// refuses with "payment.refund_closed" a refund about which nobody is asked.
func (c *Checkout) DecideRefund(ctx context.Context, by actor.Admin, refundID string, given bool, evidence string) error {
	return c.atDesk(ctx, by, refundID, "refund.decided", func(tx *gorm.DB, r *payment.Refund) (bool, error) {
		evidence, err := proofOf(evidence)
		if err != nil {
			return false, err
		}
		asked, err := payment.UnderReview(ctx, tx, r.ID)
		underWay := r.Status == payment.RefundSending || r.Status == payment.RefundProcessing
		if err != nil || !asked || !underWay || r.ByHand() {
			return false, err
		}
		if given {
			return payment.Finish(ctx, tx, r, c.clearing(r.Gateway), evidence, c.Now())
		}
		if err := payment.Refuse(ctx, tx, r, "desk", c.Now()); err != nil {
			return false, err
		}
		return true, payment.Reviewed(ctx, tx, r.ID, c.Now())
	})
}

// atDesk runs a deed of the desk on a refund and writes down who did it.
func (c *Checkout) atDesk(ctx context.Context, by actor.Admin, refundID, verb string, deed refundDeed) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error { return c.atDeskIn(ctx, tx, by, refundID, verb, deed) })
}

// refundDeed does something to a refund; done is false where it is too late for it.
type refundDeed func(tx *gorm.DB, r *payment.Refund) (done bool, err error)

// atDeskOnce is atDesk for a deed that another one undoes: the state of the refund alone
// does not tell that it has been done before.
func (c *Checkout) atDeskOnce(ctx context.Context, by actor.Admin, refundID string, claim once.Key, deed refundDeed) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		if _, done, err := once.ClaimFor(ctx, tx, claim, refundID, c.Now()); err != nil || done {
			return err
		}
		return c.atDeskIn(ctx, tx, by, refundID, claim.Operation, deed)
	})
}

// atDeskIn refuses with "refund.sellers" what a seller gives back: the desk has none of that
// money.
func (c *Checkout) atDeskIn(ctx context.Context, tx *gorm.DB, by actor.Admin, refundID, verb string, deed refundDeed) error {
	r, err := payment.FindRefund(ctx, tx, refundID)
	if err != nil {
		return err
	}
	if p, err := payment.FindByID(ctx, tx, r.PaymentID); err != nil {
		return err
	} else if p.Direct() {
		return fault.New(fault.Conflict, "refund.sellers")
	}
	done, err := deed(tx, &r)
	if err == nil && !done {
		err = fault.New(fault.Conflict, "payment.refund_closed")
	}
	if err != nil {
		return err
	}
	return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: verb, Subject: audit.Subject{Kind: "refund", ID: r.ID}}, c.Now())
}

// proofOf is a bank's or a gateway's reference as typed.
func proofOf(typed string) (string, error) {
	evidence, wrong := short(typed, "evidence", "refund.evidence", 4, 80)
	if wrong != nil {
		return "", wrong
	}
	return evidence, nil
}
