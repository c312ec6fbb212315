package checkout

import (
	"context"
	"encoding/json"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/payments"
)

// attempted acts on news of an attempt.
func (c *Checkout) attempted(ctx context.Context, tx *gorm.DB, gateway string, ev payments.Event) (payments.Outcome, string, error) {
	a, found, err := payment.AttemptByRef(ctx, tx, gateway, ev.Ref)
	if err != nil {
		return "", "", err
	}
	if !found {
		return payments.UnknownRef, "", nil
	}
	p, err := payment.Find(ctx, tx, a.PaymentID)
	if err != nil {
		return "", "", err
	}
	now := c.Now()
	switch ev.Status {
	case payments.StatusPaid:
		g, err := c.Gateways.Gateway(gateway)
		if err == nil && !g.Capabilities().AmountMayDiffer && ev.Amount != a.Amount {
			if err := payment.Doubt(ctx, tx, &a); err != nil {
				return "", "", err
			}
			task := payment.Task{Kind: payment.TaskReview, PaymentID: &p.ID, Amount: ev.Amount, Note: "amount"}
			return payments.AmountMismatch, p.ID, payment.Ask(ctx, tx, task, now)
		}
		taken, err := c.paid(ctx, tx, p, payment.Arrival{
			Gateway: gateway, TxnID: txnID(ev), Amount: ev.Amount, Attempt: &a, From: c.clearing(gateway),
		})
		if err == nil && !taken {
			return payments.Duplicate, p.ID, nil
		}
		return payments.Applied, p.ID, err
	case payments.StatusReview:
		if err := payment.Doubt(ctx, tx, &a); err != nil {
			return "", "", err
		}
		return payments.Applied, p.ID, payment.Ask(ctx, tx, payment.Task{Kind: payment.TaskReview, PaymentID: &p.ID, Amount: ev.Amount, Note: "suspicious"}, now)
	case payments.StatusProcessing:
		return payments.Applied, p.ID, payment.Doubt(ctx, tx, &a)
	case payments.StatusFailed:
		return payments.Applied, p.ID, payment.Fail(ctx, tx, &a, payment.AttemptFailed, string(ev.Decline))
	case payments.StatusCancelled:
		return payments.Applied, p.ID, payment.Fail(ctx, tx, &a, payment.AttemptCancelled, string(ev.Decline))
	case payments.StatusExpired:
		return payments.Applied, p.ID, payment.Fail(ctx, tx, &a, payment.AttemptExpired, string(payments.DeclineExpired))
	}
	return payments.Ignored, p.ID, nil
}

// txnID is the provider's number of the money; a provider that gives none is known by our
// single-use reference.
func txnID(ev payments.Event) string {
	if ev.TxnID != "" {
		return ev.TxnID
	}
	return "ref:" + ev.Ref
}

// credited acts on a bank transfer: it belongs to the one payment whose code its text
// holds, else a person finds out.
func (c *Checkout) credited(ctx context.Context, tx *gorm.DB, ev payments.Event) (payments.Outcome, string, error) {
	now := c.Now()
	matches, err := payment.ByCodes(ctx, tx, ev.Bank.Codes)
	if err != nil {
		return "", "", err
	}
	kept := payment.Credit{
		Source: ev.Bank.Source, SourceID: ev.Bank.SourceID, Account: ev.Bank.Account, Amount: ev.Amount,
		Content: cut(ev.Bank.Content, 500), ReceivedAt: ev.At,
	}
	if kept.PayerSealed, err = c.sealPayer(*ev.Bank); err != nil {
		return "", "", err
	}
	if len(matches) == 1 {
		kept.PaymentID = &matches[0].ID
	}
	fresh, err := payment.KeepCredit(ctx, tx, &kept, now)
	if err != nil {
		return "", "", err
	}
	if !fresh {
		return payments.Duplicate, "", nil
	}
	if len(matches) != 1 {
		return payments.Applied, "", payment.Unmatched(ctx, tx, kept, now)
	}
	_, err = c.paid(ctx, tx, matches[0], c.arrivalOf(ctx, tx, matches[0], kept))
	return payments.Applied, matches[0].ID, err
}

// arrivalOf is a bank credit as money for a payment.
func (c *Checkout) arrivalOf(ctx context.Context, tx *gorm.DB, p payment.Payment, kept payment.Credit) payment.Arrival {
	in := payment.Arrival{Gateway: c.transferGateway(), TxnID: kept.Source + ":" + kept.SourceID, Amount: kept.Amount, From: ledger.Bank()}
	if a, found, err := payment.LastAttempt(ctx, tx, p.ID, in.Gateway); err == nil && found {
		in.Attempt = &a
	}
	return in
}

// transferGateway is the gateway whose money comes by bank transfer.
func (c *Checkout) transferGateway() string {
	for _, g := range c.Gateways.All() {
		if g.Capabilities().ByBankCredit {
			return g.Code()
		}
	}
	return "bank"
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
	s = printable(s)
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return strings.TrimSpace(s)
}

// refundNews acts on news of a refund.
func (c *Checkout) refundNews(ctx context.Context, tx *gorm.DB, gateway string, ev payments.Event) (payments.Outcome, string, error) {
	r, found, err := payment.RefundByRef(ctx, tx, gateway, ev.RefundRef)
	if err != nil {
		return "", "", err
	}
	if !found {
		return payments.UnknownRef, "", nil
	}
	now := c.Now()
	switch ev.RefundStatus {
	case payments.RefundDone:
		if ev.Amount.Positive() && ev.Amount != r.Amount {
			return payments.AmountMismatch, r.PaymentID, payment.Ask(ctx, tx, payment.Task{Kind: payment.TaskReview, PaymentID: &r.PaymentID, RefundID: &r.ID, Amount: ev.Amount, Note: "refund_amount"}, now)
		}
		return payments.Applied, r.PaymentID, payment.Finish(ctx, tx, &r, c.clearing(gateway), ev.TxnID, now)
	case payments.RefundFailed:
		return payments.Applied, r.PaymentID, payment.Refuse(ctx, tx, &r, ev.Code, now)
	}
	return payments.Ignored, r.PaymentID, nil
}

// disputed leaves a task: a bank wants money back, and a person answers it with evidence.
func (c *Checkout) disputed(ctx context.Context, tx *gorm.DB, gateway string, ev payments.Event) (payments.Outcome, string, error) {
	a, found, err := payment.AttemptByRef(ctx, tx, gateway, ev.Ref)
	if err != nil {
		return "", "", err
	}
	task := payment.Task{Kind: payment.TaskReview, Amount: ev.Amount, Note: "dispute"}
	if found {
		task.PaymentID = &a.PaymentID
	}
	return payments.Applied, a.PaymentID, payment.Ask(ctx, tx, task, c.Now())
}
