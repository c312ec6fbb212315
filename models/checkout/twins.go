package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/payment"
)

// JudgeTwin says, by the desk, whether a doubtful bank transfer tells of money that another
// source has told of: then nothing more is booked; else it is booked now, like any other. It
// refuses with "payment.unknown" and, when it was judged before, "payment.credit_settled".
func (c *Checkout) JudgeTwin(ctx context.Context, by actor.Admin, creditID string, same bool) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := c.Now()
		judge, verb := payment.OtherMoney, "payment.twin_other"
		if same {
			judge, verb = payment.SameMoney, "payment.twin_same"
		}
		credit, err := judge(ctx, tx, creditID, by.PersonID, now)
		if err == nil && !same {
			_, err = c.book(ctx, tx, credit)
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: verb, Subject: audit.Subject{Kind: "bank_credit", ID: credit.ID}}, now)
	})
}

// TwinOf is, for the desk, the bank transfer that a doubtful one may be another word of;
// found is false for one that nobody doubts.
func (c *Checkout) TwinOf(ctx context.Context, by actor.Admin, creditID string) (seen SeenCredit, found bool, err error) {
	var id string
	err = c.DB.Read(ctx).Raw("SELECT twin_of FROM bank_credits WHERE id = ? AND state = 'doubtful'", creditID).Scan(&id).Error
	if err != nil || id == "" {
		return seen, false, err
	}
	all, err := c.Credits(ctx, by, id)
	return all[id], err == nil, err
}

// DisownCredit says, by the desk, that an unmatched bank transfer is none of the market's
// business, and why. It refuses with "credit.reason" an empty reason, with "payment.unknown"
// and "payment.credit_settled".
func (c *Checkout) DisownCredit(ctx context.Context, by actor.Admin, creditID, reason string) error {
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := c.Now()
		if _, err := payment.FindCredit(ctx, tx, creditID); err != nil {
			return err
		}
		reason, wrong := short(reason, "reason", "credit.reason", 4, 200)
		if wrong != nil {
			return wrong
		}
		credit, err := payment.NotOurs(ctx, tx, creditID, reason, by.PersonID, now)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "payment.disown_credit", Subject: audit.Subject{Kind: "bank_credit", ID: credit.ID}}, now)
	})
}
