package checkout

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/payment"
)

// RefundAccount is where a buyer wants a refund by transfer to go.
type RefundAccount = payment.RefundAccount

// NameRefundAccount stores where the refunds of a group that need a transfer go. It
// refuses, beside the fields, an unknown bank, a number that is none and an empty name;
// with "order.unknown" what is not the buyer's; with "payment.refund_closed" when nothing
// waits for an account.
func (c *Checkout) NameRefundAccount(ctx context.Context, by Buyer, groupIDOrCode string, in RefundAccount, knownBank func(bin string) bool) error {
	owed, err := c.allMine(ctx, by, groupIDOrCode)
	if err != nil {
		return err
	}
	if err := checkAccount(&in, knownBank); err != nil {
		return err
	}
	sealed, err := in.Seal(c.Keys)
	if err != nil {
		return err
	}
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		var all []payment.Refund
		for _, p := range owed {
			of, err := payment.RefundsOf(ctx, tx, p.ID)
			if err != nil {
				return err
			}
			all = append(all, of...)
		}
		named := false
		for i := range all {
			err := payment.NameAccount(ctx, tx, &all[i], sealed)
			if fault.Has(err, "payment.refund_closed") {
				continue
			}
			if err != nil {
				return err
			}
			named = true
		}
		if !named {
			return fault.New(fault.Conflict, "payment.refund_closed")
		}
		return nil
	})
}

func checkAccount(in *RefundAccount, knownBank func(bin string) bool) error {
	var l fault.List
	if !knownBank(in.BankBIN) {
		l.Add(fault.New(fault.Invalid, "refund.bank").On("bank_bin"))
	}
	in.Number = digitsAndLetters(in.Number)
	if n := len(in.Number); n < 4 || n > 19 {
		l.Add(fault.New(fault.Invalid, "refund.number").On("number"))
	}
	var wrong *fault.Fault
	in.Holder, wrong = short(in.Holder, "holder", "refund.holder", 2, 80)
	l.Add(wrong)
	return l.Err()
}

// RefundsOf are the refunds of a group that the buyer may see.
func (c *Checkout) RefundsOf(ctx context.Context, by Buyer, groupIDOrCode string) ([]payment.Refund, error) {
	owed, err := c.allMine(ctx, by, groupIDOrCode)
	if err != nil {
		return nil, err
	}
	var all []payment.Refund
	for _, p := range owed {
		of, err := payment.RefundsOf(ctx, c.DB.Read(ctx), p.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, of...)
	}
	return all, nil
}
