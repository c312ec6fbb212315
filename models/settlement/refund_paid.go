package settlement

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
)

// MarkRefundPaid records that the bank has done one transfer to a buyer: every refund that
// it carried is done, with the bank's reference as its evidence. Again with the same
// reference it has no effect.
func (c *Cashier) MarkRefundPaid(ctx context.Context, by actor.Admin, transferID string, in MarkPaid) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		t, err := findTransfer(ctx, tx, transferID)
		if err != nil {
			return err
		}
		if err := in.clean(); err != nil {
			return err
		}
		if t.Status == Paid && t.BankRef == in.BankRef {
			return nil
		}
		now := c.Now()
		if err := t.paid(ctx, tx, in.BankRef, now); err != nil {
			return err
		}
		err = audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "refund.paid", Subject: audit.Subject{Kind: "refund_transfer", ID: t.ID}}, now)
		if err != nil {
			return err
		}
		return closeIfDone(ctx, tx, by, t.BatchID, now)
	})
}

func (t *RefundTransfer) paid(ctx context.Context, tx *gorm.DB, ref string, now clock.Instant) error {
	if t.Status != Sent {
		return fault.New(fault.Conflict, "payout.moved")
	}
	if err := t.move(ctx, tx, Paid, map[string]any{"bank_ref": ref, "paid_at": now}); err != nil {
		return err
	}
	refunds, err := payment.Carried(ctx, tx, t.ID)
	if err != nil {
		return err
	}
	for i := range refunds {
		if err := payment.Arrive(ctx, tx, &refunds[i], ref, now); err != nil {
			return err
		}
	}
	return nil
}

// ReturnRefund records that a transfer to a buyer did not arrive. The refunds are open
// again: when the account is to blame their buyer is asked for another one, else they wait
// for the next file. What was sent, when and under which reference stays written down. It
// refuses like ReturnPayout.
func (c *Cashier) ReturnRefund(ctx context.Context, by actor.Admin, transferID string, in Return) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := c.Now()
		t, err := findTransfer(ctx, tx, transferID)
		if err != nil {
			return err
		}
		if !slices.Contains(Reasons, in.Reason) {
			return fault.New(fault.Invalid, "payout.reason").On("reason")
		}
		if err := t.move(ctx, tx, Returned, map[string]any{"returned_at": now, "reason": in.Reason}); err != nil {
			return err
		}
		refunds, err := payment.Carried(ctx, tx, t.ID)
		if err != nil {
			return err
		}
		for i := range refunds {
			if err := payment.Unload(ctx, tx, &refunds[i], in.Reason, now); err != nil {
				return err
			}
		}
		if in.Reason != BankFailed {
			if err := payment.ForgetAccount(ctx, tx, payment.Bundle{PaymentID: t.PaymentID, AccountSealed: t.AccountSealed}, in.Reason); err != nil {
				return err
			}
		}
		err = audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "refund.return", Reason: in.Reason, Subject: audit.Subject{Kind: "refund_transfer", ID: t.ID}}, now)
		if err != nil {
			return err
		}
		return closeIfDone(ctx, tx, by, t.BatchID, now)
	})
}
