package demobank

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr"
)

// Code is the source's code.
const Code = "demobank"

// Header carries the signature, made by payments.Stamp.
const Header = "X-Demo-Bank-Signature"

// Config is shared by Source and Bank.
type Config struct {
	Production bool              // true refuses everything
	Secrets    []payments.Secret // the first signs, all verify
	Accounts   vietqr.Accounts   // the accounts that this bank keeps for the market
	URL        string            // where notices go: {base}/webhooks/bank/demobank

	Sleep func(ctx context.Context, d time.Duration) error // of SendAt; nil sleeps
}

func (c *Config) check() error {
	if c.Production {
		return fault.New(fault.Forbidden, "payments.sandbox_in_production")
	}
	if c.Secrets = payments.Active(c.Secrets); len(c.Secrets) == 0 {
		return errors.New("demobank: a secret is needed")
	}
	if err := c.Accounts.Check(); err != nil {
		return fmt.Errorf("demobank: %w", err)
	}
	return nil
}

// Source hears the demo bank.
type Source struct{ cfg Config }

// NewSource refuses production with payments.sandbox_in_production.
func NewSource(cfg Config) (*Source, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	return &Source{cfg: cfg}, nil
}

// Code is "demobank".
func (s *Source) Code() string { return Code }

// Ack is that of every notice source.
func (s *Source) Ack(o payments.Outcome, _ *payments.Event) payments.Answer { return vietqr.Answer(o) }

type notice struct {
	ID           json.RawMessage `json:"id"`
	Direction    string          `json:"direction"` // "in" or "out"
	Account      string          `json:"account"`
	Amount       json.Number     `json:"amount"`
	Content      string          `json:"content"`
	Reference    string          `json:"reference"`
	PayerName    string          `json:"payer_name"`
	PayerAccount string          `json:"payer_account"`
	PayerBIN     string          `json:"payer_bin"`
	At           clock.Instant   `json:"at"`
}

// Verify reads one notice: a bank credit, or an ignored event for outgoing money and for
// accounts that are not the market's.
func (s *Source) Verify(_ context.Context, r payments.RawRequest) ([]payments.Event, error) {
	if r.TooLarge() {
		return nil, payments.ErrTooLarge
	}
	if err := payments.VerifyStamp(r.Header.Get(Header), r.Body, s.cfg.Secrets, r.At, payments.Tolerance); err != nil {
		return nil, err
	}
	var n notice
	if err := payments.DecodeJSON(r.Body, &n); err != nil {
		return nil, err
	}
	id, err := payments.WireID(n.ID)
	if err != nil {
		return nil, err
	}
	if n.At.IsZero() {
		n.At = r.At
	}
	switch n.Direction {
	case "out":
		return []payments.Event{vietqr.Ignore(Code, id, vietqr.IgnoredOutgoing, n.At)}, nil
	case "in":
	default:
		return nil, payments.ErrMalformed
	}
	amount, err := payments.WireAmount(n.Amount)
	if err != nil {
		return nil, err
	}
	if !amount.Positive() {
		return nil, payments.ErrMalformed
	}
	account, ours := s.cfg.Accounts.Find(n.Account)
	if !ours {
		return []payments.Event{vietqr.Ignore(Code, id, vietqr.IgnoredAccount, n.At)}, nil
	}
	return []payments.Event{vietqr.Credit(payments.BankCredit{
		Source: Code, SourceID: id, Account: account.Number, BIN: account.BIN,
		Content: n.Content, Reference: n.Reference,
		PayerName: n.PayerName, PayerAccount: n.PayerAccount, PayerBIN: n.PayerBIN,
	}, amount, n.At)}, nil
}
