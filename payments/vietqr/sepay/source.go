package sepay

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr"
)

// Code is the source's code.
const Code = "sepay"

// Config is what an operator sets, as chosen in SePay's dashboard.
type Config struct {
	Secrets   []payments.Secret // HMAC; two while one is being replaced
	APIKeys   []payments.Secret // the weaker choice, used only when no HMAC secret is set
	Accounts  vietqr.Accounts   // the accounts that SePay watches for the market
	Tolerance time.Duration     // for the signed time; 0: payments.Tolerance
}

// Source hears SePay.
type Source struct{ cfg Config }

// New refuses a configuration without a key: an open door books anybody's word as money.
func New(cfg Config) (*Source, error) {
	cfg.Secrets, cfg.APIKeys = payments.Active(cfg.Secrets), payments.Active(cfg.APIKeys)
	if len(cfg.Secrets) == 0 && len(cfg.APIKeys) == 0 {
		return nil, errors.New("sepay: an HMAC secret or an API key is needed")
	}
	if err := cfg.Accounts.Check(); err != nil {
		return nil, fmt.Errorf("sepay: %w", err)
	}
	if cfg.Tolerance == 0 {
		cfg.Tolerance = payments.Tolerance
	}
	return &Source{cfg: cfg}, nil
}

// Code is "sepay".
func (s *Source) Code() string { return Code }

// Ack is SePay's: 2xx with {"success":true}, else seven more tries within 33 minutes.
func (s *Source) Ack(o payments.Outcome, _ *payments.Event) payments.Answer { return vietqr.Answer(o) }

type notice struct {
	ID              json.RawMessage `json:"id"`
	TransactionDate string          `json:"transactionDate"`
	AccountNumber   string          `json:"accountNumber"`
	SubAccount      string          `json:"subAccount"` // a virtual account under it
	Code            string          `json:"code"`       // what SePay itself took for a code
	Content         string          `json:"content"`
	TransferType    string          `json:"transferType"`
	TransferAmount  json.Number     `json:"transferAmount"`
	ReferenceCode   string          `json:"referenceCode"`
	Description     string          `json:"description"`
}

// Verify reads one notice: a bank credit, or an ignored event for outgoing money and for
// accounts that are not the market's.
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
	id, err := payments.WireID(n.ID)
	if err != nil {
		return nil, err
	}
	at := vietqr.LocalTime(n.TransactionDate, r.At)
	switch n.TransferType {
	case "out":
		return []payments.Event{vietqr.Ignore(Code, id, vietqr.IgnoredOutgoing, at)}, nil
	case "in":
	default:
		return nil, payments.ErrMalformed
	}
	amount, err := payments.WireAmount(n.TransferAmount)
	if err != nil {
		return nil, err
	}
	if !amount.Positive() {
		return nil, payments.ErrMalformed
	}
	account, ours := s.cfg.Accounts.Find(n.AccountNumber, n.SubAccount)
	if !ours {
		return []payments.Event{vietqr.Ignore(Code, id, vietqr.IgnoredAccount, at)}, nil
	}
	return []payments.Event{vietqr.Credit(payments.BankCredit{
		Source: Code, SourceID: id, Account: account.Number, BIN: account.BIN,
		Content: n.Content, Reference: n.ReferenceCode,
	}, amount, at, n.Code, n.Description)}, nil
}

// prove judges the headers. With HMAC secrets set, a mere API key opens nothing.
func (s *Source) prove(r payments.RawRequest) error {
	if len(s.cfg.Secrets) == 0 {
		return s.proveKey(r.Header.Get("Authorization"))
	}
	t := r.Header.Get("X-SePay-Timestamp")
	given, scheme := strings.CutPrefix(r.Header.Get("X-SePay-Signature"), "sha256=")
	if !scheme || t == "" {
		return payments.ErrBadSignature
	}
	if !payments.AnyMAC([]string{given}, s.cfg.Secrets, func(k payments.Secret) []byte { return mac(k, t, r.Body) }) {
		return payments.ErrBadSignature
	}
	sec, err := strconv.ParseInt(t, 10, 64)
	if err != nil || sec < 0 || sec > 1<<40 {
		return payments.ErrMalformed
	}
	return payments.CheckFresh(clock.Instant(sec*1000), r.At, s.cfg.Tolerance)
}

func (s *Source) proveKey(header string) error {
	scheme, given, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Apikey") {
		return payments.ErrBadSignature
	}
	// Hashing first hides the length of the key from the time that comparing takes.
	sum, ok := sha256.Sum256([]byte(strings.TrimSpace(given))), false
	for _, k := range s.cfg.APIKeys {
		want := sha256.Sum256([]byte(k.Reveal()))
		ok = hmac.Equal(sum[:], want[:]) || ok
	}
	if !ok {
		return payments.ErrBadSignature
	}
	return nil
}

func mac(key payments.Secret, t string, body []byte) []byte {
	h := hmac.New(sha256.New, []byte(key.Reveal()))
	h.Write([]byte(t + "."))
	h.Write(body)
	return h.Sum(nil)
}
