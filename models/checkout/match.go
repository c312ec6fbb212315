package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/payment"
)

// MatchCredit says, by the desk, which payment an unmatched bank transfer was for; from
// there it goes the way of all money. It refuses with "payment.unknown" and
// "payment.credit_settled".
func (c *Checkout) MatchCredit(ctx context.Context, by actor.Admin, creditID, paymentCode string) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := c.Now()
		p, err := payment.Find(ctx, tx, paymentCode)
		if err != nil {
			return err
		}
		credit, err := payment.Match(ctx, tx, creditID, p, now)
		if err != nil {
			return err
		}
		in := c.arrivalOf(ctx, tx, p, credit)
		in.From = ledger.Suspense(credit.ID) // where it stood while nobody knew
		if _, err := c.paid(ctx, tx, p, in); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "payment.match_credit", Subject: audit.Subject{Kind: "bank_credit", ID: credit.ID}}, now)
	})
}
