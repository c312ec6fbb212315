package vietqr

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/payments"
)

// Code is the gateway's code.
const Code = "vietqr"

// Limits of one transfer by NAPAS 247 where the configuration does not narrow them.
const (
	DefaultMin int64 = 2_000
	DefaultMax int64 = 499_999_999
)

// Config is what an operator sets.
type Config struct {
	Account   payments.BankAccount // where the money goes unless a payment names its own
	Direct    bool                 // every payment names its own; Account may be empty
	Min, Max  money.VND            // 0: DefaultMin, DefaultMax
	TTL       time.Duration        // how long a buyer has; 0: 30 minutes
	HoldGrace time.Duration        // how long a notice may be under way; 0: 10 minutes
}

// Gateway asks for bank transfers. It hears nothing itself: the money is told of by notice
// sources.
type Gateway struct{ cfg Config }

// New refuses an account that no QR can be made of, or whose bank is unknown.
func New(cfg Config) (*Gateway, error) {
	if err := CheckAccount(cfg.Account); err != nil && !(cfg.Direct && cfg.Account == payments.BankAccount{}) {
		return nil, fmt.Errorf("vietqr: the receiving account: %w", err)
	}
	if cfg.Min.IsZero() {
		cfg.Min = money.Of(DefaultMin)
	}
	if cfg.Max.IsZero() {
		cfg.Max = money.Of(DefaultMax)
	}
	if cfg.TTL == 0 {
		cfg.TTL = 30 * time.Minute
	}
	if cfg.HoldGrace == 0 {
		cfg.HoldGrace = 10 * time.Minute
	}
	if !cfg.Min.Positive() || cfg.Min.Cmp(cfg.Max) > 0 || cfg.Max.Dong() > money.Max {
		return nil, fmt.Errorf("vietqr: the least and the most amount do not fit together")
	}
	if cfg.TTL < 5*time.Minute || cfg.HoldGrace < 0 || cfg.TTL+cfg.HoldGrace > maxHold {
		return nil, fmt.Errorf("vietqr: a buyer has 5 minutes or more, and 2 hours or less with the grace")
	}
	return &Gateway{cfg: cfg}, nil
}

// maxHold is the longest that stock waits for money, whatever a gateway says.
const maxHold = 2 * time.Hour

// CheckAccount refuses an account whose bank is unknown, whose number cannot stand in a QR,
// or that names no holder: vietqr.bank_unknown, vietqr.account_number, vietqr.account_holder.
func CheckAccount(a payments.BankAccount) error {
	if _, ok := BankOf(a.BIN); !ok {
		return fault.New(fault.Invalid, "vietqr.bank_unknown").On("bin")
	}
	if (Payload{BIN: a.BIN, Account: a.Number}).check() != nil {
		return fault.New(fault.Invalid, "vietqr.account_number").On("number")
	}
	if strings.TrimSpace(a.Holder) == "" {
		return fault.New(fault.Invalid, "vietqr.account_holder").On("holder")
	}
	return nil
}

// Code is "vietqr".
func (g *Gateway) Code() string { return Code }

// Capabilities: a QR to scan, money of any amount at any time, refunds by hand.
func (g *Gateway) Capabilities() payments.Capabilities {
	return payments.Capabilities{
		Next:            []payments.NextKind{payments.NextQR},
		Refund:          payments.RefundManual,
		PartialRefund:   true,
		MultiRefund:     true,
		AmountMayDiffer: true,
		ByBankCredit:    true,
		PayTo:           true,
		Min:             g.cfg.Min,
		Max:             g.cfg.Max,
		MinRefund:       g.cfg.Min,
		MinTTL:          5 * time.Minute,
		MaxTTL:          maxHold - g.cfg.HoldGrace,
		DefaultTTL:      g.cfg.TTL,
		HoldGrace:       g.cfg.HoldGrace,
		Ref:             payments.RefPlain,
	}
}

// Begin draws the QR. It calls nobody, so it cannot be ambiguous.
func (g *Gateway) Begin(_ context.Context, s payments.Start) (payments.Begun, error) {
	if err := g.Capabilities().Accepts(s.Amount); err != nil {
		return payments.Begun{}, err
	}
	if !code.Valid(s.Code) {
		return payments.Begun{}, &payments.Error{Gateway: Code, Op: "begin", Code: "payment_code"}
	}
	account := g.cfg.Account
	if s.PayTo != nil {
		account = *s.PayTo
	}
	if err := CheckAccount(account); err != nil {
		return payments.Begun{}, err
	}
	qr, err := Payload{BIN: account.BIN, Account: account.Number, Amount: s.Amount, Purpose: s.Code}.Encode()
	if err != nil {
		return payments.Begun{}, &payments.Error{Gateway: Code, Op: "begin", Code: "payload", Cause: err}
	}
	bank, _ := BankOf(account.BIN)
	return payments.Begun{
		Status: payments.StatusPending,
		Next: payments.Next{
			Kind: payments.NextQR,
			QR:   qr,
			Transfer: &payments.Transfer{
				BIN: account.BIN, Bank: bank.Name, Account: account.Number,
				Holder: strings.ToUpper(vntext.ASCII(account.Holder)), Memo: s.Code, Amount: s.Amount,
			},
			ExpiresAt: s.ExpiresAt,
		},
	}, nil
}

// Accounts are the receiving accounts that a notice source may speak of.
type Accounts []payments.BankAccount

// everybodys is the number of the account that stands for all.
const everybodys = "*"

// Everybodys are the accounts of a market whose sellers collect: a notice may speak of any
// of them, and who hears it judges whose it is.
func Everybodys() Accounts { return Accounts{{Number: everybodys}} }

// Find is the account of ours that has one of numbers. An empty number matches nothing.
func (as Accounts) Find(numbers ...string) (payments.BankAccount, bool) {
	for _, n := range numbers {
		n = strings.ReplaceAll(strings.TrimSpace(n), " ", "")
		if len(as) == 1 && as[0].Number == everybodys && n != "" {
			return payments.BankAccount{Number: n}, true
		}
		i := slices.IndexFunc(as, func(a payments.BankAccount) bool { return n != "" && a.Number == n })
		if i >= 0 {
			return as[i], true
		}
	}
	return payments.BankAccount{}, false
}

// Check refuses an empty list, a bad account and a number listed twice: a notice must lead
// to one account.
func (as Accounts) Check() error {
	if len(as) == 0 {
		return fmt.Errorf("vietqr: a notice source needs a receiving account")
	}
	if len(as) == 1 && as[0].Number == everybodys {
		return nil
	}
	seen := map[string]bool{}
	for _, a := range as {
		if err := CheckAccount(a); err != nil {
			return err
		}
		if seen[a.Number] {
			return fmt.Errorf("vietqr: a receiving account is listed twice")
		}
		seen[a.Number] = true
	}
	return nil
}
