package vietqr_test

import (
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/contract"
	"github.com/chophien/chophien/payments/vietqr"
	"github.com/chophien/chophien/payments/vietqr/vietqrtest"
)

const at = clock.Instant(1795311300000)

var start = payments.Start{
	PaymentID: "0199-payment", Code: "K7QM2XWPAS", Attempt: 1, Ref: "K7QM2XWPAS-1", Amount: money.Of(150000),
	Description: "Đơn hàng chè Suối Giàng", Locale: "vi", At: at, ExpiresAt: at.Add(30 * time.Minute),
}

func TestContract(t *testing.T) {
	contract.Run(t, func(t *testing.T) contract.Case {
		g, err := vietqr.New(vietqr.Config{Account: payments.BankAccount{BIN: "970422", Number: "0123456789", Holder: "Chợ Phiên mẫu"}})
		if err != nil {
			t.Fatal(err)
		}
		const qr = "00020101021238540010A00000072701240006970422011001234567890208QRIBFTTA530370454061500005802VN62140810K7QM2XWPAS6304"
		return contract.Case{
			Gateway: g, At: at, Start: start, Fake: vietqrtest.New(t),
			Begun: payments.Begun{Status: payments.StatusPending, Next: payments.Next{
				Kind: payments.NextQR, QR: qr + "30C8", ExpiresAt: start.ExpiresAt,
				Transfer: &payments.Transfer{BIN: "970422", Bank: "MB Bank", Account: "0123456789", Holder: "CHO PHIEN MAU", Memo: start.Code, Amount: start.Amount},
			}},
		}
	})
}

func TestBeginPaysTheSellerDirectly(t *testing.T) {
	g, err := vietqr.New(vietqr.Config{Account: vietqrtest.Account})
	if err != nil {
		t.Fatal(err)
	}
	s := start
	s.PayTo = &payments.BankAccount{BIN: "970405", Number: "8888000011112222", Holder: "HTX mẫu"}
	b, err := g.Begin(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	p, err := vietqr.Parse(b.Next.QR)
	want := vietqr.Payload{BIN: "970405", Account: "8888000011112222", Amount: s.Amount, Purpose: s.Code}
	if err != nil || p != want || b.Next.Transfer.Holder != "HTX MAU" || b.Next.Transfer.Bank != "Agribank" {
		t.Errorf("%+v %+v %v", p, b.Next.Transfer, err)
	}
	s.PayTo.Number = "12 34"
	if _, err := g.Begin(t.Context(), s); !fault.Has(err, "vietqr.account_number") {
		t.Errorf("a bad account: %v", err)
	}
	s.PayTo = nil
	s.Code = "K7QM2XWPAA"
	if _, err := g.Begin(t.Context(), s); err == nil || payments.IsAmbiguous(err) {
		t.Errorf("a code that was not issued: %v", err)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, cfg := range map[string]vietqr.Config{
		"no account":         {},
		"unknown bank":       {Account: payments.BankAccount{BIN: "123456", Number: "1", Holder: "A"}},
		"no number":          {Account: payments.BankAccount{BIN: "970422", Holder: "A"}},
		"no holder":          {Account: payments.BankAccount{BIN: "970422", Number: "1", Holder: " "}},
		"least above most":   {Account: vietqrtest.Account, Min: money.Of(10), Max: money.Of(9)},
		"negative least":     {Account: vietqrtest.Account, Min: money.Of(-1)},
		"more than we count": {Account: vietqrtest.Account, Max: money.Of(money.Max + 1)},
		"no time":            {Account: vietqrtest.Account, TTL: time.Minute},
		"too long":           {Account: vietqrtest.Account, TTL: 2 * time.Hour},
		"negative grace":     {Account: vietqrtest.Account, HoldGrace: -1},
	} {
		if _, err := vietqr.New(cfg); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestAccounts(t *testing.T) {
	as := vietqr.Accounts{vietqrtest.Account, {BIN: "970405", Number: "VQRQ0001", Holder: "B"}}
	if err := as.Check(); err != nil {
		t.Fatal(err)
	}
	if a, ok := as.Find("", "nobody", " 012 345 6789 "); !ok || a.Number != "0123456789" {
		t.Errorf("%+v %v", a, ok)
	}
	for _, n := range []string{"", " ", "123456789", "01234567890", "vqrq0001"} {
		if a, ok := as.Find(n); ok {
			t.Errorf("%q is %+v", n, a)
		}
	}
	if a, ok := vietqr.Everybodys().Find("", "1111 2222"); !ok || a.Number != "11112222" || vietqr.Everybodys().Check() != nil {
		t.Errorf("%+v, %v", a, ok)
	}
	if _, ok := vietqr.Everybodys().Find("", " "); ok {
		t.Error("no number is somebody's")
	}
	if _, ok := (vietqr.Accounts{{}}).Find(""); ok {
		t.Error("no number leads to an account")
	}
	for name, bad := range map[string]vietqr.Accounts{"none": {}, "twice": {as[0], as[0]}, "broken": {{}}} {
		if bad.Check() == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestCreditCollectsCodes(t *testing.T) {
	code := "K7QM2XWPAS"
	e := vietqr.Credit(payments.BankCredit{Source: "s", SourceID: "1", Account: "0123456789", Content: "MBVCB.1." + strings.ToLower(code) + ".CT tu"}, money.Of(1), at, code, "DESC "+code)
	if e.Key != "s:1" || e.TxnID != "s:1" || e.Kind != payments.EventBankCredit || e.Status != payments.StatusPaid {
		t.Errorf("%+v", e)
	}
	n := 0
	for _, c := range e.Bank.Codes {
		if c == code {
			n++
		}
	}
	if n != 1 {
		t.Errorf("codes %v", e.Bank.Codes)
	}
}

func TestLocalTime(t *testing.T) {
	want := clock.At(time.Date(2026, 11, 22, 2, 35, 12, 0, time.UTC))
	for _, s := range []string{"2026-11-22 09:35:12", " 2026-11-22 09:35:12 ", "2026-11-22T09:35:12"} {
		if got := vietqr.LocalTime(s, at); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
	for _, s := range []string{"", "22/11/2026", "2026-02-30 00:00:00"} {
		if got := vietqr.LocalTime(s, at); got != at {
			t.Errorf("%q: %v", s, got)
		}
	}
}
