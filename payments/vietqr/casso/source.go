package casso

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr"
)

// Code is the source's code.
const Code = "casso"

// Config is what an operator sets.
type Config struct {
	Secrets  []payments.Secret // the checksum key; two while one is being replaced
	Accounts vietqr.Accounts   // the accounts that Casso watches for the market
	// How far the signed time may be from ours; 0: payments.Tolerance. Casso publishes
	// neither whether nor how it signs a repeated notice. A longer time does no harm: the
	// same id is booked once.
	Tolerance time.Duration
}

// Source hears Casso.
type Source struct{ cfg Config }

// New refuses a configuration without a key.
func New(cfg Config) (*Source, error) {
	if cfg.Secrets = payments.Active(cfg.Secrets); len(cfg.Secrets) == 0 {
		return nil, errors.New("casso: the checksum key is needed")
	}
	if err := cfg.Accounts.Check(); err != nil {
		return nil, fmt.Errorf("casso: %w", err)
	}
	if cfg.Tolerance == 0 {
		cfg.Tolerance = payments.Tolerance
	}
	return &Source{cfg: cfg}, nil
}

// Code is "casso".
func (s *Source) Code() string { return Code }

// Ack is Casso's: 200 with {"success":true} once the notice is kept.
func (s *Source) Ack(o payments.Outcome, _ *payments.Event) payments.Answer { return vietqr.Answer(o) }

type notice struct {
	Error json.Number `json:"error"`
	Data  *struct {
		ID                   json.RawMessage `json:"id"`
		Reference            string          `json:"reference"`
		Description          string          `json:"description"`
		Amount               json.Number     `json:"amount"` // negative: money that left
		TransactionDateTime  string          `json:"transactionDateTime"`
		AccountNumber        string          `json:"accountNumber"`
		VirtualAccountNumber string          `json:"virtualAccountNumber"`
		CounterAccountName   string          `json:"counterAccountName"`
		CounterAccountNumber string          `json:"counterAccountNumber"`
		CounterAccountBankID string          `json:"counterAccountBankId"`
	} `json:"data"`
}

// Verify reads one notice: a bank credit, or an ignored event for outgoing money, for
// accounts that are not the market's, and for Casso's own test calls (id 0).
func (s *Source) Verify(_ context.Context, r payments.RawRequest) ([]payments.Event, error) {
	if r.TooLarge() {
		return nil, payments.ErrTooLarge
	}
	if err := s.prove(r); err != nil {
		return nil, err
	}
	var n notice
	if err := payments.DecodeJSON(r.Body, &n); err != nil {
		return nil, err
	}
	if n.Data == nil || (n.Error != "" && n.Error != "0") {
		return nil, payments.ErrMalformed
	}
	d := n.Data
	id, err := payments.WireID(d.ID)
	if err != nil {
		return nil, err
	}
	at := vietqr.LocalTime(d.TransactionDateTime, r.At)
	amount, err := payments.WireAmount(d.Amount)
	if err != nil {
		return nil, err
	}
	account, ours := s.cfg.Accounts.Find(d.AccountNumber, d.VirtualAccountNumber)
	switch {
	case id == "0":
		return []payments.Event{vietqr.Ignore(Code, id, vietqr.IgnoredTest, at)}, nil
	case amount.IsZero():
		return nil, payments.ErrMalformed
	case amount.Negative():
		return []payments.Event{vietqr.Ignore(Code, id, vietqr.IgnoredOutgoing, at)}, nil
	case !ours:
		return []payments.Event{vietqr.Ignore(Code, id, vietqr.IgnoredAccount, at)}, nil
	}
	return []payments.Event{vietqr.Credit(payments.BankCredit{
		Source: Code, SourceID: id, Account: account.Number, BIN: account.BIN,
		Content: d.Description, Reference: d.Reference,
		PayerName: d.CounterAccountName, PayerAccount: d.CounterAccountNumber, PayerBIN: d.CounterAccountBankID,
	}, amount, at)}, nil
}
