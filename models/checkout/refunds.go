package checkout

import (
	"context"
	"encoding/json"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// SendRefunds sends the refunds that are due and asks about those under way. A refund has
// one reference for ever: whatever happens in between, it is never paid twice.
func (c *Checkout) SendRefunds(ctx context.Context) error {
	due, err := payment.RefundsToSend(ctx, c.DB.Read(ctx), c.Now(), batch)
	if err != nil {
		return err
	}
	var all error
	for _, r := range due {
		all = errors.Join(all, c.carry(ctx, r))
	}
	return all
}

func (c *Checkout) carry(ctx context.Context, r payment.Refund) error {
	g, err := c.Gateways.Gateway(r.Gateway)
	if err != nil {
		return c.move(ctx, func(tx *gorm.DB) error { return payment.Refuse(ctx, tx, &r, "gateway_off", c.Now()) })
	}
	of, err := c.refundOf(ctx, r)
	if err != nil {
		return err
	}
	send := r.Status == payment.RefundDue
	won := false
	err = c.move(ctx, func(tx *gorm.DB) (err error) {
		if send {
			won, err = payment.TakeInHand(ctx, tx, &r, c.Now())
		} else {
			won, err = payment.Look(ctx, tx, &r, g.Capabilities(), c.Now())
		}
		return err
	})
	if err != nil || !won {
		return err
	}
	asked, cancel := context.WithTimeout(ctx, c.callLimit())
	defer cancel()
	var res payments.RefundResult
	if q, ok := g.(payments.RefundQuerier); !send && ok {
		res, err = q.QueryRefund(asked, of)
	} else {
		res, err = g.(payments.Refunder).Refund(asked, of)
	}
	return c.hearRefund(ctx, g, r, res, err)
}

// hearRefund acts on a gateway's answer about a refund. No answer changes nothing: it is
// asked about again.
func (c *Checkout) hearRefund(ctx context.Context, g payments.Gateway, r payment.Refund, res payments.RefundResult, err error) error {
	now := c.Now()
	var provider *payments.Error
	switch {
	case payments.IsAmbiguous(err):
		return nil
	case payments.IsRetryable(err):
		return c.move(ctx, func(tx *gorm.DB) error { return payment.Retry(ctx, tx, &r, now) })
	case err != nil:
		why := "refused"
		if errors.As(err, &provider) && provider.Code != "" {
			why = provider.Code
		}
		return c.move(ctx, func(tx *gorm.DB) error { return payment.Refuse(ctx, tx, &r, why, now) })
	}
	return c.move(ctx, func(tx *gorm.DB) error {
		switch res.Status {
		case payments.RefundDone:
			return payment.Finish(ctx, tx, &r, c.clearing(r.Gateway), res.ProviderRef, now)
		case payments.RefundFailed:
			return payment.Refuse(ctx, tx, &r, res.Code, now)
		case payments.RefundAbsent:
			return payment.Retry(ctx, tx, &r, now)
		}
		return payment.Process(ctx, tx, &r, res, g.Capabilities(), now)
	})
}

// refundOf is a refund as its driver wants to see it, the same on every try.
func (c *Checkout) refundOf(ctx context.Context, r payment.Refund) (payments.Refund, error) {
	q := c.DB.Read(ctx)
	p, err := payment.Find(ctx, q, r.PaymentID)
	if err != nil {
		return payments.Refund{}, err
	}
	captures, err := payment.Captures(ctx, q, p.ID)
	if err != nil {
		return payments.Refund{}, err
	}
	out := payments.Refund{Ref: r.Ref, Amount: r.Amount, Reason: "Hoan tien " + p.Code, Operator: "chophien", At: r.CreatedAt, State: r.ProviderRef}
	for _, cap := range captures {
		if cap.ID != r.CaptureID {
			continue
		}
		out.Captured = cap.Amount
		if cap.AttemptID != nil {
			var a payment.Attempt
			if err := q.Where("id = ?", *cap.AttemptID).Limit(1).Find(&a).Error; err != nil {
				return out, err
			}
			out.Of = a.Kept(p.Code, cap.ProviderTxnID)
		}
	}
	return out, nil
}

func (c *Checkout) move(ctx context.Context, fn func(tx *gorm.DB) error) error {
	return c.DB.Tx(ctx, fn)
}

// refundAccount is what the keyring seals an account for.
const refundAccount = "refund.account"

// RefundAccount is where a buyer wants a refund by transfer to go.
type RefundAccount struct {
	BankBIN string `json:"bank_bin" form:"bank_bin"`
	Number  string `json:"number" form:"number"`
	Holder  string `json:"holder" form:"holder"`
}

// NameRefundAccount stores where the refunds of a group that need a transfer go. It
// refuses, beside the fields, an unknown bank, a number that is none and an empty name;
// with "order.unknown" what is not the buyer's; with "payment.refund_closed" when nothing
// waits for an account.
func (c *Checkout) NameRefundAccount(ctx context.Context, by Buyer, groupIDOrCode string, in RefundAccount, knownBank func(bin string) bool) error {
	if err := in.check(knownBank); err != nil {
		return err
	}
	_, p, err := c.mine(ctx, by, groupIDOrCode)
	if err != nil {
		return err
	}
	text, err := json.Marshal(in)
	if err != nil {
		return err
	}
	sealed := c.Keys.Seal(refundAccount, string(text))
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		all, err := payment.RefundsOf(ctx, tx, p.ID)
		if err != nil {
			return err
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

func (in *RefundAccount) check(knownBank func(bin string) bool) error {
	var l fault.List
	if !knownBank(in.BankBIN) {
		l.Add(fault.New(fault.Invalid, "refund.bank").On("bank_bin"))
	}
	in.Number = digitsAndLetters(in.Number)
	if n := len(in.Number); n < 4 || n > 19 {
		l.Add(fault.New(fault.Invalid, "refund.number").On("number"))
	}
	in.Holder = clean(in.Holder)
	if n := len([]rune(in.Holder)); n < 2 || n > 80 {
		l.Add(fault.New(fault.Invalid, "refund.holder").On("holder"))
	}
	return l.Err()
}

// MarkTransferred records, by the desk, that a refund was transferred from the bank: the
// bank's reference is the evidence. It refuses with "refund.evidence" an empty one and
// with "payment.refund_closed" a refund that does not wait for a transfer.
func (c *Checkout) MarkTransferred(ctx context.Context, by actor.Admin, refundID, evidence string) error {
	evidence = clean(evidence)
	if n := len([]rune(evidence)); n < 4 || n > 80 {
		return fault.New(fault.Invalid, "refund.evidence").On("evidence")
	}
	return c.DB.Tx(ctx, func(tx *gorm.DB) error {
		r, err := payment.FindRefund(ctx, tx, refundID)
		if err != nil {
			return err
		}
		byHand := r.Status == payment.RefundNeedsAccount || r.Status == payment.RefundSending && r.PollAt == 0
		if !byHand {
			return fault.New(fault.Conflict, "payment.refund_closed")
		}
		now := c.Now()
		if err := payment.Finish(ctx, tx, &r, ledger.Bank(), evidence, now); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "refund.transferred", Subject: audit.Subject{Kind: "refund", ID: r.ID}}, now)
	})
}

// RefundsOf are the refunds of a group that the buyer may see.
func (c *Checkout) RefundsOf(ctx context.Context, by Buyer, groupIDOrCode string) ([]payment.Refund, error) {
	_, p, err := c.mine(ctx, by, groupIDOrCode)
	if err != nil {
		return nil, err
	}
	return payment.RefundsOf(ctx, c.DB.Read(ctx), p.ID)
}
