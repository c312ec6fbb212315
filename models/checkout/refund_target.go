package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/payment"
)

// RefundTarget opens, for the desk, where a refund by transfer goes; who looked is kept in
// the audit. named is false until the buyer has said where to.
func (c *Checkout) RefundTarget(ctx context.Context, by actor.Admin, refundID string) (r payment.Refund, to RefundAccount, named bool, err error) {
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		if r, err = payment.FindRefund(ctx, tx, refundID); err != nil || r.AccountSealed == "" {
			return err
		}
		if to, err = payment.OpenRefundAccount(c.Keys, r.AccountSealed); err != nil {
			return err
		}
		named = true
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "refund.account", Subject: audit.Subject{Kind: "refund", ID: r.ID}}, c.Now())
	})
	return r, to, named, err
}
