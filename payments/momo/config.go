package momo

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Code is the gateway's code.
const Code = "momo"

// TestURL is where MoMo lets itself be tried out; production has another address.
const TestURL = "https://test-payment.momo.vn"

// The ways to pay within MoMo: by the wallet alone, or by whatever the buyer picks on
// MoMo's page (wallet, bank card, international card).
const (
	Wallet    = "captureWallet"
	AnyMethod = "payWithMethod"
)

// Config is what an operator sets. Only PartnerCode, AccessKey, Secrets and Now must be
// given; what MoMo does not publish can be changed here.
type Config struct {
	Production  bool              // refuse the address for trying out, and plain http
	PartnerCode string            // the market's number at MoMo
	AccessKey   payments.Secret   // signed with every message, never sent
	Secrets     []payments.Secret // the first signs, all verify: two while one is replaced
	URL         string            // an origin; "" is TestURL
	Method      string            // Wallet or AnyMethod, where a buyer names none; "" is Wallet
	Min, Max    money.VND         // 0: 1,000 to 50,000,000
	MinRefund   money.VND         // 0: 1,000, or 10,000 where Method lets buyers pay by bank card
	TTL         time.Duration     // how long a buyer has; 0: 15 minutes, which is also the most
	HoldGrace   time.Duration     // how long a notice may be under way; 0: 10 minutes

	Now   clock.Clock
	HTTP  *http.Client  // nil is payments.NewClient
	NewID func() string // of questions, single-use; nil is code.New
}

// maxTTL is how long MoMo's page and QR live; after it they say 1005.
const maxTTL = 15 * time.Minute

// Check tells everything that is wrong with the configuration, without its secrets.
func (c Config) Check() error { return c.complete() }

func (c *Config) complete() error {
	c.defaults()
	var wrong []error
	add := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf("momo: "+format, args...)) }
	if c.PartnerCode == "" || len(c.PartnerCode) > 50 || strings.ContainsAny(c.PartnerCode, "&= \t\n") {
		add("the partner code is missing or malformed")
	}
	if c.AccessKey.IsZero() {
		add("the access key is needed")
	}
	if len(c.Secrets) == 0 {
		add("a secret key is needed")
	}
	u, err := url.Parse(c.URL)
	switch {
	case err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || u.Scheme+"://"+u.Host != c.URL:
		add("the address must be an origin such as https://payment.momo.vn")
	case c.Production && u.Scheme != "https":
		add("production needs https")
	case c.Production && strings.HasPrefix(u.Hostname(), "test-"):
		add("the address is the one for trying out: its money is play money, and production refuses it")
	}
	if !slices.Contains([]string{Wallet, AnyMethod}, c.Method) {
		add("the method is %s or %s", Wallet, AnyMethod)
	}
	if !c.Min.Positive() || c.Min.Cmp(c.Max) > 0 || c.Max.Dong() > money.Max || !c.MinRefund.Positive() {
		add("the least and the most amount do not fit together")
	}
	if c.TTL < 5*time.Minute || c.TTL > maxTTL || c.HoldGrace < 0 || c.HoldGrace > time.Hour {
		add("a buyer has 5 to 15 minutes, and a notice an hour at most")
	}
	return errors.Join(wrong...)
}

func (c *Config) defaults() {
	c.Secrets = payments.Active(c.Secrets)
	orElse(&c.URL, TestURL)
	orElse(&c.Method, Wallet)
	orElse(&c.Min, money.Of(1_000))
	orElse(&c.Max, money.Of(50_000_000))
	if c.Method == AnyMethod {
		orElse(&c.MinRefund, money.Of(10_000)) // to a bank card MoMo gives back no less
	}
	orElse(&c.MinRefund, money.Of(1_000))
	orElse(&c.TTL, maxTTL)
	orElse(&c.HoldGrace, 10*time.Minute)
	if c.HTTP == nil {
		c.HTTP = payments.NewClient()
	}
	if c.NewID == nil {
		c.NewID = code.New
	}
}

func orElse[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}
