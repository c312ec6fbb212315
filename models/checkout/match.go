package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/payment"
)

// MatchCredit says, by the desk, which payment an unmatched bank transfer was for; from
// there it goes the way of all money. It refuses with "payment.unknown",
// "payment.credit_settled" and, for a payment to a seller, "payment.direct".
func (c *Checkout) MatchCredit(ctx context.Context, by actor.Admin, creditID, paymentCode string) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := c.Now()
		p, err := payment.Find(ctx, tx, paymentCode)
		if err != nil {
			return err
		}
		if p.Direct() { // its money is not the market's, and this is
			return fault.New(fault.Conflict, "payment.direct").On("payment_code")
		}
		credit, err := payment.Match(ctx, tx, creditID, p.ID, by.PersonID, now)
		if err != nil {
			return err
		}
		in, err := c.arrivalOf(ctx, tx, p.ID, credit)
		if err != nil {
			return err
		}
		in.From = ledger.Suspense(credit.ID) // where it stood while nobody knew
		taken, err := c.paid(ctx, tx, in)
		if err == nil && !taken {
			err = fault.New(fault.Conflict, "payment.credit_settled")
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "payment.match_credit", Subject: audit.Subject{Kind: "bank_credit", ID: credit.ID}}, now)
	})
}

// ReturnCredit records, by the desk, that an unmatched bank transfer went back to who sent
// it: the bank's reference is the evidence. It refuses with "refund.evidence" an empty one,
// with "payment.unknown" and "payment.credit_settled".
func (c *Checkout) ReturnCredit(ctx context.Context, by actor.Admin, creditID, evidence string) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := c.Now()
		if _, err := payment.FindCredit(ctx, tx, creditID); err != nil {
			return err
		}
		evidence, err := proofOf(evidence)
		if err != nil {
			return err
		}
		credit, err := payment.SendCreditBack(ctx, tx, creditID, evidence, by.PersonID, now)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "payment.return_credit", Subject: audit.Subject{Kind: "bank_credit", ID: credit.ID}}, now)
	})
}
