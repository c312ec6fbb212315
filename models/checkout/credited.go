package checkout

import (
	"context"
	"encoding/json"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// credited acts on a bank transfer: it belongs to the one payment whose code its text
// holds, else a person finds out. One of which another source has told is not booked again;
// where that is in doubt, a person judges first.
func (c *Checkout) credited(ctx context.Context, tx *gorm.DB, ev payments.Event) (payments.Outcome, string, error) {
	now := c.Now()
	matches, err := payment.ByCodes(ctx, tx, ev.Bank.Codes)
	if err != nil {
		return "", "", err
	}
	kept := payment.Credit{
		Source: ev.Bank.Source, SourceID: ev.Bank.SourceID, Account: ev.Bank.Account, Amount: ev.Amount,
		ContentSealed: c.Keys.Seal("bank_credit.content", cut(ev.Bank.Content, 500)), ReceivedAt: ev.At, Reference: cut(code.Clean(ev.Bank.Reference), 100),
	}
	if kept.PayerSealed, err = c.sealPayer(*ev.Bank); err != nil {
		return "", "", err
	}
	direct := false
	if len(matches) == 1 {
		kept.PaymentID, direct = &matches[0].ID, matches[0].Direct()
	}
	if c.Direct || direct {
		switch whose, err := c.reached(ctx, tx, matches, kept); {
		case err != nil, whose == ofNobody:
			return payments.Ignored, "", err
		case whose == ofMarket && direct: // a person sends it back, or finds out
			kept.PaymentID, direct = nil, false
		}
	}
	sure := false
	if direct {
		if sure, err = c.confirmed(ctx, tx, &kept); err == nil && !sure {
			if odd, err := c.contradicted(ctx, tx, kept); err != nil || odd {
				return payments.Ignored, "", err
			}
		}
	}
	if err == nil && !sure && c.toldTwice() {
		sure, err = c.twin(ctx, tx, &kept)
	}
	if err != nil {
		return "", "", err
	}
	fresh, err := payment.KeepCredit(ctx, tx, &kept, sure, now)
	switch {
	case err != nil:
		return "", "", err
	case !fresh, sure:
		return payments.Duplicate, "", nil
	case kept.TwinOf != nil:
		return payments.Applied, "", payment.Doubtful(ctx, tx, kept, now)
	}
	paymentID, err := c.book(ctx, tx, kept)
	return payments.Applied, paymentID, err
}

// twin looks whether another source has told of a transfer; sure, or in doubt.
func (c *Checkout) twin(ctx context.Context, tx *gorm.DB, kept *payment.Credit) (sure bool, err error) {
	of, found, sure, err := payment.Twin(ctx, tx, *kept, c.Now())
	if found {
		kept.TwinOf = &of.ID
	}
	return sure, err
}

// book books a stored transfer: for the payment that it is matched to, else in suspense,
// and a person is asked.
func (c *Checkout) book(ctx context.Context, tx *gorm.DB, kept payment.Credit) (paymentID string, err error) {
	if kept.PaymentID == nil {
		return "", payment.Unmatched(ctx, tx, kept, c.Now())
	}
	in, err := c.arrivalOf(ctx, tx, *kept.PaymentID, kept)
	if err != nil {
		return "", err
	}
	_, err = c.paid(ctx, tx, in)
	return in.PaymentID, err
}

// toldTwice reports whether the market may hear of one transfer more than once under
// different numbers: several sources tell of transfers, or one by two roads.
func (c *Checkout) toldTwice() bool {
	sources := 0
	for _, n := range c.Gateways.Notices() {
		sources++
		if _, lists := n.(payments.StatementSource); lists {
			sources++
		}
	}
	for _, g := range c.Gateways.All() {
		if caps := g.Capabilities(); caps.ByBankCredit && caps.Listens {
			sources++
		}
	}
	return sources > 1
}

// arrivalOf is a bank credit as money for a payment.
func (c *Checkout) arrivalOf(ctx context.Context, tx *gorm.DB, paymentID string, kept payment.Credit) (payment.Arrival, error) {
	in := payment.Arrival{
		PaymentID: paymentID, Gateway: c.gatewayOf(kept.Source), TxnID: kept.Source + ":" + kept.SourceID, Amount: kept.Amount, From: ledger.Bank(),
	}
	a, found, err := payment.LastAttempt(ctx, tx, paymentID, in.Gateway)
	if found {
		in.Attempt = &a
	}
	return in, err
}

// gatewayOf is the gateway whose money a source tells of: the source itself, where buyers
// can choose it, else the one whose bank transfers it watches.
func (c *Checkout) gatewayOf(source string) string {
	watched := "bank"
	for _, g := range c.Gateways.All() {
		switch caps := g.Capabilities(); {
		case !caps.ByBankCredit, caps.Door: // what is transferred at a door is a transfer like any other
		case g.Code() == source:
			return source
		case !caps.Listens:
			watched = g.Code()
		}
	}
	return watched
}

// transfers is the gateway of transfers to the market's own account.
func (c *Checkout) transfers() (g payments.Gateway, on bool) {
	for _, g := range c.Gateways.All() {
		if caps := g.Capabilities(); caps.ByBankCredit && !caps.Door && !caps.Listens {
			return g, true
		}
	}
	return nil, false
}

// Payer is who sent a bank transfer, as far as the source says; sealed at rest.
type Payer struct {
	Name    string `json:"name,omitempty"`
	Account string `json:"account,omitempty"`
	BIN     string `json:"bin,omitempty"`
}

func (c *Checkout) sealPayer(b payments.BankCredit) (string, error) {
	if b.PayerAccount == "" && b.PayerName == "" {
		return "", nil
	}
	text, err := json.Marshal(Payer{Name: b.PayerName, Account: b.PayerAccount, BIN: b.PayerBIN})
	if err != nil {
		return "", err
	}
	return c.Keys.Seal("bank_credit.payer", string(text)), nil
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		s = string(r[:most])
	}
	return strings.TrimSpace(s)
}
