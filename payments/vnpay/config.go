package vnpay

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

// Code is the gateway's code.
const Code = "vnpay"

// The addresses for trying out. Those of production are issued with the contract.
const (
	SandboxPayURL = "https://sandbox.vnpayment.vn/paymentv2/vpcpay.html"
	SandboxAPIURL = "https://sandbox.vnpayment.vn/merchant_webapi/api/transaction"
)

// Config is what an operator sets. Only TmnCode, Secrets and Now must be given; what VNPay
// does not publish, or was found with others only, can be changed here.
type Config struct {
	Production bool              // refuse the addresses for trying out, and plain http
	TmnCode    string            // the market's terminal, 8 letters and digits
	Secrets    []payments.Secret // the first signs, all verify: two while one is replaced
	PayURL     string            // where buyers go; "" is SandboxPayURL
	APIURL     string            // where questions and refunds go; "" is SandboxAPIURL
	IP         string            // of this server, as VNPay wants it told; "" is 127.0.0.1
	OrderType  string            // category of goods; "" is other
	Min, Max   money.VND         // 0: 5,000 to 999,999,999
	MinRefund  money.VND         // 0: 1,000
	TTL        time.Duration     // how long a buyer has; 0: 15 minutes
	HoldGrace  time.Duration     // how long a message may be under way; 0: 10 minutes
	QueryGap   time.Duration     // between two questions about one payment; 0: 5 minutes
	RefundDone []string          // statuses of a refund that has arrived; nil: 00

	Now   clock.Clock
	HTTP  *http.Client  // nil is payments.NewClient
	NewID func() string // of questions, single-use within a day; nil is code.New
}

const maxHold = 2 * time.Hour // the longest that stock waits for money

var terminal = regexp.MustCompile(`^[A-Za-z0-9]{8}$`)

// Check tells everything that is wrong with the configuration, without its secrets.
func (c Config) Check() error { return c.complete() }

func (c *Config) complete() error {
	var wrong []error
	add := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf("vnpay: "+format, args...)) }
	if !terminal.MatchString(c.TmnCode) {
		add("the terminal code has 8 letters and digits")
	}
	if c.Secrets = payments.Active(c.Secrets); len(c.Secrets) == 0 {
		add("a hash secret is needed")
	}
	for _, a := range []struct {
		name    string
		address *string
		sandbox string
	}{{"payment", &c.PayURL, SandboxPayURL}, {"API", &c.APIURL, SandboxAPIURL}} {
		if *a.address == "" {
			*a.address = a.sandbox
		}
		u, err := url.Parse(*a.address)
		switch {
		case err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" || u.RawQuery != "" || u.Fragment != "":
			add("the %s address must look like https://host/path", a.name)
		case c.Production && u.Scheme != "https":
			add("the %s address: production needs https", a.name)
		case c.Production && strings.HasPrefix(u.Hostname(), "sandbox"):
			add("the %s address is the one for trying out: its money is play money, and production refuses it", a.name)
		}
	}
	if c.IP == "" {
		c.IP = "127.0.0.1"
	}
	if _, err := netip.ParseAddr(c.IP); err != nil {
		add("the server's address is not an IP address")
	}
	c.defaults()
	if !c.Min.Positive() || c.Min.Cmp(c.Max) > 0 || c.Max.Dong() > 999_999_999 || !c.MinRefund.Positive() {
		add("the least and the most amount do not fit together, or leave what VNPay can write")
	}
	if c.TTL < 5*time.Minute || c.HoldGrace < 0 || c.TTL+c.HoldGrace > maxHold || c.QueryGap < 0 {
		add("a buyer has 5 minutes or more, and 2 hours or less with the grace")
	}
	return errors.Join(wrong...)
}

func (c *Config) defaults() {
	orElse(&c.OrderType, "other")
	orElse(&c.Min, money.Of(5_000))
	orElse(&c.Max, money.Of(999_999_999))
	orElse(&c.MinRefund, money.Of(1_000))
	orElse(&c.TTL, 15*time.Minute)
	orElse(&c.HoldGrace, 10*time.Minute)
	orElse(&c.QueryGap, 5*time.Minute)
	if len(c.RefundDone) == 0 {
		c.RefundDone = []string{"00"}
	}
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
