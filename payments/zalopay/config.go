package zalopay

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Code is the gateway's code.
const Code = "zalopay"

// The address for trying out, that of production, and the pages to which ZaloPay sends
// buyers there.
const (
	SandboxURL  = "https://sb-openapi.zalopay.vn"
	ProdURL     = "https://openapi.zalopay.vn"
	SandboxPage = "https://qcgateway.zalopay.vn"
	ProdPage    = "https://gateway.zalopay.vn"
)

// Config is what an operator sets. Only AppID, Key1, Keys2 and Now must be given; what
// ZaloPay does not publish, or was found with others only, can be changed here.
type Config struct {
	Production bool              // refuse the address for trying out, and plain http
	AppID      int64             // the market's number at ZaloPay
	Key1       payments.Secret   // signs what is sent
	Keys2      []payments.Secret // prove what is heard: two while one is replaced
	URL        string            // "": SandboxURL, or ProdURL in production
	Pages      []string          // origins of the pages on which buyers pay; nil: SandboxPage or ProdPage
	Min, Max   money.VND         // 0: 1,000 to 50,000,000
	MinRefund  money.VND         // 0: 1,000
	TTL        time.Duration     // how long a buyer has; 0: 15 minutes
	HoldGrace  time.Duration     // how long a message may be under way; 0: 5 minutes
	Expired    []int64           // detailed codes of an order whose time is over; nil: -54
	Unknown    []int64           // detailed codes of an order or refund that is not there; nil: -101
	Waiting    []int64           // detailed codes of a refund that is under way; nil: -1, -16

	Now  clock.Clock
	HTTP *http.Client // nil is payments.NewClient
}

const maxHold = 2 * time.Hour // the longest that stock waits for money

// Check tells everything that is wrong with the configuration, without its secrets.
func (c Config) Check() error { return c.complete() }

func (c *Config) complete() error {
	var wrong []error
	add := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf("zalopay: "+format, args...)) }
	if c.AppID <= 0 {
		add("the app id is a number above 0")
	}
	if c.Key1.IsZero() {
		add("key1 is needed")
	}
	if c.Keys2 = payments.Active(c.Keys2); len(c.Keys2) == 0 {
		add("key2 is needed")
	}
	c.defaults()
	c.checkAddresses(add)
	if !c.Min.Positive() || c.Min.Cmp(c.Max) > 0 || c.Max.Dong() > money.Max || !c.MinRefund.Positive() {
		add("the least and the most amount do not fit together")
	}
	if c.TTL < 5*time.Minute || c.HoldGrace < 0 || c.TTL+c.HoldGrace > maxHold {
		add("a buyer has 5 minutes or more, and 2 hours or less with the grace")
	}
	return errors.Join(wrong...)
}

func (c *Config) checkAddresses(add func(string, ...any)) {
	c.URL = strings.TrimRight(c.URL, "/")
	for _, address := range append([]string{c.URL}, c.Pages...) {
		u, err := url.Parse(address)
		switch {
		case err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.Scheme+"://"+u.Host != address:
			add("an address must look like https://host")
		case c.Production && u.Scheme != "https":
			add("production needs https")
		case c.Production && sandbox.MatchString(u.Hostname()):
			add("an address is for trying out: its money is play money, and production refuses it")
		}
	}
}

// sandbox are the hosts for trying out: sb-openapi, qcgateway, sbgateway, sandbox.
var sandbox = regexp.MustCompile(`^(sb|qc|sandbox)[^.]*\.`)

func (c *Config) defaults() {
	address, page := SandboxURL, SandboxPage
	if c.Production {
		address, page = ProdURL, ProdPage
	}
	orElse(&c.URL, address)
	if len(c.Pages) == 0 {
		c.Pages = []string{page}
	}
	c.Pages = slices.Clone(c.Pages)
	orElse(&c.Min, money.Of(1_000))
	orElse(&c.Max, money.Of(50_000_000))
	orElse(&c.MinRefund, money.Of(1_000))
	orElse(&c.TTL, 15*time.Minute)
	orElse(&c.HoldGrace, 5*time.Minute)
	if c.Expired == nil {
		c.Expired = []int64{-54}
	}
	if c.Unknown == nil {
		c.Unknown = []int64{-101}
	}
	if c.Waiting == nil {
		c.Waiting = []int64{-1, -16}
	}
	if c.HTTP == nil {
		c.HTTP = payments.NewClient()
	}
}

func orElse[T comparable](v *T, otherwise T) {
	var zero T
	if *v == zero {
		*v = otherwise
	}
}
