package checkout

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
)

// ReceivedMoney is what a seller says of a transfer that has reached their account: how much,
// and what the bank wrote of it.
type ReceivedMoney struct {
	Amount money.VND `json:"amount" form:"amount"`
	Text   string    `json:"text" form:"text"` // the bank's own words, or its number of the transfer
}

// ConfirmReceived says, by who handles the money of a seller, that a buyer's transfer has
// reached the account to which the order's QR led. From there it goes the way of all money:
// too little waits for the rest, too much, and what comes too late, the seller gives back.
// The same words for the same payment count once, as does what a source of bank notices has
// told of already; an order that is paid is returned as it is.
//
// It refuses with "order.unknown" what is not the seller's, with "right.handle_money" a
// member without it, with "payment.not_direct" an order whose money goes to the market, and
// beside the fields "payment.amount", "payment.bank_text" and, where the same words were said
// of another amount, "payment.told_otherwise"; where the bank has told of another amount that
// the seller has not, "payment.bank_told" (args: amount).
func (c *Checkout) ConfirmReceived(ctx context.Context, by actor.Member, idOrCode string, in ReceivedMoney) (o order.Order, err error) {
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		var p payment.Payment
		if o, p, err = collected(ctx, tx, by, idOrCode); err != nil {
			return err
		}
		if err := in.check(); err != nil {
			return err
		}
		if p.Status == payment.Paid {
			return nil
		}
		credit, fresh, err := c.sellersWord(ctx, tx, p, in)
		if err != nil || !fresh {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "payment.received", Subject: audit.Subject{Kind: "bank_credit", ID: credit.ID}}, c.Now()); err != nil {
			return err
		}
		if credit.TwinOf == nil {
			if _, err := c.book(ctx, tx, credit); err != nil {
				return err
			}
		}
		o, err = order.Find(ctx, tx, o.ID)
		return err
	})
	return o, err
}

func (in *ReceivedMoney) check() error {
	var l fault.List
	if !in.Amount.Positive() || in.Amount.Dong() > money.Max {
		l.Add(fault.New(fault.Invalid, "payment.amount").On("amount"))
	}
	text, wrong := short(in.Text, "text", "payment.bank_text", 4, 300)
	in.Text = text
	l.Add(wrong)
	return l.Err()
}

// sellersWord keeps what a seller says as a bank transfer. The bank's words are personal,
// and sealed; a digest of them tells the same ones again.
func (c *Checkout) sellersWord(ctx context.Context, tx *gorm.DB, p payment.Payment, in ReceivedMoney) (kept payment.Credit, fresh bool, err error) {
	payee, err := seller.FindPayee(ctx, tx, *p.PayeeID)
	if err != nil {
		return kept, false, err
	}
	number, err := payee.Number(c.Keys)
	if err != nil {
		return kept, false, err
	}
	digest := sha256.Sum256([]byte(in.Text))
	kept = payment.Credit{
		Source: payment.BySeller, SourceID: p.Code + ":" + hex.EncodeToString(digest[:8]), Account: number, Amount: in.Amount,
		ContentSealed: c.Keys.Seal("bank_credit.content", in.Text), PaymentID: &p.ID, ReceivedAt: c.Now(),
	}
	sure, err := c.confirmed(ctx, tx, &kept)
	if err != nil {
		return kept, false, err
	}
	if !sure {
		if said, found, err := payment.OtherAmount(ctx, tx, kept); err != nil || found {
			return kept, false, errors.Join(err, fault.New(fault.Conflict, "payment.bank_told").On("amount").With("amount", said))
		}
	}
	fresh, err = payment.KeepCredit(ctx, tx, &kept, sure, c.Now())
	if err != nil || fresh {
		return kept, fresh, err
	}
	var before money.VND
	err = tx.WithContext(ctx).Table("bank_credits").Select("amount").Where("source = ? AND source_id = ?", kept.Source, kept.SourceID).Scan(&before).Error
	if err == nil && before != in.Amount {
		err = fault.New(fault.Conflict, "payment.told_otherwise").On("amount").With("amount", before.String())
	}
	return kept, false, err
}

// collected is an order whose buyer pays the member's seller, with its payment, on which this
// transaction is the only one at work.
func collected(ctx context.Context, tx *gorm.DB, by actor.Member, idOrCode string) (o order.Order, p payment.Payment, err error) {
	if o, err = order.OfSeller(ctx, tx, by.SellerID, idOrCode); err != nil {
		return o, p, err
	}
	if !by.Rights.Has(actor.HandleMoney) {
		return o, p, fault.New(fault.Forbidden, "right.handle_money")
	}
	if p, _, err = payment.LockOfOrder(ctx, tx, o.ID); err == nil && !p.Direct() {
		err = fault.New(fault.Conflict, "payment.not_direct")
	}
	return o, p, err
}

// SayPaid writes down that the buyer says the transfer to a seller was sent, and tells the
// seller to look. Nothing is paid by it; the goods stand as long as goods ever stand. Again
// it has no effect. It refuses with
// "order.unknown" and "payment.unknown" what is not the buyer's, and with
// "payment.not_direct" a payment to the market, which hears of its money itself.
func (c *Checkout) SayPaid(ctx context.Context, by Buyer, groupIDOrCode, named string) (p payment.Payment, err error) {
	owed, err := c.mine(ctx, by, groupIDOrCode, named)
	if err != nil {
		return p, err
	}
	if !owed.Direct() {
		return p, fault.New(fault.Conflict, "payment.not_direct")
	}
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		if p, err = payment.Lock(ctx, tx, owed.ID); err != nil || p.Status == payment.Paid {
			return err
		}
		return payment.Claim(ctx, tx, &p, p.CreatedAt.Add(HoldAtMost), c.Now())
	})
	return p, err
}

// PaidBack says, by who handles the money of a seller, that a refund of what they collected
// was transferred to the buyer; evidence is the bank's number of the transfer. Again it has
// no effect. It refuses like ConfirmReceived, with "payment.unknown" a refund that is not of
// the order, and with "refund.evidence" where the evidence is missing.
func (c *Checkout) PaidBack(ctx context.Context, by actor.Member, idOrCode, refundID, evidence string) (o order.Order, err error) {
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		var p payment.Payment
		if o, p, err = collected(ctx, tx, by, idOrCode); err != nil {
			return err
		}
		r, err := payment.FindRefund(ctx, tx, refundID)
		if err == nil && r.PaymentID != p.ID {
			err = fault.New(fault.NotFound, "payment.unknown")
		}
		if err != nil {
			return err
		}
		evidence, err := proofOf(evidence)
		if err != nil || r.Status == payment.RefundDone {
			return err
		}
		won, err := payment.Finish(ctx, tx, &r, ledger.Account{}, evidence, c.Now())
		if err == nil && !won {
			err = fault.New(fault.Conflict, "payment.refund_closed")
		}
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "refund.paid_back", Subject: audit.Subject{Kind: "refund", ID: r.ID}}, c.Now())
	})
	return o, err
}

// Owing is a refund that a seller pays, and where to as far as the buyer has said.
type Owing struct {
	payment.Refund
	To    RefundAccount
	Named bool
}

// Owings are the refunds of an order that its seller pays, oldest first; that somebody read
// where they go is kept in the audit. It refuses like ConfirmReceived, but knows none of an
// order whose money goes to the market.
func (c *Checkout) Owings(ctx context.Context, by actor.Member, idOrCode string) (out []Owing, err error) {
	err = c.DB.Tx(ctx, func(tx *gorm.DB) error {
		out = nil
		_, p, err := collected(ctx, tx, by, idOrCode)
		if fault.Has(err, "payment.not_direct") {
			return nil
		}
		if err != nil {
			return err
		}
		all, err := payment.RefundsOf(ctx, tx, p.ID)
		for _, r := range all {
			one := Owing{Refund: r, Named: r.AccountSealed != "" && r.Status != payment.RefundDone}
			if one.Named {
				if one.To, err = payment.OpenRefundAccount(c.Keys, r.AccountSealed); err != nil {
					return err
				}
				err = audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "refund.account", Subject: audit.Subject{Kind: "refund", ID: r.ID}}, c.Now())
				if err != nil {
					return err
				}
			}
			out = append(out, one)
		}
		return err
	})
	return out, err
}
