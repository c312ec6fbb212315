package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/chophien/chophien/cmd/chophien/demo"
	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/notify"
	"github.com/chophien/chophien/models/notify/journal"
	"github.com/chophien/chophien/models/notify/sms"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/sandbox"
	"github.com/chophien/chophien/payments/vietqr"
	"github.com/chophien/chophien/payments/vietqr/casso"
	"github.com/chophien/chophien/payments/vietqr/demobank"
	"github.com/chophien/chophien/payments/vietqr/payos"
	"github.com/chophien/chophien/payments/vietqr/sepay"
	"github.com/chophien/chophien/web/locale"
)

// openMoney makes the gateways and the sources of bank notices that are configured. This
// file and gateways.go are the only places that name drivers.
func (m *market) openMoney(selling bool) error {
	var gateways []payments.Gateway
	var notices []payments.Listener
	account := payments.BankAccount{BIN: m.cfg.VietQR.BIN, Number: m.cfg.VietQR.Account, Holder: m.cfg.VietQR.Holder}
	if account.Number != "" || m.cfg.direct() {
		g, err := vietqr.New(vietqr.Config{Account: account, Direct: m.cfg.direct()})
		if err != nil {
			return err
		}
		gateways = append(gateways, g)
		accounts := vietqr.Accounts{account}
		if m.cfg.direct() {
			accounts = vietqr.Everybodys()
		}
		sources, err := m.noticeSources(accounts)
		if err != nil {
			return err
		}
		notices = append(notices, sources...)
	}
	wallets, err := m.wallets()
	if err != nil {
		return err
	}
	gateways = append(gateways, wallets...)
	if m.cfg.Sandbox && !m.cfg.direct() { // the play bank would pay the market
		secret, err := m.demoSecret(sandboxSecret)
		if err != nil {
			return err
		}
		g, err := sandbox.New(sandbox.Config{
			Production: m.cfg.Production, BaseURL: m.cfg.BaseURL, Dir: m.cfg.file("sandbox"), Secrets: []payments.Secret{secret}, Now: m.Now,
		})
		if err != nil {
			return err
		}
		m.close = append(m.close, g.Close)
		gateways = append(gateways, g)
		m.demo().Sandbox = g
	}
	var transfer payments.Gateway
	if account.Number != "" {
		transfer = gateways[0]
	}
	if door, err := m.cfg.door(transfer); err != nil {
		return err
	} else if door != nil {
		gateways = append(gateways, door)
	}
	if selling && len(gateways) == 0 {
		return errors.New("no way to pay is configured: set --vietqr-account, PAYOS_…, VNPAY_…, ZALOPAY_…, MOMO_… or STRIPE_…, or --sandbox to try the market out")
	}
	for _, b := range vietqr.Banks() {
		if b.BIN != "" && !b.Former {
			m.Banks = append(m.Banks, parts.Bank{BIN: b.BIN, Name: b.Name})
		}
	}
	if m.cfg.Sandbox {
		m.Banks = append(m.Banks, parts.Bank{BIN: demo.PlayBank, Name: "Ngân hàng chơi"})
	}
	m.Gateways, err = payments.NewRegistry(gateways, notices)
	return err
}

func (m *market) noticeSources(accounts vietqr.Accounts) ([]payments.Listener, error) {
	var out []payments.Listener
	if len(m.cfg.SepaySecrets)+len(m.cfg.SepayAPIKeys) > 0 {
		s, err := m.sepay(sepay.Config{Secrets: m.cfg.SepaySecrets, APIKeys: m.cfg.SepayAPIKeys, Accounts: accounts})
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if len(m.cfg.CassoSecrets) > 0 {
		s, err := m.casso(casso.Config{Secrets: m.cfg.CassoSecrets, Accounts: accounts})
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if len(m.cfg.PayOS.Secrets) > 0 && !m.cfg.PayOS.links() {
		s, err := payos.NewSource(payos.SourceConfig{Secrets: m.cfg.PayOS.Secrets, Accounts: accounts})
		if err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	if m.cfg.Sandbox {
		secret, err := m.demoSecret("demobank-secret")
		if err != nil {
			return nil, err
		}
		cfg := demobank.Config{Production: m.cfg.Production, Secrets: []payments.Secret{secret}, Accounts: accounts,
			URL: m.cfg.BaseURL + "/webhooks/bank/" + demobank.Code}
		s, err := demobank.NewSource(cfg)
		if err != nil {
			return nil, err
		}
		if m.demo().Bank, err = demobank.NewBank(cfg, m.Now, nil); err != nil {
			return nil, err
		}
		m.close = append(m.close, m.Demo.Bank.Close)
		out = append(out, s)
	}
	if len(out) == 0 && !m.cfg.direct() { // sellers confirm by their own word
		return nil, errors.New("VietQR needs a source of bank notices: set SEPAY_SECRETS, SEPAY_API_KEYS, CASSO_SECRETS or PAYOS_SECRETS")
	}
	return out, nil
}

// sepay hears SePay, and reads its list where a token is set.
func (m *market) sepay(cfg sepay.Config) (payments.Listener, error) {
	if m.cfg.SepayToken.IsZero() {
		return sepay.New(cfg)
	}
	return sepay.NewStatement(cfg, sepay.Lister{Token: m.cfg.SepayToken, URL: m.cfg.SepayURL})
}

// casso hears Casso, and reads its list where a key is set.
func (m *market) casso(cfg casso.Config) (payments.Listener, error) {
	if m.cfg.CassoKey.IsZero() {
		return casso.New(cfg)
	}
	return casso.NewStatement(cfg, casso.Lister{Key: m.cfg.CassoKey, URL: m.cfg.CassoURL})
}

func (m *market) demo() *parts.Demo {
	if m.Demo == nil {
		m.Demo = &parts.Demo{}
	}
	return m.Demo
}

// sandboxSecret is the file in the data folder by which the play bank signs.
const sandboxSecret = "sandbox-secret"

// demoSecret is a secret of the play bank, made once and kept in the data folder.
func (m *market) demoSecret(name string) (payments.Secret, error) {
	path := m.cfg.file(name)
	if b, err := os.ReadFile(path); err == nil {
		return payments.Hide(strings.TrimSpace(string(b))), nil
	}
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return payments.Secret{}, err
	}
	text := base64.RawURLEncoding.EncodeToString(raw)
	return payments.Hide(text), os.WriteFile(path, []byte(text+"\n"), 0o600)
}

// sender is how codes and news reach phones: a gateway, or the journal of a market that
// is only being tried out.
func (m *market) sender() (notify.Sender, error) {
	say := func(lang, key string, args map[string]any) string {
		return locale.Sentence(locale.Lang(lang), key, args)
	}
	if m.cfg.SMS.URL == "" {
		if m.cfg.Production {
			return nil, errors.New("production needs a message gateway")
		}
		j, err := journal.Open(journal.Config{Log: m.Log, Path: m.cfg.file("messages.jsonl"), Say: say, Now: m.Now})
		if err != nil {
			return nil, err
		}
		m.demo().Codes = j
		return j, nil
	}
	headers := map[string]string{}
	for _, h := range m.cfg.SMS.Headers {
		name, value, ok := strings.Cut(h.Reveal(), ":")
		if !ok {
			return nil, fmt.Errorf("SMS_HEADERS: a header is not of the form Name: value")
		}
		headers[strings.TrimSpace(name)] = strings.TrimSpace(value)
	}
	return sms.New(sms.Config{URL: m.cfg.SMS.URL, Headers: headers, Body: m.cfg.SMS.Body, Accept: m.cfg.SMS.Accept, Say: say})
}
